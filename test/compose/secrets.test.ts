import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeFile, composeText, freshEnvironment, ROOT, variablesIn } from './compose-file';

const made = freshEnvironment();

describe('npm run env', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'annoloop-env-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const command = join(ROOT, 'scripts', 'compose-env.mjs');

  it('writes a file that only its owner reads, whatever the umask', () => {
    const file = join(folder, '.env');
    execFileSync('sh', ['-c', `umask 000 && "${process.execPath}" "${command}" "${file}"`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves a file that is there as it is, and says why', () => {
    const file = join(folder, '.env');
    writeFileSync(file, 'MINE=1\n');
    const { status, stderr } = spawnSync(process.execPath, [command, file], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(`${file} is there already and stays as it is`);
    expect(readFileSync(file, 'utf8')).toBe('MINE=1\n');
  });

  it('makes other secrets every time, of at least 80 bits, without characters that a shell or Compose would read', () => {
    const again = freshEnvironment();
    const fixed = Object.keys(made).filter((name) => made[name] === again[name]);
    expect(fixed).toEqual([
      'ANNOLOOP_PUBLIC_URL',
      'LABEL_STUDIO_PUBLIC_URL',
      'S3_PUBLIC_ENDPOINT',
      'LABEL_STUDIO_USERNAME',
    ]);
    for (const [name, value] of Object.entries(made)) {
      if (!fixed.includes(name)) expect(value).toMatch(/^[A-Za-z0-9_-]{20,}$/);
    }
  });
});

describe('secrets in docker-compose.yml', () => {
  it('come from variables that npm run env makes, and whoever has not run it is told to', () => {
    const taken = variablesIn(composeText());
    expect(new Set(taken.map(({ name }) => name))).toEqual(new Set(Object.keys(made)));
    expect(new Set(taken.map(({ advice }) => advice))).toEqual(new Set(["run 'npm run env' first"]));
  });

  it('take no variable in another way, such as with a default', () => {
    const rest = composeText()
      .replace(/^\s*#.*$/gm, '')
      .replace(/\$\{[A-Z0-9_]+:\?[^}]*\}/g, '')
      .replaceAll('$$', '');
    expect(rest).not.toContain('$');
  });

  it('are never written out', () => {
    const secret = /PASSWORD|_PWD|SECRET|TOKEN|KEY|DSN|CREDENTIAL/;
    const written = Object.entries(composeFile().services).flatMap(([service, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([name, value]) => secret.test(name) && !/^(\$\{[A-Z0-9_]+:\?[^}]*\}|true|false|)$/.test(value))
        .map(([name]) => `${service}: ${name}`),
    );
    expect(written).toEqual([]);
  });
});
