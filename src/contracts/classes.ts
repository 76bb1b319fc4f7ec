/** One class of a loop: its id is assigned once and names its folder (`class_NN`). */
export interface ClassEntry {
  id: number;
  name: string;
  /** Names it had before. */
  aliases: string[];
  /** No longer in the loop file; its id is never given away again. */
  retired: boolean;
}

/** `classes/vNNNN.json`. */
export interface ClassRegistry {
  version: number;
  classes: ClassEntry[];
}
