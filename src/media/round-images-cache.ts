import type { Ledger } from '../ledger/port';
import { filingsOf, type RoundImages, readRoundImages } from './round-images';

export interface RoundImagesCache {
  /** Null where there is no such round. */
  get(ledger: Ledger, round: string): Promise<RoundImages | null>;
  /** `stale` itself where nothing was filed since it was read, else what is in force now. */
  renew(ledger: Ledger, round: string, stale: RoundImages): Promise<RoundImages>;
}

/** Remembers where the images of the rounds lie that were asked for lately, up to `mostItems` items in all (some 300 bytes each). */
export function createRoundImagesCache({
  mostItems,
  onRead,
}: {
  mostItems: number;
  onRead: () => void;
}): RoundImagesCache {
  const rounds = new Map<string, RoundImages>();
  const reads = new Map<string, Promise<RoundImages | null>>();

  function remember(round: string, images: RoundImages): void {
    rounds.delete(round);
    rounds.set(round, images);
    let items = [...rounds.values()].reduce((sum, { places }) => sum + places.size, 0);
    for (const [oldest, { places }] of rounds) {
      if (items <= mostItems || rounds.size === 1) break;
      rounds.delete(oldest);
      items -= places.size;
    }
  }

  /** Readers that arrive together share one read. */
  function read(ledger: Ledger, round: string): Promise<RoundImages | null> {
    const underway = reads.get(round);
    if (underway !== undefined) return underway;
    const reading = (async () => {
      try {
        onRead();
        const images = await readRoundImages(ledger, round);
        if (images !== null) remember(round, images);
        return images;
      } finally {
        reads.delete(round);
      }
    })();
    reads.set(round, reading);
    return reading;
  }

  return {
    async get(ledger, round) {
      const images = rounds.get(round);
      if (images === undefined) return read(ledger, round);
      remember(round, images);
      return images;
    },
    async renew(ledger, round, stale) {
      const present = rounds.get(round);
      // Somebody else renewed it in the meantime.
      if (present !== undefined && present !== stale) return present;
      if ((await filingsOf(ledger, round)).at(-1) === stale.filings.at(-1)) return stale;
      return (await read(ledger, round)) ?? stale;
    },
  };
}
