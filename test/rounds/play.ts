import { ledgerKeys } from '../../src/domain/layout';
import type { FoundTask } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { newestIn } from '../../src/loops/round-history';
import { roundStatusQuery } from '../../workflows/messages';
import { eventually } from '../setup/namespace';
import { type Answer, answerTasks, picturesByItem, theTruth } from './people';
import { type Picture, upload } from './production';
import type { Bench, Round, TestLoop } from './test-loop';

/**
 * Uploads pictures and waits until the store's clock has left their second, which a window that starts now must not cut:
 * the `Date` that versitygw answers with may be a second behind its own files.
 */
export async function produce({ store }: Bench, { config }: TestLoop, pictures: readonly Picture[]): Promise<void> {
  await upload(store, config, pictures);
  const uploaded = Date.now();
  const storeNow = async (): Promise<number> => (await store.now(config.source.bucket)).getTime();
  await eventually(async () => expect(await storeNow()).toBeGreaterThan(uploaded), 10_000, 50);
}

export const reaches = (round: Round, phase: string): Promise<void> =>
  eventually(
    async () => expect((await round.query(roundStatusQuery)).phase).toBe(phase),
    // Label Studio is slow where the whole suite shares two cores.
    180_000,
  );

/** All tasks of a round in Label Studio, of both projects, doubles included. */
export async function tasksOf(bench: Bench, loop: TestLoop, round: string): Promise<FoundTask[]> {
  const { evaluation, training } = await projectsOf(loop.ledger);
  const tasks = [evaluation, training].map((project) => bench.labelStudio.listRoundTasks(project, round));
  return (await Promise.all(tasks)).flat();
}

export async function projectsOf(ledger: Ledger): Promise<{ evaluation: number; training: number }> {
  const ref = await newestIn(ledger, ledgerKeys.projectsFolder);
  if (!ref) throw new Error('the loop has no projects yet');
  return JSON.parse(await ledger.readText(ref));
}

/** Plays the people: waits for the tasks and answers them. */
export async function answerRound(
  bench: Bench,
  loop: TestLoop,
  round: Round,
  all: readonly Picture[],
  answer: Answer = theTruth,
): Promise<void> {
  const known = await picturesByItem(bench, loop.config, all);
  await reaches(round, 'waiting');
  await answerTasks(await tasksOf(bench, loop, round.workflowId), known, answer);
}

/** A round from its start until it has concluded and only amends; its workflow is left running. */
export async function playRound(
  bench: Bench,
  loop: TestLoop,
  all: readonly Picture[],
  second = 0,
  answer: Answer = theTruth,
): Promise<Round> {
  const round = await loop.start(second);
  await answerRound(bench, loop, round, all, answer);
  await reaches(round, 'amending');
  return round;
}
