import { itemOfFiledKey } from '../domain/filing-keys';
import { trainedModels } from '../lineage/trained-models';
import { fingerprintsOf, readForgotten } from '../loops/forgotten';
import type { Blanking } from './blank-parquet';
import type { ForgetDependencies, Request, SearchedLoop } from './dependencies';
import { findImages, type Image } from './find-images';
import { olderVersions } from './older-versions';
import { datasetsWith, type OpenWork, objectionTo } from './open-work';
import { type Rewrite, rewritesOf } from './rewrites';
import { type StoredCopy, storedCopies } from './stored-copies';
import { type ShownTask, tasksOf } from './tasks-of';
import { type StoredUpload, unfinishedUploads } from './unfinished-uploads';

/** What forgetting some images means in one loop. Making a plan changes nothing. */
export interface ForgetPlan {
  loop: SearchedLoop;
  images: Image[];
  /** The items asked for, and those that are the same bytes or key. */
  itemIds: string[];
  copies: StoredCopy[];
  uploads: StoredUpload[];
  tasks: ShownTask[];
  rewrites: Rewrite[];
  /** Digest of the dataset that waits for a decision and holds one of them: it is rejected. */
  openDataset: string | null;
  /** Models that were trained on one of them, oldest first. */
  models: string[];
  /** Of the items, those that this loop forgot before. */
  forgottenBefore: string[];
  /** Why it cannot be done now. */
  objection: string | null;
  fingerprints: { salt: string; fingerprints: string[] };
}

export async function planForgetting(
  deps: ForgetDependencies,
  loop: SearchedLoop,
  asked: Request,
  work: OpenWork,
): Promise<ForgetPlan> {
  const request = withFiledItems(loop, asked);
  const before = await readForgotten(loop.ledger);
  const images = await findImages(deps, loop, request);
  const known = request.itemIds.filter((id) => before.items.has(id));
  const itemIds = [...new Set([...known, ...images.map(({ itemId }) => itemId)])];
  const models = (await trainedModels(loop.ledger)).map(({ modelVersion, digest }) => ({ modelVersion, digest }));
  const open = work.gate?.digest ?? null;
  const digests = [...models.map(({ digest }) => digest), ...(open === null ? [] : [open])];
  const holding = await datasetsWith(loop.ledger, digests, itemIds);
  const isInOpenDataset = open !== null && holding.has(open);
  const own = { ...request, itemIds };
  const copies = [...(await storedCopies(deps, loop, own, images)), ...(await olderVersions(deps, loop))];
  const uploads = await unfinishedUploads(deps, loop, own, { images, copies });
  const isTouched = itemIds.length + copies.length + uploads.length + placesIn(loop, own).length > 0;
  return {
    loop,
    images,
    itemIds,
    copies,
    uploads,
    tasks: await tasksOf(deps, loop, itemIds),
    rewrites: isTouched ? await rewritesOf(deps, loop, blankingOf(loop, own, images)) : [],
    openDataset: isInOpenDataset && work.gate?.phase === 'deciding' ? open : null,
    models: models.filter(({ digest }) => holding.has(digest)).map(({ modelVersion }) => modelVersion),
    forgottenBefore: known,
    objection: isTouched ? objectionTo(work, isInOpenDataset) : null,
    fingerprints: {
      salt: before.salt,
      fingerprints: [...new Set(images.flatMap((image) => fingerprintsOf(before.salt, image)))],
    },
  };
}

export const isEmpty = ({ itemIds, copies, uploads, rewrites }: ForgetPlan): boolean =>
  itemIds.length + copies.length + uploads.length + rewrites.length === 0;

/** An image may be named by where it was filed, too: that key bears its item's id. */
function withFiledItems({ config }: SearchedLoop, { itemIds, places }: Request): Request {
  const filed = places.filter(({ bucket }) => bucket === config.filing.bucket);
  return { itemIds: [...new Set([...itemIds, ...filed.flatMap(({ key }) => itemOfFiledKey(key) ?? [])])], places };
}

const placesIn = ({ config }: SearchedLoop, { places }: Request): string[] =>
  places.filter(({ bucket }) => bucket === config.source.bucket).map(({ key }) => key);

function blankingOf(loop: SearchedLoop, request: Request, images: readonly Image[]): Blanking {
  return {
    itemIds: request.itemIds,
    keys: [...new Set([...placesIn(loop, request), ...images.map(({ key }) => key)])],
    bucket: loop.config.source.bucket,
    slices: loop.config.evaluation.slices,
  };
}
