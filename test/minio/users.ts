import { randomBytes, randomUUID } from 'node:crypto';
import { realSettings } from '../object-store/real-store';
import { minioAdmin } from './minio-admin';
import type { Policy } from './published-policy';

/** A user of MinIO who may do what one policy says. */
export interface PolicyUser {
  accessKeyId: string;
  secretAccessKey: string;
  /** From now on. */
  mayDo(policy: Policy): Promise<void>;
}

export async function newPolicyUser(name: string, policy: Policy): Promise<PolicyUser> {
  const { endpoint, credentials } = realSettings();
  const admin = minioAdmin({
    endpoint: endpoint ?? '',
    accessKey: credentials?.accessKeyId ?? '',
    secretKey: credentials?.secretAccessKey ?? '',
  });
  const accessKeyId = `${name}-${randomUUID().slice(0, 8)}`;
  const secretAccessKey = randomBytes(20).toString('hex');
  const mayDo = (changed: Policy) => admin.putPolicy(accessKeyId, changed);
  await mayDo(policy);
  await admin.createUser(accessKeyId, secretAccessKey);
  await admin.attachPolicy(accessKeyId, accessKeyId);
  return { accessKeyId, secretAccessKey, mayDo };
}
