import stopStack from '../setup/global-teardown';

export default async function globalTeardown(): Promise<void> {
  await globalThis.annoloopTestMinio?.stop();
  await stopStack();
}
