import { startOwnLabelStudio } from '../faults/own-label-studio';
import startAll from '../setup/global-setup';
import { startPostgres } from './postgres-server';

declare global {
  var annoloopOnPostgres: (() => Promise<void>) | undefined;
}

/** The stack of the tests, but for a Label Studio on PostgreSQL in place of its own. Its first start migrates for a minute or more. */
export default async function globalSetup(): Promise<void> {
  await startAll();
  const postgres = await startPostgres();
  try {
    const labelStudio = await startOwnLabelStudio(postgres.environment);
    globalThis.annoloopOnPostgres = async () => {
      await labelStudio.close();
      await postgres.stop();
    };
    console.log(`Label Studio runs on ${postgres.version}`);
    Object.assign(process.env, labelStudio.environment, {
      ANNOLOOP_TEST_LABEL_STUDIO_USER: labelStudio.user,
      ANNOLOOP_TEST_LABEL_STUDIO_PASSWORD: labelStudio.password,
    });
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
