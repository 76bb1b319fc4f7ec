import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addPortOptions, chosenPorts, type PortOptions } from '../../src/cli/port-options';
import { cacheFolder } from '../../src/config/cache-folder';
import { readEnvironment } from '../../src/config/environment';
import { EnvironmentInvalid } from '../../src/config/environment/environment-invalid';
import { generateSecret } from '../../src/config/environment/media-keys';
import { dataFolder } from '../../src/stack/folders';
import { PORT_NAMES, PORTS, type PortName } from '../../src/stack/ports';
import { findGoTool } from '../../src/stack/tools/go-tool';
import { findLabelStudio } from '../../src/stack/tools/label-studio';
import { TEMPORAL_TOOL, VERSITYGW_TOOL } from '../../src/stack/tools/obtain-tools';
import { findPython } from '../../src/stack/tools/python';

const SECTIONS = ['temporal', 'store', 'labelStudio', 'server', 'cache', 'log'] as const;
const KEY = generateSecret();
const OTHER = generateSecret();

/** What all that is needed is set to, and nothing of this machine. */
const GOOD: Record<string, string> = {
  TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml',
  LABEL_STUDIO_URL: 'http://127.0.0.1:8080',
  LABEL_STUDIO_USER_TOKEN: 'abcdef123456',
  ANNOLOOP_PUBLIC_URL: 'https://media.example',
  ANNOLOOP_MEDIA_KEYS: KEY,
};
/** Halves of a pair. */
const BESIDE: Record<string, Record<string, string>> = {
  AWS_ACCESS_KEY_ID: { AWS_SECRET_ACCESS_KEY: 'a-secret-key' },
  AWS_SECRET_ACCESS_KEY: { AWS_ACCESS_KEY_ID: 'a-key' },
  MINIO_USER: { MINIO_PASSWORD: 'a-secret-key' },
  MINIO_PASSWORD: { MINIO_USER: 'a-key' },
  LABEL_STUDIO_S3_ACCESS_KEY_ID: { LABEL_STUDIO_S3_SECRET_ACCESS_KEY: 'a-secret-key' },
  LABEL_STUDIO_S3_SECRET_ACCESS_KEY: { LABEL_STUDIO_S3_ACCESS_KEY_ID: 'a-key' },
};

const BAD_ADDRESSES = [
  'hunter2.example',
  '//hunter2.example',
  'ftp://hunter2.example',
  'javascript:hunter2',
  'file:///etc/hunter2',
  'http://',
  'http:hunter2.example',
  'http:\\\\hunter2.example',
  'http://hunter2.example:99999',
  'http://hunter2.example:port',
  'http://u:hunter2@labels.example',
  'http://hunter2@labels.example',
  'http://labels.example?token=hunter2',
  'http://labels.example/#hunter2',
  ' http://hunter2.example',
  'http://hunter2.example ',
  'http://hunter2.example\n',
  'http://hunter2\n.example',
  'http://hunter2.example/a\tb',
  'http://hunter2 .example',
  '"http://hunter2.example"',
  "'http://hunter2.example'",
  'http://"hunter2".example',
  'http://hunter2.example/<script>',
  'http://hunter2.example,http://b.example',
  'http://[hunter2]',
  'http://999.999.999.999/hunter2',
];
const BAD_SECRETS = [
  'hunter2hunter2 hunter2hunter2hunter2',
  'hunter2hunter2hunter2hunter2hunter2\n',
  ' hunter2hunter2hunter2hunter2hunter2',
];
const BAD_HEADERS = [
  ...BAD_SECRETS,
  'hünter2hunter2',
  'hunter2\u0000hunter2',
  'hunter2\u007fhunter2',
  'hunter2\u2028hunter2',
];
const BAD_PORTS = [
  'hunter2',
  '-1',
  '65536',
  '99999',
  '1.5',
  '8e3',
  '0x50',
  ' 8090',
  '8090\n',
  '8,090',
  '"8090"',
  '８０９０',
  '123456789012',
  'http://hunter2:80',
];
const BAD_HOSTS = [
  'hunter2 host',
  'http://hunter2',
  'hunter2/path',
  '"hunter2"',
  'hunter2\n',
  'hunter2,other',
  'hünter2',
  '*',
  '[::1]:80',
];
const BAD_KEYS = [
  'hunter2',
  `${KEY},`,
  `,${KEY}`,
  `${KEY},,${OTHER}`,
  `${KEY} ${OTHER}`,
  `"${KEY}"`,
  `${KEY};${OTHER}`,
  `${KEY},${KEY}`,
  `a b:${KEY}`,
  `:${KEY}`,
  `a:b:${KEY}`,
  `${KEY},hunter2`,
  KEY.slice(0, 40),
  `${KEY}\u0000`,
  'ä'.repeat(60),
];
const BAD_SIZES = [
  '2',
  '2gb',
  '2 GB',
  '-2GB',
  '1.5GB',
  '99MB',
  '0GB',
  '2GiB',
  '1234567MB',
  'hunter2',
  '2GB\n',
  '"2GB"',
  '1e3MB',
];

