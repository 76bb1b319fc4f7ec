import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type CountedRound, createRoundHints, type RoundHints } from '../../src/server/round-hints';
import { eventually } from '../setup/eventually';

const log = pino({ level: 'silent' });
const until = { evaluation: { answered: 1, atLeast: 1 }, training: { answered: 0.5 } };
const counted = (evaluation: number, training: number): CountedRound => ({
  counts: { evaluation: { answered: evaluation, total: 10 }, training: { answered: training, total: 10 } },
  until,
});

/** Hints over an answer count that the test sets, recording what was looked at, counted and woken. */
function hintsOver(count: (round: string) => CountedRound | null, open = true) {
  const counts: string[] = [];
  const wakes: string[] = [];
  let looks = 0;
  const hints: RoundHints = createRoundHints({
    async count(round) {
      counts.push(round);
      return count(round);
    },
    async wake(round) {
      wakes.push(round);
      return open;
    },
    async waiting(loop) {
      looks += 1;
      return [`${loop}-round-1`, `${loop}-round-2`];
    },
    log,
    delayMs: 20,
  });
  return { hints, counts, wakes, looks: () => looks };
}

/** A look is followed by a rest, which is the longer the busier the machine was. */
const soon = (look: () => void): Promise<void> => eventually(async () => look(), 10_000, 5);

describe('round hints', () => {
  it('wake a round when the count satisfies what the round waits for', async () => {
    const { hints, counts, wakes } = hintsOver(() => counted(10, 5));
    hints.hintRound('a-round-1');
    await soon(() => expect({ counts, wakes }).toEqual({ counts: ['a-round-1'], wakes: ['a-round-1'] }));
  });

  it('count a flood of two hundred once for each delay at most', async () => {
    const { hints, counts, wakes } = hintsOver(() => counted(9, 5));
    for (let n = 0; n < 200; n++) hints.hintRound('a-round-1');
    await soon(() => expect(counts).toHaveLength(1));
    await sleep(60);
    expect({ counts: counts.length, wakes: wakes.length }).toEqual({ counts: 1, wakes: 0 });
  });

  it('do not count while not even every hint being an answer could suffice', async () => {
    let answers = counted(4, 10);
    const { hints, counts, wakes, looks } = hintsOver(() => answers);
    for (let n = 1; n <= 6; n++) {
      hints.hintRound('a-round-1');
      await soon(() => expect(looks()).toBe(n));
    }
    await soon(() => expect(counts).toHaveLength(1));
    answers = counted(10, 10);
    hints.hintRound('a-round-1');
    await soon(() => expect({ counts: counts.length, wakes: wakes.length }).toEqual({ counts: 2, wakes: 1 }));
  });

  it('count every waiting round of a loop when nobody says which one changed', async () => {
    let answers = counted(0, 0);
    const { hints, counts, wakes } = hintsOver(() => answers);
    hints.hintRound('a-round-1');
    await soon(() => expect(counts).toEqual(['a-round-1']));
    answers = counted(10, 10);
    for (let n = 0; n < 50; n++) hints.hintLoop('a');
    await soon(() =>
      expect({ counts, wakes }).toEqual({
        counts: ['a-round-1', 'a-round-1', 'a-round-2'],
        wakes: ['a-round-1', 'a-round-2'],
      }),
    );
  });

  it('wake a round no more once that is of no use', async () => {
    const { hints, counts, wakes, looks } = hintsOver(() => counted(10, 10), false);
    for (let n = 1; n <= 4; n++) {
      hints.hintRound('a-round-1');
      await soon(() => expect(looks()).toBe(n));
    }
    await hints.close();
    expect({ counts: counts.length, wakes: wakes.length }).toEqual({ counts: 1, wakes: 1 });
  });

  it('neither count nor wake rounds that do not wait, however many are named', async () => {
    const { hints, counts, wakes, looks } = hintsOver(() => counted(10, 10));
    for (let n = 0; n < 90; n++) hints.hintRound(`a-round-made-up-${n}`);
    hints.hintRound('no round at all');
    await soon(() => expect(looks()).toBe(1));
    await hints.close();
    expect({ counts, wakes }).toEqual({ counts: [], wakes: [] });
  });

  it('lose no round among more names than anybody could mean', async () => {
    const { hints, wakes } = hintsOver(() => counted(10, 10));
    for (let n = 0; n < 300; n++) hints.hintRound(`a-round-made-up-${n}`);
    hints.hintRound('a-round-2');
    await soon(() => expect(wakes).toContain('a-round-2'));
  });

  it('rest nine times as long as a look took', async () => {
    const looks: { from: number; to: number }[] = [];
    const { hints } = hintsOver(() => {
      const from = performance.now();
      while (performance.now() - from < 50);
      looks.push({ from, to: performance.now() });
      return counted(9, 10);
    });
    while (looks.length < 3) {
      hints.hintRound('a-round-1');
      await sleep(5);
    }
    for (const [n, { from, to }] of looks.slice(0, 2).entries()) {
      // Timers may come a millisecond early.
      expect((looks[n + 1]?.from ?? 0) - to).toBeGreaterThan(9 * (to - from) - 5);
    }
  });

  it('go on after a count that failed', async () => {
    let broken = true;
    const { hints, counts, wakes } = hintsOver(() => {
      if (broken) throw new Error('Label Studio is down');
      return counted(10, 10);
    });
    hints.hintRound('a-round-1');
    await soon(() => expect(counts).toHaveLength(1));
    broken = false;
    hints.hintRound('a-round-1');
    await soon(() => expect(wakes).toEqual(['a-round-1']));
  });

  it('count nothing after they are closed', async () => {
    const { hints, counts } = hintsOver(() => counted(10, 10));
    hints.hintRound('a-round-1');
    hints.hintLoop('a');
    await hints.close();
    await sleep(60);
    expect(counts).toEqual([]);
  });
});
