import { cacheFolder } from '../../src/config/cache-folder';
import { assertCanBuild, findGoTool, type GoTool, installGoTool } from '../../src/stack/tools/go-tool';

/** The last MinIO that was released as source, of February 2026; nobody maintains it any more. */
const MINIO: GoTool = {
  title: 'MinIO',
  executable: 'minio',
  version: '0.0.0-20260212201848-7aac2a2c5b7c',
  module: 'github.com/minio/minio',
  package: '',
  variable: 'ANNOLOOP_TEST_MINIO',
};

/** Its executable: configured, on the PATH, or built into the cache as the stack's own tools are (5 minutes on 2 cores). */
export async function obtainMinio(signal: AbortSignal): Promise<string> {
  const input = { cache: cacheFolder(process.env, process.getuid?.()), environment: process.env };
  const found = await findGoTool(MINIO, input);
  if (found) return found;
  await assertCanBuild(MINIO, input);
  console.error('Building MinIO: some minutes, once.');
  return installGoTool(MINIO, { ...input, say: () => undefined, signal });
}
