// npm run audit: whether the registry knows of holes in the packages of the lock file.
// Exit 1: a high or critical one in a package that runs in production. Whatever else is known is shown.
// A registry that has no such endpoint, or none in reach, is said so, and is no failure: that would make every build without
// a network one. Where it must be asked, as before a release: ANNOLOOP_AUDIT=required.
import { spawnSync } from 'node:child_process';

const required = process.env.ANNOLOOP_AUDIT === 'required';
const npm = process.env.npm_execpath ?? 'npm';
const [command, first] = npm.endsWith('js') ? [process.execPath, [npm]] : [npm, []];

let failed = false;
for (const { what, flags, fails } of [
  { what: 'packages that run in production', flags: ['--omit=dev'], fails: ['high', 'critical'] },
  { what: 'all packages, those of the development too', flags: [], fails: [] },
]) {
  const answer = ask(flags);
  if (typeof answer === 'string') {
    process.stderr.write(`npm audit COULD NOT BE ASKED (${answer}): nothing is known of holes in ${what}.\n`);
    failed ||= required;
    continue;
  }
  const found = Object.values(answer.vulnerabilities);
  process.stdout.write(`npm audit: ${found.length === 0 ? 'no' : found.length} known holes in ${what}.\n`);
  for (const { name, severity, range, fixAvailable } of found) {
    process.stdout.write(`  ${severity} ${name} ${range}${fixAvailable ? ': npm audit fix mends it' : ''}\n`);
  }
  failed ||= found.some(({ severity }) => fails.includes(severity));
}
process.exitCode = failed ? 1 : 0;

/** The report, or why there is none. */
function ask(flags) {
  const { stdout, error } = spawnSync(command, [...first, 'audit', '--json', ...flags], { encoding: 'utf8' });
  if (error) return error.message;
  try {
    const answer = JSON.parse(stdout);
    if (answer.vulnerabilities && answer.auditReportVersion === 2) return answer;
    return String(answer.message ?? answer.error?.summary ?? 'an answer of another form').slice(0, 200);
  } catch {
    return 'no JSON came back';
  }
}
