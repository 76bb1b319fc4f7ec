import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { StackError } from '../../src/stack/stack-error';
import { addressesFrom, s3ClientFor } from './addresses';
import { annoloop } from './command-line';
import { conclude } from './conclude';
import { type DemoStack, startDemoStack } from './demo-stack';
import { trainFirstModel } from './first-model';
import { emojiSource } from './images/emoji-source';
import { folderSource } from './images/folder-source';
import { labelStudioDesk } from './label-studio';
import { connectLoop } from './loop-control';
import { writeDemoLoopFile } from './loop-file';
import { type Narrator, narrator } from './narrator';
import { type DemoOptions, parseOptions } from './options';
import { type PlayedRound, playRound } from './play-round';
import { trainerFolder } from './repository';
import { startPredictor } from './traffic/predictor';
import { openTruthBook } from './traffic/truth-book';
import { trainerEnvironment } from './trainer-part';

/** Plays the whole loop on a running stack. True when every check holds. */
async function play({ stack, names, python }: DemoStack, options: DemoOptions, tell: Narrator, signal: AbortSignal) {
  const { seed, human, rounds } = options;
  const addresses = addressesFrom(stack.environment);
  const s3 = s3ClientFor(addresses);
  const source = options.images === null ? emojiSource(seed) : await folderSource(options.images, seed, rounds);
  const child = trainerEnvironment(stack.environment, names.models);

  tell.heading(`The first model (seed ${seed})`);
  const first = await trainFirstModel(source, python, child);
  tell.say(`${first.modelVersion}: trained on ${first.pictures} pictures, before anybody answered anything`);
  await s3.send(new CreateBucketCommand({ Bucket: names.production }));
  const loopFile = join(stack.layout.root, `${names.loop}.yaml`);
  await writeDemoLoopFile(loopFile, names, source.classes, seed);
  const environment = { ...process.env, ...stack.environment };
  await annoloop(['apply', loopFile], environment, signal);
  tell.say(`annoloop apply ${loopFile}`);

  const predictor = startPredictor(python, trainerFolder(), child);
  const loop = await connectLoop(names.loop, addresses);
  try {
    const desk = labelStudioDesk(addresses.labelStudioUrl, addresses.labelStudioToken);
    const truth = await openTruthBook(join(stack.layout.root, `${names.loop}-truth.jsonl`));
    const labelStudio = addresses.labelStudioUrl;
    const world = {
      source,
      truth,
      predictor,
      loop,
      desk,
      s3,
      names,
      seed,
      human,
      tell,
      labelStudio,
      environment,
      signal,
    };
    const played: PlayedRound[] = [];
    let version = first.modelVersion;
    for (let round = 1; round <= rounds; round += 1) {
      const last = await playRound(world, round, version);
      played.push(last);
      version = last.nextVersion ?? version;
    }
    tell.heading('Looking at what lies in the store, in Label Studio and in the ledger');
    const { page, checks, passed } = await conclude(
      world,
      played,
      first,
      addressesToShow(stack, played),
      process.stdout.isTTY === true,
    );
    process.stdout.write(`${checks}\n\n${page}\n`);
    return passed;
  } finally {
    await Promise.all([predictor.stop(), loop.close()]);
    s3.destroy();
  }
}

function addressesToShow({ ports, secrets, layout }: DemoStack['stack'], played: readonly PlayedRound[]) {
  const local = (port: number, path = ''): string => `http://127.0.0.1:${port}${path}`;
  const last = played.at(-1)?.id ?? '';
  return [
    { title: 'Temporal UI', url: local(ports.temporalUi) },
    {
      title: 'Label Studio',
      url: `${local(ports.labelStudio)}  (${secrets.labelStudioUser}; password: ${layout.secrets})`,
    },
    { title: 'Report of the last round', url: local(ports.operators, `/rounds/${encodeURIComponent(last)}/report`) },
  ];
}

async function main(ending: AbortController): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const tell = narrator(process.stdout);
  const asked = new Promise<null>((resolve) => ending.signal.addEventListener('abort', () => resolve(null)));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => ending.abort());

  tell.heading('The stack: Temporal, object storage, Label Studio, our worker and server, the trainer');
  const demo = await startDemoStack((line) => tell.say(line), ending.signal);
  try {
    const broken = demo.stack.broken.then((error) => {
      throw error;
    });
    const passed = await Promise.race([play(demo, options, tell, ending.signal), broken]);
    if (!passed) process.exitCode = 1;
    if (options.exit) return;
    tell.heading('Everything stays up to look at. Ctrl-C stops it; the data stays.');
    const reason = await Promise.race([demo.stack.broken, asked]);
    if (reason !== null) throw reason;
  } finally {
    await demo.stack.stop();
  }
}

const ending = new AbortController();
main(ending).catch((error: unknown) => {
  if (ending.signal.aborted) {
    process.exitCode = 130; // as shells count SIGINT
    return;
  }
  const remedy = error instanceof StackError ? `\n${error.remedy}` : '';
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}${remedy}\n`);
  process.exitCode = 1;
});
