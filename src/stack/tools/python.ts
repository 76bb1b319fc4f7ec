import { closedFolder } from '../privileges';
import { COMPOSE_INSTEAD, StackError } from '../stack-error';
import { findExecutables } from './find-executable';
import { runCommand } from './run-command';

/** Label Studio's own requirement. */
const OLDEST = [3, 10] as const;
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const USUAL_FOLDERS = '/usr/local/bin:/usr/bin';

/**
 * The interpreter that Label Studio will run on: one that an ordinary user can enter too where we are root, else the
 * first that is new enough. A version manager's shim is followed to the interpreter itself.
 * @throws StackError where there is none
 */
export async function findPython(
  environment: Readonly<Record<string, string | undefined>>,
  uid = process.getuid?.(),
  path = uid === 0 ? `${environment.PATH}:${USUAL_FOLDERS}` : environment.PATH,
): Promise<string> {
  const wanted = environment.ANNOLOOP_PYTHON;
  const candidates = wanted ? [wanted] : (await Promise.all(NAMES.map((name) => findExecutables(name, path)))).flat();
  let first: string | null = null;
  for (const candidate of candidates) {
    const interpreter = await interpreterOf(candidate, environment);
    if (!interpreter) continue;
    if (uid !== 0 || (await closedFolder(interpreter)) === null) return interpreter;
    first ??= interpreter;
  }
  if (first) return first;
  throw new StackError(
    `Label Studio needs Python ${OLDEST.join('.')} or later, and ${wanted ? `ANNOLOOP_PYTHON (${wanted}) is none` : 'none is on the PATH'}.`,
    `Install it, or name one with ANNOLOOP_PYTHON. ${COMPOSE_INSTEAD}`,
  );
}

async function interpreterOf(candidate: string, environment: Readonly<Record<string, string | undefined>>) {
  const program = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';
  const said = await runCommand(candidate, ['-c', program], { environment }).catch(() => '');
  const [, major, minor, executable] = /^(\d+) (\d+) (.+)$/.exec(said.trim()) ?? [];
  const recent = Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1];
  return recent && executable ? executable : null;
}
