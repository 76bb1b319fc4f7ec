import startStack from '../setup/global-setup';
import { type MinioServer, startMinio } from './minio-server';

declare global {
  var annoloopTestMinio: MinioServer | undefined;
}

/** The stack of all tests, with a MinIO in the place of its object store. */
export default async function globalSetup(): Promise<void> {
  await startStack();
  globalThis.annoloopTestMinio = await startMinio();
  Object.assign(process.env, globalThis.annoloopTestMinio.environment);
}
