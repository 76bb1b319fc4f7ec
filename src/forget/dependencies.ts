import type { LabelStudio } from '../label-studio/port';
import type { ArtifactCache } from '../ledger/artifact-cache';
import type { DuckDb } from '../ledger/duckdb';
import type { OpenLoop } from '../loops/open-loop';
import type { ObjectEraser } from '../object-store/eraser';
import type { ObjectStore } from '../object-store/port';

/** What forgetting works with. */
export interface ForgetDependencies {
  store: ObjectStore;
  eraser: ObjectEraser;
  cache: ArtifactCache;
  duckdb: DuckDb;
  labelStudio: Pick<LabelStudio, 'findTasks' | 'deleteTasksOf' | 'getProject'>;
}

/** One loop, by name, as it is looked through. */
export interface SearchedLoop extends OpenLoop {
  name: string;
}

/** Whom to forget: items by their ids, images by where they were stored. */
export interface Request {
  itemIds: readonly string[];
  places: readonly { bucket: string; key: string }[];
}
