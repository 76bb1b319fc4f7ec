import { setTimeout as sleep } from 'node:timers/promises';
import type { RoundPhase, RoundStatus } from '../../src/contracts/status';
import { annotate } from './annotator/annotate';
import { annoloop } from './command-line';
import type { DemoWorld } from './demo-world';
import type { Picture } from './images/picture';
import { uploadTraffic } from './traffic/upload';
import { react, reactionsOf } from './traffic/users';

export interface PlayedRound {
  /** From 1. */
  round: number;
  /** The workflow id. */
  id: string;
  /** The version that predicted this round's traffic. */
  modelVersion: string;
  /** What came of the labels; null when nothing was trained. */
  nextVersion: string | null;
}

/** Pictures that production sees in a round. */
const TRAFFIC = 750;
/** `settle` of the loop file and a second, since stores date objects on whole seconds. */
const SETTLED_MS = 2_500;

/** The census has been taken: what users do from here on is for the next round. */
const TAKEN: readonly RoundPhase[] = [
  'importing',
  'waiting',
  'collecting',
  'filing',
  'estimating',
  'proposing',
  'amending',
  'closed',
];
const ANSWERED = TAKEN.slice(2);
const DONE: readonly RoundPhase[] = ['amending', 'closed'];

/** One round as production, users, annotator and operator live it, ending with the next model in place. */
export async function playRound(world: DemoWorld, round: number, modelVersion: string): Promise<PlayedRound> {
  const { tell, loop, signal, names } = world;
  tell.heading(`Round ${round}`);
  const later = await produce(world, round, modelVersion);
  await sleep(SETTLED_MS, undefined, { signal });

  const id = await loop.trigger(signal);
  tell.say(`the Schedule started ${id}`);
  const drawn = await loop.watchRound(id, ({ phase }) => TAKEN.includes(phase), signal);
  tell.say(`drawn: ${drawn.draws.map(({ name, taken, matched }) => `${name} ${taken} of ${matched}`).join(', ')}`);
  const late = await react(world.s3, names.production, later);
  tell.say(`${late} users react only now, after the window has closed`);

  await answers(world, id);
  const done = await loop.watchRound(id, ({ phase }) => DONE.includes(phase), signal);
  tell.say(`filed ${done.filing?.filed ?? 0}; the estimate is ${headline(done)}`);
  return { round, id, modelVersion, nextVersion: await retrain(world, id) };
}

async function produce(
  { source, tell, predictor, s3, names, seed, truth }: DemoWorld,
  round: number,
  modelVersion: string,
) {
  const pictures: Picture[] = [];
  for await (const picture of source.traffic(round, TRAFFIC)) pictures.push(picture);
  const predictions = await predictor.predict(
    modelVersion,
    pictures.map((picture) => picture.bytes),
  );
  const uploaded = await uploadTraffic(pictures, predictions, {
    s3,
    bucket: names.production,
    seed,
    round,
    modelVersion,
  });
  await truth.record(uploaded);
  const reactions = reactionsOf(uploaded, source.classes, seed);
  const now = await react(
    s3,
    names.production,
    reactions.filter(({ late }) => !late),
  );
  tell.say(
    `production took ${uploaded.length} pictures, predicted by ${modelVersion}; ${now} users flagged or corrected`,
  );
  return reactions.filter(({ late }) => late);
}

/** Until people, or the scripted annotator, have answered what the round waits for. */
async function answers(world: DemoWorld, id: string): Promise<void> {
  const { human, loop, signal, tell, names, source, truth, seed, desk, labelStudio } = world;
  const ending = new AbortController();
  const working = human
    ? Promise.resolve(0)
    : annotate({
        desk,
        project: names.project,
        round: id,
        classes: source.classes,
        truth,
        seed,
        signal: AbortSignal.any([ending.signal, signal]),
      });
  if (human)
    tell.say(`your turn: ${labelStudio}, projects '${names.project} · evaluation' and '${names.project} · training'`);
  const waited = loop.watchRound(
    id,
    (status) => {
      tell.progress(counted(status));
      return ANSWERED.includes(status.phase);
    },
    signal,
  );
  // An annotator that fails must not leave us waiting for answers that nobody gives.
  const failed = new Promise<never>((_, reject) => working.catch(reject));
  await Promise.race([waited, failed]).finally(() => ending.abort());
  const answered = await working;
  if (!human) tell.say(`the scripted annotator answered ${answered}`);
}

function counted({ answers: count }: RoundStatus): string {
  if (count === null) return 'importing …';
  const { evaluation, training } = count;
  return `answered: evaluation ${evaluation.answered} of ${evaluation.total}, training ${training.answered} of ${training.total}`;
}

function headline({ headline: estimate }: RoundStatus): string {
  if (estimate === null || estimate.value === null) return 'not there: too few answers';
  const { value, lower, upper, n } = estimate;
  const percent = (share: number | null): string => (share === null ? '–' : (100 * share).toFixed(1));
  return `${percent(value)} % [${percent(lower)}, ${percent(upper)}] of ${n} answers`;
}

/** How long the gate may take from a round's proposal to its question: it writes the dataset first. */
const ASKED_WITHIN_MS = 60_000;

/**
 * The operator approves exactly the dataset that the round proposed; the trainer trains; production takes its model.
 * Null where the gate does not ask: too few new labels, when people answered less than the rule wants.
 */
async function retrain({ loop, names, environment, tell, signal }: DemoWorld, id: string): Promise<string | null> {
  const patience = AbortSignal.timeout(ASKED_WITHIN_MS);
  const asked = await loop
    .watchGate(
      ({ phase, proposal }) => phase === 'deciding' && proposal?.round === id,
      AbortSignal.any([signal, patience]),
    )
    .catch((error: unknown) => {
      if (patience.aborted && !signal.aborted) return null;
      throw error;
    });
  if (asked?.proposal == null) {
    tell.say('the gate does not ask for a retraining');
    return null;
  }
  const { digest, items, because } = asked.proposal;
  tell.say(`the gate asks: ${items} items; ${because}`);
  await annoloop(['approve', names.loop, '--digest', digest, '--by', 'demo'], environment, signal);
  const before = asked.lastModelVersion;
  const { lastModelVersion } = await loop.watchGate(
    (status) => status.lastModelVersion !== null && status.lastModelVersion !== before,
    signal,
  );
  tell.say(`approved and trained: ${lastModelVersion} goes into production`);
  return lastModelVersion;
}
