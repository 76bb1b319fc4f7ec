import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'audit.mjs');

/** The audit with an npm that gives this report, or prints this. */
function audit(report: unknown, environment: Record<string, string> = {}): { status: number | null; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'annoloop-audit-'));
  const npm = join(folder, 'npm.cjs');
  const text = typeof report === 'string' ? report : JSON.stringify(report);
  writeFileSync(npm, `process.stdout.write(${JSON.stringify(text)}); process.exitCode = 1;`);
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], {
    encoding: 'utf8',
    env: { PATH, npm_execpath: npm, ...environment },
  });
  rmSync(folder, { recursive: true });
  return { status, said: stdout + stderr };
}

const holes = (...severities: string[]) => ({
  auditReportVersion: 2,
  vulnerabilities: Object.fromEntries(
    severities.map((severity) => [severity, { name: `a-${severity}-one`, severity, range: '<2', fixAvailable: true }]),
  ),
});

test('without known holes it passes and says so', () => {
  const { status, said } = audit(holes());
  expect(status).toBe(0);
  expect(said).toContain('npm audit: no known holes in packages that run in production.');
});

test.each([
  ['low', 0],
  ['moderate', 0],
  ['high', 1],
  ['critical', 1],
])('a %s hole is shown, and ends with %i', (severity, status) => {
  const answer = audit(holes(severity));
  expect(answer.status).toBe(status);
  expect(answer.said).toContain(`  ${severity} a-${severity}-one <2: npm audit fix mends it`);
});

test.each([
  [
    'a registry without such an endpoint',
    { message: '405 Method Not Allowed - POST …/bulk', statusCode: 405 },
    '405 Method Not Allowed',
  ],
  [
    'no network',
    { error: { code: 'ENOTFOUND', summary: 'request to the registry failed' } },
    'request to the registry failed',
  ],
  ['no JSON', '<html>', 'no JSON came back'],
  ['nothing', '', 'no JSON came back'],
  ['another report', { auditReportVersion: 3 }, 'an answer of another form'],
])('%s is said aloud and is neither a pass nor a failure, unless an answer is required', (_, report, why) => {
  const { status, said } = audit(report);
  expect(status).toBe(0);
  expect(said).toContain(`npm audit COULD NOT BE ASKED (${why}`);
  expect(said).not.toContain('no known holes');
  expect(audit(report, { ANNOLOOP_AUDIT: 'required' }).status).toBe(1);
});
