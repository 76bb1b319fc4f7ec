import stopAll from '../setup/global-teardown';

export default async function globalTeardown(): Promise<void> {
  await globalThis.annoloopOnPostgres?.();
  await stopAll();
}
