import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/config/cache-folder';
import { findGoTool } from '../../src/stack/tools/go-tool';
import { VERSITYGW_TOOL } from '../../src/stack/tools/obtain-tools';
import { stack } from '../setup/stack';

export interface StoreKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Keys of the stack's versitygw that may do everything, and can be taken away again: what a rotation makes and deletes. */
export const makeKeys = (keys: StoreKeys): Promise<void> =>
  administer('create-user', '--access', keys.accessKeyId, '--secret', keys.secretAccessKey, '--role', 'admin');

export const deleteKeys = ({ accessKeyId }: StoreKeys): Promise<void> =>
  administer('delete-user', '--access', accessKeyId);

async function administer(...args: string[]): Promise<void> {
  const cache = cacheFolder(process.env, process.getuid?.());
  const executable = await findGoTool(VERSITYGW_TOOL, { cache, environment: process.env });
  const { endpoint, accessKeyId, secretAccessKey, region } = stack.objectStore;
  await promisify(execFile)(executable ?? 'versitygw', ['admin', '--endpoint-url', endpoint, ...args], {
    // Not as arguments, which other users see.
    env: {
      ...process.env,
      ADMIN_ACCESS_KEY_ID: accessKeyId,
      ADMIN_SECRET_ACCESS_KEY: secretAccessKey,
      ADMIN_REGION: region,
    },
  });
}
