/** Why a body was not read to its end: it is more than it may be, or others needed the room. */
type Unread = 'too-large' | 'crowded-out';

/** Reads bodies of requests, all of them together within a bound of memory. */
export interface Bodies {
  /** @param limit bytes; the rest is not read */
  read(request: Request, limit: number): Promise<Buffer | Unread>;
}

interface Reading {
  bytes: number;
  giveUp(): void;
}

/**
 * Whoever sends slowly must not keep others out: where all bodies together exceed `mostBytes`, the one that takes longest
 * is given up. A genuine one is there in milliseconds.
 */
export function createBodies(mostBytes: number): Bodies {
  // In order of their beginning.
  const underway = new Set<Reading>();
  let held = 0;

  function makeRoom(): void {
    for (const reading of underway) {
      if (held <= mostBytes) return;
      reading.giveUp();
    }
  }

  return {
    async read(request, limit) {
      if (Number(request.headers.get('content-length') ?? 0) > limit) return 'too-large';
      if (request.body === null) return Buffer.alloc(0);
      const reader = request.body.getReader();
      const chunks: Uint8Array[] = [];
      let unread: Unread | null = null;
      const forget = (): void => {
        underway.delete(reading);
        held -= reading.bytes;
        reading.bytes = 0;
      };
      const stop = (why: Unread): void => {
        unread = why;
        forget();
        void reader.cancel().catch(() => undefined);
      };
      const reading: Reading = { bytes: 0, giveUp: () => stop('crowded-out') };
      underway.add(reading);
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (unread !== null) return unread;
          if (done) return Buffer.concat(chunks);
          reading.bytes += value.byteLength;
          held += value.byteLength;
          chunks.push(value);
          if (reading.bytes > limit) stop('too-large');
          else makeRoom();
          if (unread !== null) return unread;
        }
      } finally {
        forget();
      }
    },
  };
}