/** For each variable of our own sections: what it is refused for. */
const REFUSED: Record<string, readonly string[]> = {
  TEMPORAL_ADDRESS: [
    'hunter2',
    'http://hunter2:7233',
    'hunter2:',
    ':7233',
    'hunter2:port',
    'hunter2:99999',
    'hunter2:0',
    'hunter2:-1',
    'hunter2 :7233',
    'hunter2:7233\n',
    '"hunter2:7233"',
    'hunter2:7233/path',
    'a:1,hunter2:2',
    '::1:7233x',
  ],
  TEMPORAL_API_KEY: BAD_HEADERS,
  TEMPORAL_TLS_CLIENT_CERT_PATH: ['/nowhere/hunter2.pem'],
  TEMPORAL_TLS_CLIENT_KEY_PATH: ['/nowhere/hunter2.pem'],
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: ['/nowhere/hunter2.pem'],
  TEMPORAL_PROFILE: ['hunter2'],
  TEMPORAL_CONFIG_FILE: [__dirname, join(__dirname, 'environment.test.ts')],
  ANNOLOOP_PAYLOAD_KEYS: BAD_KEYS,
  S3_ENDPOINT: BAD_ADDRESSES,
  S3_PUBLIC_ENDPOINT: BAD_ADDRESSES,
  MINIO_URL: BAD_ADDRESSES.filter((text) => text.includes('://')),
  S3_REGION: [
    'hunter2 east',
    'hunter2\n',
    '"hunter2"',
    'hunter2/x',
    'hunter2.example#',
    '-hunter2',
    'hünter2',
    'h'.repeat(64),
  ],
  AWS_REGION: ['hunter2 east', '"hunter2"'],
  AWS_ACCESS_KEY_ID: BAD_HEADERS,
  AWS_SECRET_ACCESS_KEY: BAD_SECRETS,
  AWS_SESSION_TOKEN: BAD_HEADERS,
  MINIO_USER: BAD_HEADERS,
  MINIO_PASSWORD: BAD_SECRETS,
  LABEL_STUDIO_S3_ACCESS_KEY_ID: BAD_HEADERS,
  LABEL_STUDIO_S3_SECRET_ACCESS_KEY: BAD_SECRETS,
  S3_FORCE_PATH_STYLE: ['TRUE', '1', 'yes', 'hunter2', '"true"', 'true\n', ' true'],
  LABEL_STUDIO_URL: BAD_ADDRESSES,
  LABEL_STUDIO_PUBLIC_URL: BAD_ADDRESSES,
  LABEL_STUDIO_USER_TOKEN: [...BAD_HEADERS, 'hunt'],
  ANNOLOOP_PUBLIC_URL: BAD_ADDRESSES,
  ANNOLOOP_URL: BAD_ADDRESSES,
  ANNOLOOP_PUBLIC_HOST: BAD_HOSTS,
  ANNOLOOP_PUBLIC_PORT: BAD_PORTS,
  ANNOLOOP_OPERATOR_HOST: BAD_HOSTS,
  ANNOLOOP_OPERATOR_PORT: BAD_PORTS,
  ANNOLOOP_OPERATOR_HOSTS: [
    'hunter2,',
    ',hunter2',
    'a,,hunter2',
    'hunter2:80',
    'http://hunter2',
    'hunter2 other',
    '"hunter2"',
    'hünter2',
    '*.hunter2',
  ],
  ANNOLOOP_MEDIA_KEYS: BAD_KEYS,
  ANNOLOOP_TEMPORAL_UI: BAD_ADDRESSES,
  ANNOLOOP_TRAINER_SECRET: [...BAD_SECRETS, 'hunter2hunter2hunter2'],
  ANNOLOOP_CACHE_SIZE: BAD_SIZES,
  ANNOLOOP_LOG_LEVEL: ['INFO', 'verbose', 'hunter2', 'info ', 'info\n', '"info"', 'debug,info', '30'],
};

