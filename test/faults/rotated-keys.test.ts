import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialsRefused } from '../../src/object-store/errors';
import { createS3Store } from '../../src/object-store/s3-store';
import { newBucket, realSettings, realStore } from '../object-store/real-store';
import { eventually } from '../setup/namespace';
import { deleteKeys, makeKeys, type StoreKeys } from './store-users';

const newKeys = (): StoreKeys => ({ accessKeyId: `key-${randomUUID().slice(0, 8)}`, secretAccessKey: randomUUID() });

/** What the SDK's chain looks at before a profile. */
const HIDDEN = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SHARED_CREDENTIALS_FILE',
] as const;

test('keys of a profile that are exchanged on disk are taken up at the first refusal, without a restart, for signed URLs too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-profile-'));
  const file = join(folder, 'credentials');
  const before = Object.fromEntries(HIDDEN.map((name) => [name, process.env[name]]));
  const write = ({ accessKeyId, secretAccessKey }: StoreKeys): Promise<void> =>
    writeFile(file, `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
  const bucket = await newBucket(realStore(), 'rotated');
  const at = { bucket, key: 'image.png' };
  const [old, fresh] = [newKeys(), newKeys()];
  // Read before its variables are hidden.
  const settings = realSettings({ credentials: null });
  try {
    for (const name of HIDDEN) delete process.env[name];
    process.env.AWS_SHARED_CREDENTIALS_FILE = file;
    await makeKeys(old);
    await write(old);
    const store = createS3Store(settings);
    await store.put(at, Buffer.from('image'));
    expect((await fetch(await store.presignGet(at, 60))).status).toBe(200);

    await makeKeys(fresh);
    await write(fresh);
    await deleteKeys(old);
    await expect(store.head(at)).rejects.toBeInstanceOf(CredentialsRefused);
    await eventually(async () => expect(await store.head(at)).toMatchObject({ size: 5 }), 5_000, 50);
    expect((await fetch(await store.presignGet(at, 60))).status).toBe(200);
  } finally {
    Object.assign(process.env, before);
    if (before.AWS_SHARED_CREDENTIALS_FILE === undefined) delete process.env.AWS_SHARED_CREDENTIALS_FILE;
    if (before.AWS_SESSION_TOKEN === undefined) delete process.env.AWS_SESSION_TOKEN;
    await deleteKeys(fresh).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
});
