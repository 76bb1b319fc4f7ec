import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';

/** What the simulator knows of one uploaded picture. The store never learns `className` or `heldOut`. */
export interface Truth {
  sha256: string;
  round: number;
  key: string;
  className: string;
  source: string;
  heldOut: boolean;
  predicted: string;
  confidence: number;
  modelVersion: string;
}

/** The simulator's memory: a local file of one JSON document a line. */
export interface TruthBook {
  record(entries: readonly Truth[]): Promise<void>;
  /** By the content of the picture: all that an annotator can go by. */
  find(sha256: string): Truth | null;
  ofRound(round: number): Truth[];
  all(): Truth[];
}

export async function openTruthBook(file: string): Promise<TruthBook> {
  const byContent = new Map<string, Truth>();
  if (existsSync(file)) {
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      if (line === '') continue;
      const truth = JSON.parse(line) as Truth;
      byContent.set(truth.sha256, truth);
    }
  }
  return {
    record: async (entries) => {
      for (const truth of entries) byContent.set(truth.sha256, truth);
      await appendFile(file, entries.map((truth) => `${JSON.stringify(truth)}\n`).join(''));
    },
    find: (sha256) => byContent.get(sha256) ?? null,
    ofRound: (round) => [...byContent.values()].filter((truth) => truth.round === round),
    all: () => [...byContent.values()],
  };
}
