import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Prediction {
  class: string;
  confidence: number;
  scores: Record<string, number>;
}

/** A model in production: a Python process that answers over its standard input and output. */
export interface Predictor {
  /** Predictions in the order of `images`. @throws Error with what Python said */
  predict(modelVersion: string, images: readonly Buffer[]): Promise<Prediction[]>;
  stop(): Promise<void>;
}

type Answer = { id: number; predictions: Prediction[] } | { id: number; error: string };

/** Images a request: a few megabytes of base64, so that many small answers keep coming. */
const BATCH = 200;

/** @param environment of the child: S3's variables and FOOD11_MODEL_BUCKET */
export function startPredictor(python: string, trainer: string, environment: NodeJS.ProcessEnv): Predictor {
  const child = spawn(python, ['-m', 'food11_trainer', 'predict'], {
    cwd: trainer,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2_000);
  });
  const fail = (why: string): void => {
    const error = new Error(`the predictor ${why}${lastWords === '' ? '' : `; its last words:\n${lastWords}`}`);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  child.once('error', (error) => fail(`could not be started (${error.message})`));
  child.once('exit', (code, signal) => fail(`ended (${signal ?? `exit code ${code}`})`));
  child.stdin.on('error', () => undefined); // 'exit' tells
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });

  let lastId = 0;
  const ask = (model: string, images: readonly Buffer[]): Promise<Answer> => {
    lastId += 1;
    const id = lastId;
    if (child.exitCode !== null || child.signalCode !== null)
      return Promise.reject(new Error('the predictor has ended'));
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, model, images: images.map((image) => image.toString('base64')) })}\n`);
    });
  };
  return {
    predict: async (modelVersion, images) => {
      const predictions: Prediction[] = [];
      for (let i = 0; i < images.length; i += BATCH) {
        const answer = await ask(modelVersion, images.slice(i, i + BATCH));
        if ('error' in answer) throw new Error(`model ${modelVersion} predicted nothing: ${answer.error}`);
        predictions.push(...answer.predictions);
      }
      return predictions;
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  child.kill('SIGTERM');
  await exit;
}
