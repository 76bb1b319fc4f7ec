import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { CANNOT_TELL } from '../../../src/domain/label-config';
import { sha256 } from '../images/picture';
import { inParallel } from '../in-parallel';
import type { ChoicesControl, DemoTask, LabelStudioDesk } from '../label-studio';
import type { TruthBook } from '../traffic/truth-book';
import { answerId, type Verdict, verdictOn } from './verdict';

export interface AnnotatorOptions {
  desk: LabelStudioDesk;
  /** Title that the loop's projects start with. */
  project: string;
  round: string;
  classes: readonly string[];
  truth: TruthBook;
  seed: string;
  /** Ends the work: the round has what it waits for. */
  signal: AbortSignal;
  onAnswer?: (answered: number) => void;
}

/** One person's hands: Label Studio takes 5–7 answers a second one after the other, 10 from two at once. */
const HANDS = 2;
const LOOK_AGAIN_MS = 1_000;

/**
 * Answers the tasks of a round, new ones as they appear, until `signal`. It goes by what the task shows and by nothing
 * else: the bytes that the task's link gives, looked up among those the simulator has made. Returns how many it answered.
 */
export async function annotate(options: AnnotatorOptions): Promise<number> {
  const { desk, project, round, signal } = options;
  const controls = new Map<number, ChoicesControl>();
  const done = new Set<string>();
  let answered = 0;
  while (!signal.aborted) {
    const open: DemoTask[] = [];
    for (const { id } of await desk.projects(`${project} · `)) {
      open.push(...(await desk.tasks(id, round)).filter((t) => t.answers.length === 0 && !done.has(answerId(t))));
    }
    await inParallel(open, HANDS, async (task) => {
      if (signal.aborted) return;
      const control = controls.get(task.project) ?? (await desk.control(task.project));
      controls.set(task.project, control);
      if (await answer(task, control, options)) answered += 1;
      done.add(answerId(task));
      options.onAnswer?.(answered);
    });
    if (open.length === 0) await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return answered;
}

async function answer(task: DemoTask, control: ChoicesControl, options: AnnotatorOptions): Promise<boolean> {
  const truth = options.truth.find(sha256(await imageOf(task)));
  if (truth === null) throw new Error(`task ${task.id} shows a picture that the simulator has not made`);
  const verdict = verdictOn(truth, options.classes, options.seed);
  return options.desk.answer(task.id, {
    uniqueId: answerId(task),
    seconds: 2.5,
    result: resultOf(verdict, control),
    skip: verdict.kind === 'skip',
  });
}

async function imageOf(task: DemoTask): Promise<Buffer> {
  const response = await request(task.image);
  const bytes = Buffer.from(await response.body.arrayBuffer());
  // The link itself is a capability: it is not shown.
  if (response.statusCode !== 200) throw new Error(`the image of task ${task.id} answered ${response.statusCode}`);
  return bytes;
}

function resultOf(verdict: Verdict, { fromName, toName, labels }: ChoicesControl): unknown[] {
  if (verdict.kind === 'skip') return [];
  const choice = verdict.kind === 'cannot-tell' ? CANNOT_TELL : verdict.name;
  if (!labels.includes(choice)) throw new Error(`the label config offers no '${choice}', only ${labels.join(', ')}`);
  return [{ from_name: fromName, to_name: toName, type: 'choices', value: { choices: [choice] } }];
}
