import { randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { StackError } from './stack-error';

const SecretsFile = z.object({
  labelStudioUser: z.string().min(1),
  labelStudioPassword: z.string().min(8),
  labelStudioToken: z.string().min(6),
  s3AccessKey: z.string().min(1),
  s3SecretKey: z.string().min(8),
  mediaKey: z.string().min(16),
  trainerSecret: z.string().min(16),
});

export type StackSecrets = z.infer<typeof SecretsFile>;

/**
 * The stack's secrets: made at the first start, mode 0600, then kept, since Label Studio and the object store remember
 * them in their data. Written aside and linked into place, so that a half-written file is never read.
 * @throws StackError where the file is there and cannot be used
 */
export async function readOrMakeSecrets(file: string): Promise<StackSecrets> {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(aside, `${JSON.stringify(freshSecrets(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
  return readSecrets(file);
}

async function readSecrets(file: string): Promise<StackSecrets> {
  try {
    return SecretsFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new StackError(
      `${file} is not a readable secrets file.`,
      'Restore it from a backup. Without it the data beside it cannot be opened: for a fresh start, move the whole data folder away.',
    );
  }
}

function freshSecrets(): StackSecrets {
  return {
    labelStudioUser: 'annoloop@localhost',
    labelStudioPassword: randomBytes(15).toString('base64url'),
    labelStudioToken: randomBytes(20).toString('hex'),
    s3AccessKey: `annoloop${randomBytes(6).toString('hex')}`,
    s3SecretKey: randomBytes(24).toString('base64url'),
    mediaKey: randomBytes(32).toString('base64url'),
    trainerSecret: randomBytes(32).toString('base64url'),
  };
}
