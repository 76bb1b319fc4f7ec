import type { LoopConfig } from '../../src/contracts/loop-config';
import type { Ledger } from '../../src/ledger/port';
import { createLoops } from '../../src/server/loops';

const opened = (sha256: string) => ({ config: { name: sha256 } as LoopConfig, ledger: {} as Ledger });

describe('loops as the server knows them', () => {
  let time = 0;
  let ref: { bucket: string; key: string; sha256: string } | null = { bucket: 'b', key: 'k', sha256: 'one' };
  let broken = false;
  const asked: string[] = [];
  const read: string[] = [];
  const loops = createLoops({
    directory: {
      async find(loop) {
        asked.push(loop);
        if (broken) throw new Error('Temporal is down');
        return ref;
      },
    },
    async openLoop({ sha256 }) {
      read.push(sha256);
      return opened(sha256);
    },
    now: () => new Date(time),
  });
  const nameOf = async (): Promise<string | undefined> => (await loops.find('a'))?.config.name;

  it('are asked for once a minute, however many look at once, and follow what was applied', async () => {
    expect(await Promise.all([nameOf(), nameOf(), nameOf()])).toEqual(['one', 'one', 'one']);
    expect([asked.length, read]).toEqual([1, ['one']]);
    ref = { bucket: 'b', key: 'k', sha256: 'two' };
    expect(await nameOf()).toBe('one');
    time += 61_000;
    expect(await nameOf()).toBe('two');
    expect(read).toEqual(['one', 'two']);
  });

  it('stay known while Temporal is down', async () => {
    broken = true;
    time += 61_000;
    expect(await nameOf()).toBe('two');
    await expect(loops.find('never seen')).rejects.toThrow('Temporal is down');
    broken = false;
  });

  it('are found soon after they are applied for the first time, and gone when both Schedule and rounds are', async () => {
    ref = null;
    time += 61_000;
    expect(await nameOf()).toBeUndefined();
    ref = { bucket: 'b', key: 'k', sha256: 'three' };
    time += 2_100;
    expect(await nameOf()).toBe('three');
  });
});
