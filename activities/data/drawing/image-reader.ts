import { createHash } from 'node:crypto';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { CensusRow, DrawRow } from '../../../src/contracts/rows';
import { openPerceptualHashes } from '../../../src/images/perceptual-hash';
import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';
import { bytesOf } from '../../../src/object-store/read-whole';
import { sha256Of } from '../content-digest';
import { inParallel } from '../in-parallel';

/** Images read at once for their digests. */
const READS = 16;
/** An image of more bytes is not held in memory to be compared: its digest is taken as it streams by. */
const MOST_BYTES = 32_000_000;

/** What an object's bytes tell; null where it was deleted or replaced since the census: nobody can label it then. */
type ImageDigests = Pick<DrawRow, 'contentSha256' | 'perceptualHash'>;

interface ReadImage extends Pick<CensusRow, 'key' | 'etag' | 'size'> {
  itemId: string;
}

/** Reads images once each, for the digests that the evaluation wall and `diverse` draws go by. */
export interface ImageReader {
  read(rows: readonly ReadImage[]): Promise<void>;
  /** Undefined: it was not read yet. */
  digestsOf(itemId: string): ImageDigests | undefined;
}

/** Whether images are compared by how they look: then all that is drawn gets its hash. */
export const comparesImages = ({ draws, evaluation }: LoopConfig): boolean =>
  evaluation.perceptualRadius !== null || draws.some(({ strategy }) => strategy === 'diverse');

export async function createImageReader(
  store: ObjectStore,
  config: LoopConfig,
  { signal, progress }: { signal: AbortSignal; progress: (read: { read: number; of: number }) => void },
): Promise<ImageReader> {
  const hash = comparesImages(config) ? await openPerceptualHashes() : null;
  const known = new Map<string, ImageDigests>();

  async function digests({ key, etag, size }: ReadImage): Promise<ImageDigests> {
    const [at, options] = [
      { bucket: config.source.bucket, key },
      { ifMatch: etag, signal },
    ];
    try {
      if (hash === null || size > MOST_BYTES) {
        return { contentSha256: await sha256Of(store, at, options), perceptualHash: null };
      }
      const bytes = await bytesOf(await store.get(at, options));
      return {
        contentSha256: createHash('sha256').update(bytes).digest('hex'),
        perceptualHash: await hash(bytes),
      };
    } catch (error) {
      if (error instanceof ObjectNotFound || error instanceof PreconditionFailed) {
        return { contentSha256: null, perceptualHash: null };
      }
      throw error;
    }
  }
  return {
    async read(rows) {
      const unread = rows.filter(({ itemId }) => !known.has(itemId));
      await inParallel(unread, READS, async (row, index) => {
        progress({ read: index, of: unread.length });
        known.set(row.itemId, await digests(row));
      });
    },
    digestsOf: (itemId) => known.get(itemId),
  };
}
