import { createTurns } from '../../src/server/turns';

const { signal } = new AbortController();

describe('turns', () => {
  it('are given to so many at once, then in order, each once', async () => {
    const turns = createTurns({ atOnce: 2, mostWaiting: 10 });
    const [first, second] = [await turns.take(signal), await turns.take(signal)];
    const order: string[] = [];
    const third = turns.take(signal).then(() => void order.push('third'));
    const fourth = turns.take(signal).then(() => void order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.();
    first?.();
    await third;
    expect(order).toEqual(['third']);
    second?.();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('are not waited for by more than may wait, nor by whoever went away', async () => {
    const turns = createTurns({ atOnce: 1, mostWaiting: 1 });
    const first = await turns.take(signal);
    const leaving = new AbortController();
    const left = turns.take(leaving.signal);
    expect(await turns.take(signal)).toBeNull();
    leaving.abort(new Error('went away'));
    await expect(left).rejects.toThrow('went away');
    const next = turns.take(signal);
    first?.();
    expect(await next).toBeInstanceOf(Function);
    await expect(turns.take(leaving.signal)).rejects.toThrow('went away');
  });
});
