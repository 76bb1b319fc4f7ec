import type { Command } from 'commander';
import { cacheFolder } from '../../config/cache-folder';
import { ownParts } from '../../stack/parts/own-parts';
import { type Stack, startStack } from '../../stack/start-stack';
import { chosenData } from '../data-option';
import { startDetached } from '../detach';
import { EXIT } from '../exit-codes';
import { reportFailure } from '../failure';
import { ownRedaction } from '../own-redaction';
import { addPortOptions, chosenPorts, type PortOptions } from '../port-options';
import { showSteps } from '../show-steps';

type UpOptions = PortOptions & { data?: string; worker: boolean; detach?: true };

export function registerUp(program: Command): void {
  const command = program
    .command('up')
    .description('run everything on this machine: Temporal, object storage, Label Studio, worker and server')
    .option('--data <folder>', 'databases, objects, secrets and logs (also ANNOLOOP_DATA_DIR)')
    .option('--no-worker', 'only the three servers, without our own worker and server')
    .option('--detach', 'come back when everything serves; `annoloop down` stops it');
  addPortOptions(command).action(async (options: UpOptions) => {
    if (options.detach) await startDetached(chosenData(options.data), process.argv);
    else await up(options, program.opts<{ verbose?: boolean }>().verbose === true);
  });
}

/** In the foreground until Ctrl-C, `annoloop down`, or a part that ends by itself. */
async function up(options: UpOptions, verbose: boolean): Promise<void> {
  const layout = chosenData(options.data);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const notes: string[] = []; // said at the end: between the spinners they would be lost
  const warn = (text: string) => void notes.push(`Note: ${text}`);
  const ending = new AbortController();
  const asked = new Promise<null>((resolve) => ending.signal.addEventListener('abort', () => resolve(null)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

  const program = { main: require.resolve('../main'), environment: process.env, warn };
  const stack = await startStack({
    data: layout.root,
    cache: cacheFolder(process.env, process.getuid?.()),
    ports: chosenPorts(options),
    environment: process.env,
    runSteps: showSteps(process.stdout.isTTY === true, say),
    warn,
    signal: ending.signal,
    ...(options.worker && { ownParts: (started) => ownParts(program, started) }),
  }).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
    return null;
  });
  if (!stack) {
    say('Stopped before everything was up.');
    process.exitCode = EXIT.interrupted;
    return;
  }
  say([...notes, welcome(stack, options.worker)].join('\n'));
  const broken = await Promise.race([stack.broken, asked]);
  if (broken) process.exitCode = reportFailure(broken, { verbose, redact: ownRedaction() });
  say('Stopping …');
  await stack.stop();
  say('Stopped. The data stays; `annoloop up` goes on with it.');
}

function welcome({ ports, secrets, layout }: Stack, withOwn: boolean): string {
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const rows = [
    ['Temporal UI', url(ports.temporalUi)],
    ['Temporal', `127.0.0.1:${ports.temporal}`],
    [
      'Label Studio',
      `${url(ports.labelStudio)}  (log in as ${secrets.labelStudioUser}; the password is in ${layout.secrets})`,
    ],
    ['Object storage', `${url(ports.objectStore)}  (keys in the same file)`],
    ...(withOwn
      ? [
          ['Images and hooks', url(ports.publicServer)],
          ['Operators', url(ports.operators)],
        ]
      : []),
    ['Data', layout.root],
  ];
  return [
    '',
    'Everything is up. Ctrl-C stops it.',
    ...rows.map(([what, where]) => `  ${what?.padEnd(17)} ${where}`),
    '',
    'In another terminal, `annoloop apply FILE` finds this stack by itself.',
    `For other programs: set -a; . ${layout.environment}; set +a`,
  ].join('\n');
}
