/** One object as the store shows it at the end, its bytes read. */
export interface StoredObject {
  bucket: string;
  key: string;
  sha256: string;
  tags: Record<string, string>;
}

/** One drawn item, from the ledger's `draw.parquet`. */
export interface DrawnItem {
  itemId: string;
  round: string;
  key: string;
  purpose: 'evaluation' | 'training';
}

/** One task with what people chose, from Label Studio. */
export interface TaskEvidence {
  project: number;
  id: number;
  item: string;
  round: string;
  /** [] for a skip. */
  answers: string[][];
}

/** One line of a dataset manifest that a model was trained on. */
export interface TrainedItem {
  itemId: string;
  key: string;
  contentSha256: string | null;
}

/** What the simulator put into the source. */
export interface UploadedObject {
  key: string;
  sha256: string;
  heldOut: boolean;
  predicted: string;
  modelVersion: string;
}

/** Everything the checks look at, gathered from the systems themselves. */
export interface Evidence {
  classes: readonly string[];
  source: StoredObject[];
  dataset: StoredObject[];
  drawn: DrawnItem[];
  tasks: TaskEvidence[];
  trained: TrainedItem[];
  uploaded: UploadedObject[];
  /** True accuracy of each model version on the reference traffic, in order. */
  accuracies: { version: string; accuracy: number }[];
}
