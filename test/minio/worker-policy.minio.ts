import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import type { FilingMode } from '../../src/contracts/loop-config';
import { createRedaction } from '../../src/secrecy/redaction';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { createDependencies } from '../../src/worker/create-dependencies';
import { realStore } from '../object-store/real-store';
import { type Bench, openBench } from '../rounds/test-loop';
import { nameOf, type Policy, permissionsOf, policyFor, publishedPolicy, without } from './published-policy';
import { IN_PARTS, prepareLoop, type Stopped, workThrough } from './round-work';
import { newPolicyUser, type PolicyUser } from './users';

jest.setTimeout(120_000);

const PUBLISHED = publishedPolicy('worker');

/** Where a round stops that lacks one permission. */
const STOPS: Record<string, string> = {
  'ListBuckets: s3:ListBucket on SOURCE_BUCKET': 'taking the census',
  'ListBuckets: s3:ListBucket on FILING_BUCKET': 'copying',
  'ListBuckets: s3:ListBucket on LEDGER_BUCKET': 'probing the store',
  'ReadImages: s3:GetObject on SOURCE_BUCKET/*': 'drawing',
  'ReadImages: s3:GetObjectTagging on SOURCE_BUCKET/*': 'taking the census',
  'RemoveMovedImages: s3:DeleteObject on SOURCE_BUCKET/*': 'deleting what was moved',
  'FileImages: s3:PutObject on FILING_BUCKET/*': 'copying',
  'FileImages: s3:PutObjectTagging on FILING_BUCKET/*': 'copying',
  'FindUnfinishedCopies: s3:ListBucketMultipartUploads on FILING_BUCKET': 'copying',
  'AbortUnfinishedCopies: s3:AbortMultipartUpload on FILING_BUCKET/*': 'copying',
  'VerifyFiledImages: s3:GetObject on FILING_BUCKET/*': 'copying',
  'VerifyFiledImages: s3:GetObjectTagging on FILING_BUCKET/*': 'copying',
  'RefileAmendedImages: s3:DeleteObject on FILING_BUCKET/*': 'deleting the former copies',
  'KeepLedger: s3:GetObject on LEDGER_BUCKET/*': 'probing the store',
  'KeepLedger: s3:PutObject on LEDGER_BUCKET/*': 'probing the store',
  'ProbeStore: s3:PutObjectTagging on LEDGER_BUCKET/LEDGER_PREFIXprobes/*': 'probing the store',
  'ProbeStore: s3:GetObjectTagging on LEDGER_BUCKET/LEDGER_PREFIXprobes/*': 'probing the store',
  'ProbeStore: s3:DeleteObject on LEDGER_BUCKET/LEDGER_PREFIXprobes/*': 'probing the store',
};

let admin: Bench;
let user: PolicyUser;

beforeAll(async () => {
  admin = await openBench();
  user = await newPolicyUser('worker', PUBLISHED);
});
afterAll(() => admin.close());

/** A worker's dependencies as that user, with nothing remembered of before. */
async function worker(): Promise<Dependencies> {
  const { accessKeyId, secretAccessKey } = user;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const environment = readEnvironment({ ...admin.environment, ...keys }, ['store', 'labelStudio', 'server', 'cache']);
  const loops = await openStoredLoops(environment);
  const parts = { client: admin.temporal.client, labelStudio: admin.labelStudio, loops, redact: createRedaction([]) };
  const store = realStore({ credentials: { accessKeyId, secretAccessKey }, multipartCopy: IN_PARTS });
  return { ...createDependencies(environment, parts), store };
}

/** Where a round's work stops that may do what is published, changed so. */
async function stops(change: (policy: Policy) => Policy, mode: FilingMode = 'move'): Promise<Stopped | null> {
  const prepared = await prepareLoop(admin, mode);
  await user.mayDo(policyFor(prepared.loop.config, change(PUBLISHED)));
  return workThrough(admin, prepared, await worker());
}

test.each(['move', 'copy', 'in-place'] as const)('the policy is enough for rounds that file by %s', async (mode) => {
  expect(await stops((policy) => policy, mode)).toBeNull();
});

test('where images are copied nothing has to be removed from the source', async () => {
  const copying = (policy: Policy): Policy => ({
    ...policy,
    Statement: policy.Statement.filter(({ Sid }) => Sid !== 'RemoveMovedImages'),
  });
  expect(await stops(copying, 'copy')).toBeNull();
});

test('every permission has a check that fails without it', () => {
  expect(permissionsOf(PUBLISHED).map(nameOf)).toEqual(Object.keys(STOPS));
});

test.each(permissionsOf(PUBLISHED).map((permission) => [nameOf(permission), permission] as const))(
  'without %s a round stops, and says so',
  async (name, permission) => {
    const stopped = await stops((policy) => without(policy, permission));
    expect(stopped?.at).toBe(STOPS[name]);
    expect(stopped?.said).toMatch(/the credentials are not allowed/);
  },
);
