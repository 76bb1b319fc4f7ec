import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment';
import { EnvironmentInvalid } from '../../src/config/environment/environment-invalid';
import { generateSecret } from '../../src/config/environment/media-keys';
import { storageForLabelStudio } from '../../src/worker/create-dependencies';

const KEY = generateSecret();
const OLD_KEY = generateSecret();
// Temporal's own configuration file of the machine that runs the tests must not matter.
const NO_FILE = { TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' };

const COMPLETE = {
  ...NO_FILE,
  LABEL_STUDIO_URL: 'http://127.0.0.1:8080/',
  LABEL_STUDIO_USER_TOKEN: 'abcdef123456',
  ANNOLOOP_PUBLIC_URL: 'https://media.example/annoloop/',
  ANNOLOOP_MEDIA_KEYS: `2026-11:${KEY}, ${OLD_KEY}`,
};

const SECTIONS = ['temporal', 'store', 'labelStudio', 'server', 'cache', 'log'] as const;

function refusal(...[environment, sections]: Parameters<typeof readEnvironment>): EnvironmentInvalid {
  try {
    readEnvironment(environment, sections);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

test('what is not set gets its default', () => {
  expect(readEnvironment({ ...COMPLETE, ANNOLOOP_CACHE_DIR: '/var/tmp/annoloop' }, SECTIONS)).toEqual({
    temporal: {
      address: '127.0.0.1:7233',
      namespace: 'default',
      connectionOptions: { address: '127.0.0.1:7233' },
      payloadKeys: [],
    },
    store: {
      endpoint: null,
      publicEndpoint: null,
      region: 'us-east-1',
      credentials: null,
      labelStudioCredentials: null,
      forcePathStyle: false,
    },
    labelStudio: { url: 'http://127.0.0.1:8080', publicUrl: 'http://127.0.0.1:8080', token: 'abcdef123456' },
    server: {
      url: 'https://media.example/annoloop',
      publicUrl: 'https://media.example/annoloop',
      publicAddress: { host: '127.0.0.1', port: 8090 },
      operatorsAddress: { host: '127.0.0.1', port: 8091 },
      operatorHosts: [],
      mediaKeys: [KEY, OLD_KEY],
      trainerSecret: null,
      temporalUi: null,
    },
    cache: { directory: '/var/tmp/annoloop/artifacts', maxBytes: 2e9 },
    log: { level: 'info' },
  });
});

test('everything that is missing or wrong is named at once, and no value is shown', () => {
  const environment = {
    ...NO_FILE,
    TEMPORAL_ADDRESS: 'http://temporal.example:7233',
    LABEL_STUDIO_URL: 'ftp://hunter2@labels.example',
    S3_ENDPOINT: 'store.example',
    AWS_ACCESS_KEY_ID: 'AKIAHUNTER2',
    S3_FORCE_PATH_STYLE: 'yes-hunter2',
    ANNOLOOP_MEDIA_KEYS: 'hunter2',
    ANNOLOOP_PUBLIC_PORT: '70000',
    ANNOLOOP_OPERATOR_HOSTS: 'https://hunter2.example',
    ANNOLOOP_TRAINER_SECRET: 'hunter2',
    ANNOLOOP_CACHE_SIZE: '2 hunter2',
    ANNOLOOP_LOG_LEVEL: 'loud-hunter2',
    LABEL_STUDIO_USER_TOKEN: ' ',
  };
  const { message, problems } = refusal(environment, SECTIONS);
  expect(problems.map(({ variable }) => variable).sort()).toEqual([
    'ANNOLOOP_CACHE_SIZE',
    'ANNOLOOP_LOG_LEVEL',
    'ANNOLOOP_MEDIA_KEYS',
    'ANNOLOOP_OPERATOR_HOSTS',
    'ANNOLOOP_PUBLIC_PORT',
    'ANNOLOOP_PUBLIC_URL',
    'ANNOLOOP_TRAINER_SECRET',
    'AWS_SECRET_ACCESS_KEY',
    'LABEL_STUDIO_URL',
    'LABEL_STUDIO_USER_TOKEN',
    'S3_ENDPOINT',
    'S3_FORCE_PATH_STYLE',
    'TEMPORAL_ADDRESS',
  ]);
  expect(message).not.toMatch(/hunter2/i);
  expect(message).toContain('13 variables of the environment must be mended:\n');
});

test('each problem says what to set', () => {
  expect(refusal(NO_FILE, ['labelStudio']).message).toBe(
    [
      '2 variables of the environment must be mended:',
      "  LABEL_STUDIO_URL is not set: set it to Label Studio's address, such as http://127.0.0.1:8080",
      "  LABEL_STUDIO_USER_TOKEN is not set: set it to a user's token, legacy or personal, from Label Studio's Account & Settings",
    ].join('\n'),
  );
});

test('only the sections asked for are needed', () => {
  expect(readEnvironment({}, ['log'])).toEqual({ log: { level: 'info' } });
});

describe('object storage', () => {
  const store = (environment: Record<string, string>) => readEnvironment(environment, ['store']).store;

  test('an endpoint of its own is reached by paths, unless told otherwise', () => {
    expect(store({ S3_ENDPOINT: 'http://127.0.0.1:7070' })).toMatchObject({ forcePathStyle: true });
    expect(store({ S3_ENDPOINT: 'http://s3.example', S3_FORCE_PATH_STYLE: 'false' })).toMatchObject({
      forcePathStyle: false,
    });
  });

  test('MINIO_* are read as aliases, the address without its scheme too', () => {
    expect(store({ MINIO_URL: 'minio:9000', MINIO_USER: 'minio', MINIO_PASSWORD: 'minio123' })).toMatchObject({
      endpoint: 'http://minio:9000',
      credentials: { accessKeyId: 'minio', secretAccessKey: 'minio123' },
    });
  });

  test("Label Studio's own keys, which may be allowed less, are a pair of their own", () => {
    const pair = { LABEL_STUDIO_S3_ACCESS_KEY_ID: 'reader', LABEL_STUDIO_S3_SECRET_ACCESS_KEY: 'reader-secret' };
    const settings = { ...store({ ...pair, S3_ENDPOINT: 'http://s3.example' }), publicEndpoint: null };
    const keys = { accessKeyId: 'reader', secretAccessKey: 'reader-secret' };
    expect(settings).toMatchObject({ credentials: null, labelStudioCredentials: keys });
    expect(storageForLabelStudio(settings)).toMatchObject(keys);
    const own = { accessKeyId: 'worker', secretAccessKey: 'worker-secret' };
    expect(storageForLabelStudio({ ...settings, credentials: own })).toMatchObject(keys);
    expect(storageForLabelStudio({ ...settings, credentials: own, labelStudioCredentials: null })).toMatchObject(own);
    expect(refusal({ LABEL_STUDIO_S3_ACCESS_KEY_ID: 'reader' }, ['store']).problems).toEqual([
      {
        variable: 'LABEL_STUDIO_S3_SECRET_ACCESS_KEY',
        message: "is not set, while LABEL_STUDIO_S3_ACCESS_KEY_ID is: set both, or neither for the worker's own keys",
      },
    ]);
  });

  test('S3_* and AWS_* come before MINIO_*, and the two pairs are never mixed', () => {
    const both = {
      S3_ENDPOINT: 'https://s3.example',
      MINIO_URL: 'http://minio:9000',
      AWS_ACCESS_KEY_ID: 'aws',
      AWS_SECRET_ACCESS_KEY: 'aws-secret',
      AWS_SESSION_TOKEN: 'session',
      MINIO_USER: 'minio',
      MINIO_PASSWORD: 'minio123',
    };
    expect(store(both)).toMatchObject({
      endpoint: 'https://s3.example',
      credentials: { accessKeyId: 'aws', secretAccessKey: 'aws-secret', sessionToken: 'session' },
    });
    const { AWS_ACCESS_KEY_ID, ...half } = both;
    expect(refusal(half, ['store']).problems).toEqual([
      {
        variable: 'AWS_ACCESS_KEY_ID',
        message: 'is not set, while AWS_SECRET_ACCESS_KEY is: set both, or neither for the standard credential chain',
      },
    ]);
    expect(AWS_ACCESS_KEY_ID).toBe('aws');
  });
});

test('Label Studio and trainers may reach the public listener by another address than browsers', () => {
  const { server } = readEnvironment({ ...COMPLETE, ANNOLOOP_URL: 'http://server:8090' }, ['server']);
  expect(server).toMatchObject({ url: 'http://server:8090', publicUrl: 'https://media.example/annoloop' });
});

describe('media keys', () => {
  const keys = (value: string) =>
    readEnvironment({ ...COMPLETE, ANNOLOOP_MEDIA_KEYS: value }, ['server']).server.mediaKeys;

  test('the generated one is accepted, with and without a name', () => {
    expect(keys(KEY)).toEqual([KEY]);
    expect(keys(`new:${KEY},old:${OLD_KEY}`)).toEqual([KEY, OLD_KEY]);
  });

  test.each([
    ['too short', KEY.slice(0, 40)],
    ['not base64url', `${KEY.slice(0, 40)}+/x`],
    ['there twice', `a:${KEY},b:${KEY}`],
    ['an empty entry', `${KEY},`],
  ])('one that is %s is refused', (_, value) => {
    const { problems } = refusal({ ...COMPLETE, ANNOLOOP_MEDIA_KEYS: value }, ['server']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.variable).toBe('ANNOLOOP_MEDIA_KEYS');
    expect(problems[0]?.message).not.toContain(value);
  });
});

describe('Temporal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'annoloop-temporal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (text: string): { TEMPORAL_CONFIG_FILE: string } => {
    writeFileSync(join(folder, 'temporal.toml'), text);
    return { TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml') };
  };

  test('its configuration file is read, and variables come before it', () => {
    const cloud = file('[profile.cloud]\naddress = "ns.example:7233"\nnamespace = "ns"\napi_key = "key"\n');
    const { temporal } = readEnvironment({ ...cloud, TEMPORAL_PROFILE: 'cloud', TEMPORAL_NAMESPACE: 'other' }, [
      'temporal',
    ]);
    expect(temporal).toMatchObject({
      address: 'ns.example:7233',
      namespace: 'other',
      connectionOptions: { apiKey: 'key', tls: true },
    });
  });

  test('payload keys are read as media keys are, and refused without being shown', () => {
    const key = 'k'.repeat(43);
    const { temporal } = readEnvironment({ ANNOLOOP_PAYLOAD_KEYS: `2026-11:${key}` }, ['temporal']);
    expect(temporal.payloadKeys).toEqual([key]);
    const { problems } = refusal({ ANNOLOOP_PAYLOAD_KEYS: 'too-short-a-key' }, ['temporal']);
    expect(problems).toEqual([
      { variable: 'ANNOLOOP_PAYLOAD_KEYS', message: expect.not.stringContaining('too-short') },
    ]);
  });

  test('a profile that is not there is said by its variable', () => {
    const { problems } = refusal({ ...file('[profile.cloud]\n'), TEMPORAL_PROFILE: 'clod' }, ['temporal']);
    expect(problems).toEqual([
      {
        variable: 'TEMPORAL_PROFILE',
        message: "names no profile of Temporal's configuration file: set it to one, or unset it",
      },
    ]);
  });

  test('a file that cannot be parsed is named without its content', () => {
    const { message } = refusal(file('api_key = hunter2 ['), ['temporal']);
    expect(message).toContain('TEMPORAL_CONFIG_FILE');
    expect(message).not.toContain('hunter2');
  });

  test('a certificate that is not there is said by its variable', () => {
    const { problems } = refusal(
      { ...NO_FILE, TEMPORAL_ADDRESS: 'ns.example:7233', TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert.pem' },
      ['temporal'],
    );
    expect(problems.map(({ variable }) => variable)).toEqual(['TEMPORAL_TLS_CLIENT_CERT_PATH']);
  });
});
