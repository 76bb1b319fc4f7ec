import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/durations';
import { readEnvironment } from '../../config/environment';
import { formatProblems } from '../../config/loop-file/format-problems';
import { loadLoopFile } from '../../config/loop-file/load-loop-file';
import { parseInstant } from '../../domain/windows';
import { type ExplorationStart, exploreLoop } from '../../explore/explore-loop';
import { openStoredLoops } from '../../wiring/stored-loops';
import { interruptible } from '../interruptible';
import { mention, say, sayJson } from '../output';
import { STORE_PATIENCE_MS } from '../patience';
import { describeExploration } from '../show/exploration';

interface ExploreFlags {
  window?: number;
  since?: string;
  json?: boolean;
}

/** `annoloop explore FILE [--window 24h | --since INSTANT] [--json]` */
export function registerExplore(program: Command): void {
  program
    .command('explore')
    .description('what a window holds and what each threshold and draw would take; writes nothing')
    .argument('<file>', 'the loop file, applied or not')
    .addOption(
      new Option('--window <duration>', "the last 24h, 7d … (default: the next round's window)")
        .argParser(duration)
        .conflicts('since'),
    )
    .addOption(new Option('--since <instant>', 'from then on, such as 2026-11-01T00:00:00Z').argParser(instant))
    .option('--json', 'print the result as JSON')
    .action(explore);
}

async function explore(file: string, flags: ExploreFlags): Promise<void> {
  const { config, warnings, source } = await loadLoopFile(file);
  if (warnings.length > 0) mention(formatProblems(warnings, source, 'warning: '));
  const loops = await openStoredLoops(readEnvironment(process.env, ['store', 'cache']), STORE_PATIENCE_MS);
  const exploration = await interruptible(({ signal, show }) =>
    exploreLoop(loops, config, startOf(flags), {
      signal,
      onProgress: ({ listed, usable }) => show(`${listed} objects listed, ${usable} usable`),
    }),
  );
  if (flags.json) sayJson(exploration);
  else say(describeExploration(exploration));
}

function startOf({ window, since }: ExploreFlags): ExplorationStart {
  if (window !== undefined) return { kind: 'ago', ms: window };
  return since === undefined ? { kind: 'next-round' } : { kind: 'at', instant: since };
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms === 0) throw new InvalidArgumentError('Write it as 15m, 24h or 7d.');
  return ms;
}

function instant(text: string): string {
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  try {
    return new Date(parseInstant(full)).toISOString();
  } catch {
    throw new InvalidArgumentError('Write it as 2026-11-01 (UTC) or 2026-11-01T08:00:00+01:00.');
  }
}
