/** Whether a loop can do without: never; only where it deletes nothing of production's, or accepts the risk; or it can, at a price. */
export type Need = 'always' | 'to delete' | 'better';

/**
 * What Annoloop relies on that not every S3 server does, each with how it is probed, what is at risk without it, and
 * what to do then. `docs/object-stores.md` says which server does what.
 */
export const BEHAVIOURS = {
  'conditional put': {
    need: 'always',
    probed: 'PutObject with If-None-Match: * on keys that exist, and on one key by several writers at once',
    risk: 'two rounds could claim one window, and one attempt overwrite what another wrote down',
    advice: 'use a store that honours conditional writes',
  },
  'read after write': {
    need: 'always',
    probed: 'GetObject of what was put a moment ago',
    risk: 'a worker that adopts what another wrote could read something else, or nothing',
    advice: 'use a store that reads what was written last, and no cache in front of it',
  },
  'conditional copy': {
    need: 'always',
    probed: 'CopyObject with x-amz-copy-source-if-match of another version',
    risk: 'an image that production replaced meanwhile would be filed under the label of the one before',
    advice: 'use a store that honours conditional copies',
  },
  'tags of a copy': {
    need: 'always',
    probed: 'CopyObject with x-amz-tagging-directive: REPLACE and tags',
    risk: 'filed images would be without their predictions and their item, and no copy would pass its verification',
    advice: 'use a store that keeps object tags',
  },
  'conditional delete': {
    need: 'to delete',
    probed: 'DeleteObject with If-Match of another version',
    risk: 'an image that production replaces in the moment between the last look and the delete would be lost',
    advice:
      'write filing.mode: copy, or filing.acceptUnsafeDelete: true where nothing overwrites an image after its upload',
  },
  delete: {
    need: 'always',
    probed: 'DeleteObject with If-Match',
    risk: 'what was moved would stay at its source as well',
    advice: 'use a store that takes conditional deletes',
  },
  clock: {
    need: 'always',
    probed: 'the Date header of an answer',
    risk: "windows are intervals of the store's own time, which it does not tell",
    advice: 'have the store, or the proxy in front of it, send a Date header',
  },
  'tags of a put': {
    need: 'better',
    probed: 'PutObject with x-amz-tagging',
    risk: 'production that tags an image as it uploads it loses what the model predicted, and the image is not usable',
    advice: 'have production tag with PutObjectTagging',
  },
  'tags set later': {
    need: 'always',
    probed: 'PutObjectTagging',
    risk: 'a copy whose tags an attempt that died had not completed would stay without them',
    advice: 'use a store that keeps object tags',
  },
  'listing after put': {
    need: 'better',
    probed: 'ListObjectsV2 after a put',
    risk: 'images that are listed late wait for the next round, and those that are listed after `lookback` for ever',
    advice: 'make `settle` and `lookback` longer than listings lag',
  },
  'listing after delete': {
    need: 'better',
    probed: 'ListObjectsV2 after a delete',
    risk: 'images that are gone are looked at again, and counted as deleted meanwhile',
    advice: 'nothing has to be done',
  },
} as const satisfies Record<string, { need: Need; probed: string; risk: string; advice: string }>;

export type Behaviour = keyof typeof BEHAVIOURS;

/** A behaviour that the store was found not to have. */
export interface Finding {
  behaviour: Behaviour;
  /** What the store did instead. */
  happened: string;
}

/** What was probed, what happened and what is at risk. */
export function describeFinding({ behaviour, happened }: Finding): string {
  const { probed, risk } = BEHAVIOURS[behaviour];
  return `${probed}: ${happened}; at risk: ${risk}`;
}
