import type { ObjectLocation } from '../../src/contracts/artifact';
import type { ObjectStore } from '../../src/object-store/port';
import { TAGS } from './staged-filing';

/** What somebody else does to an object, or where it is to be filed, while a filing runs. */
export type Meddling =
  | 'the source is overwritten'
  | 'the source is uploaded again with the same bytes'
  | 'the source is deleted'
  | 'the source is tagged'
  | 'something else appears at the destination'
  | 'the same bytes appear at the destination, with other tags';

export const NEWER = Buffer.from('a newer version');
export const NEWER_TAGS = { predicted_class: 'Newer' };
export const AGAIN_TAGS = { predicted_class: 'Again' };
export const FLAGGED_TAGS = { ...TAGS, flagged: 'true' };
export const OTHERS = Buffer.from("somebody else's");
export const THEIR_TAGS = { theirs: 'yes' };

export interface Meddled {
  item: ObjectLocation;
  /** As it was drawn. */
  content: Buffer;
  to: ObjectLocation;
}

export const MEDDLING: Record<Meddling, (store: ObjectStore, at: Meddled) => Promise<unknown>> = {
  'the source is overwritten': (store, { item }) => store.put(item, NEWER, { tags: NEWER_TAGS }),
  'the source is uploaded again with the same bytes': (store, { item, content }) =>
    store.put(item, content, { tags: AGAIN_TAGS }),
  'the source is deleted': (store, { item }) => store.delete(item),
  'the source is tagged': (store, { item }) => store.putTags(item, FLAGGED_TAGS),
  'something else appears at the destination': (store, { to }) => store.put(to, OTHERS, { tags: THEIR_TAGS }),
  'the same bytes appear at the destination, with other tags': (store, { to, content }) =>
    store.put(to, content, { tags: THEIR_TAGS }),
};
