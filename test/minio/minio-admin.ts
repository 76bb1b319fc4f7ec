import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Users and policies of a MinIO, as `mc admin` makes them. */
export interface MinioAdmin {
  createUser(accessKey: string, secretKey: string): Promise<void>;
  /** A second one under the same name takes the place of the first, for whoever has it. */
  putPolicy(name: string, policy: object): Promise<void>;
  attachPolicy(name: string, accessKey: string): Promise<void>;
}

interface Root {
  endpoint: string;
  accessKey: string;
  secretKey: string;
}

export function minioAdmin(root: Root): MinioAdmin {
  const put = async (path: string, query: Record<string, string>, body: Buffer): Promise<void> => {
    const response = await signedPut(root, `/minio/admin/v3/${path}`, query, body);
    if (!response.ok) throw new Error(`MinIO's ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    createUser: (accessKey, secretKey) => {
      const user = Buffer.from(JSON.stringify({ secretKey, status: 'enabled' }));
      return put('add-user', { accessKey }, sealed(root.secretKey, user));
    },
    putPolicy: (name, policy) => put('add-canned-policy', { name }, Buffer.from(JSON.stringify(policy))),
    attachPolicy: (name, accessKey) =>
      put('set-user-or-group-policy', { isGroup: 'false', policyName: name, userOrGroup: accessKey }, Buffer.alloc(0)),
  };
}

/**
 * A body that holds a secret, as MinIO wants it (madmin-go's `EncryptData`): salt, algorithm, nonce, then one fragment of a
 * `sio` stream. Its algorithm 2 derives the key by PBKDF2, which Node has; 0 and 1 by Argon2.
 */
function sealed(password: string, data: Buffer): Buffer {
  const [salt, nonce] = [randomBytes(32), randomBytes(8)];
  const key = pbkdf2Sync(password, salt, 8192, 32, 'sha256');
  const seal = (sequence: number, plain: Buffer, additional: Buffer): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(sequence);
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([nonce, counter]));
    cipher.setAAD(additional);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const last = Buffer.from([0x80]);
  const additional = Buffer.concat([last, seal(0, Buffer.alloc(0), Buffer.alloc(0))]);
  return Buffer.concat([salt, Buffer.from([2]), nonce, seal(1, data, additional)]);
}

/** AWS Signature Version 4, for one request with a body that is held whole. */
async function signedPut(
  { endpoint, accessKey, secretKey }: Root,
  path: string,
  query: Record<string, string>,
  body: Buffer,
): Promise<Response> {
  const { host } = new URL(endpoint);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const digest = createHash('sha256').update(body).digest('hex');
  const headers = { host, 'x-amz-content-sha256': digest, 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const canonical = [
    'PUT',
    path,
    search,
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    digest,
  ].join('\n');
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return fetch(`${endpoint}${path}?${search}`, {
    method: 'PUT',
    headers: { ...headers, authorization },
    body: new Uint8Array(body),
  });
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