/** Whatever they say is taken as it is: names and paths, which the server or the disk then knows or does not. */
const ANY_TEXT = [
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_SERVER_NAME',
  'ANNOLOOP_CACHE_DIR',
  'XDG_CACHE_HOME',
];

type Tools = Parameters<typeof findLabelStudio>[0];

const read = (change: Record<string, string>) => readEnvironment({ ...GOOD, ...change }, SECTIONS);

function refusal(change: Record<string, string>): EnvironmentInvalid | null {
  try {
    read(change);
    return null;
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error;
    throw error;
  }
}

const CASES = Object.entries(REFUSED).flatMap(([variable, values]) =>
  values.map((value) => [variable, value] as const),
);

test.each(CASES)('%s=%j is refused, by name, with what to write, and is not shown', (variable, value) => {
  const said = refusal({ ...BESIDE[variable], [variable]: value });
  expect(said?.problems.map((problem) => problem.variable)).toEqual([variable]);
  const [problem] = said?.problems ?? [];
  expect(problem?.message).toMatch(
    /^(cannot be used: set it to \w|names .* set it to \w|Temporal's configuration file .* set this to \w)/,
  );
  expect(said?.message).not.toMatch(/hunter2|hünter2/i);
  if (value.length >= 8) expect(said?.message).not.toContain(value.trim());
});

const VARIABLES = [...Object.keys(REFUSED), ...ANY_TEXT];

test.each(VARIABLES)('an empty %s counts as not set, and so does one of spaces', (variable) => {
  const { [variable]: _, ...without } = GOOD;
  const outcome = (set: Record<string, string>): unknown => {
    try {
      return readEnvironment({ ...without, ...set }, SECTIONS);
    } catch (error) {
      return error instanceof EnvironmentInvalid ? error.problems : error;
    }
  };
  for (const empty of ['', ' ', '\n', ' \t ']) expect(outcome({ [variable]: empty })).toEqual(outcome({}));
});

test.each(ANY_TEXT)('%s may be any text', (variable) => {
  for (const text of ['"quoted"', ' a b ', 'ä', '/nowhere/at all', 'a'.repeat(5000)]) {
    expect(() => read({ [variable]: text })).not.toThrow();
  }
});

test('what only looks wrong is taken as it is meant', () => {
  expect(read({ ANNOLOOP_MEDIA_KEYS: ` a:${KEY} , b:${OTHER}\n` }).server.mediaKeys).toEqual([KEY, OTHER]);
  expect(read({ ANNOLOOP_OPERATOR_HOSTS: ' A.Example ,b.example ' }).server.operatorHosts).toEqual([
    'a.example',
    'b.example',
  ]);
  expect(read({ LABEL_STUDIO_URL: 'HTTPS://Labels.example:8443/sub/path//' }).labelStudio.url).toBe(
    'HTTPS://Labels.example:8443/sub/path',
  );
  expect(read({ S3_ENDPOINT: 'http://[::1]:7070' }).store.endpoint).toBe('http://[::1]:7070');
  expect(read({ TEMPORAL_ADDRESS: '[::1]:7233' }).temporal.address).toBe('[::1]:7233');
  expect(read({ MINIO_USER: 'minio', MINIO_PASSWORD: `pä"ss'$w0rd` }).store.credentials?.secretAccessKey).toBe(
    `pä"ss'$w0rd`,
  );
  expect(read({ ANNOLOOP_PUBLIC_PORT: '0' }).server.publicAddress.port).toBe(0);
});

describe('the embedded stack', () => {
  /** What `up` would take as its ports; its words where it refuses. */
  function ports(set: Record<string, string>): Record<PortName, number> | string {
    const before = { ...process.env };
    Object.assign(process.env, set);
    let said = '';
    const command = new Command('up').exitOverride().configureOutput({
      writeErr: (text) => {
        said += text;
      },
    });
    try {
      addPortOptions(command).parse([], { from: 'user' });
      return chosenPorts(command.opts<PortOptions>());
    } catch {
      return said;
    } finally {
      for (const name of Object.keys(set)) delete process.env[name];
      Object.assign(process.env, before);
    }
  }

  test.each(PORT_NAMES)('the port of %s is a number from 0 to 65535, or its default', (name) => {
    const { variable, standard } = PORTS[name];
    for (const bad of BAD_PORTS) {
      expect(ports({ [variable]: bad })).toEqual(expect.stringContaining(variable));
      expect(ports({ [variable]: bad })).toEqual(expect.stringContaining('a whole number from 0 to 65535'));
    }
    for (const empty of ['', ' ', '\n']) expect(ports({ [variable]: empty })).toMatchObject({ [name]: standard });
    expect(ports({ [variable]: '0' })).toMatchObject({ [name]: 0 });
  });

  test.each([
    ['ANNOLOOP_TEMPORAL_CLI', (environment: Tools) => findGoTool(TEMPORAL_TOOL, environment)],
    ['ANNOLOOP_VERSITYGW', (environment: Tools) => findGoTool(VERSITYGW_TOOL, environment)],
    ['ANNOLOOP_LABEL_STUDIO', findLabelStudio],
    ['ANNOLOOP_PYTHON', ({ environment }: Tools) => findPython(environment)],
  ])('%s names a program, or is refused by name', async (variable, find) => {
    for (const bad of [' ', '/nowhere/at/all', __dirname, __filename, '"/bin/sh"', '/bin/sh -c true', '/bin/sh\n']) {
      const tools = { cache: '/nowhere', environment: { PATH: '', [variable]: bad } };
      await expect(find(tools)).rejects.toMatchObject({
        message: expect.stringContaining(variable),
        remedy: expect.stringMatching(/^(Name .* or unset it|Install it, or name one)/),
      });
    }
  });

  test('folders that are empty or of spaces are the usual ones', () => {
    for (const empty of ['', ' ', '\n']) {
      expect(dataFolder({ ANNOLOOP_DATA_DIR: empty, XDG_DATA_HOME: empty }, 1000)).toBe(dataFolder({}, 1000));
      expect(cacheFolder({ ANNOLOOP_CACHE_DIR: empty, XDG_CACHE_HOME: empty }, 1000)).toBe(cacheFolder({}, 1000));
    }
  });
});

test('every variable that is documented is here', () => {
  const page = readFileSync(join(__dirname, '../../docs/environment.md'), 'utf8');
  const cells = [...page.matchAll(/^\| (`[A-Z].*?) \|/gm)].map(([, cell]) => cell ?? '');
  const documented = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name));
  const stack = ['ANNOLOOP_TEMPORAL_CLI', 'ANNOLOOP_VERSITYGW', 'ANNOLOOP_LABEL_STUDIO', 'ANNOLOOP_PYTHON'];
  const here = [...VARIABLES, ...stack, ...PORT_NAMES.map((name) => PORTS[name].variable), 'ANNOLOOP_DATA_DIR'];
  expect(documented.length).toBeGreaterThan(45);
  expect(documented.filter((name) => name === undefined || !here.includes(name))).toEqual([]);
});
