import type { Command } from 'commander';
import { describeHeadline } from '../../domain/headline';
import { type TrainedModel, trainedModels } from '../../lineage/trained-models';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { openLoopNamed } from '../open-loop';
import { columns, inLine, say, sayJson } from '../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../temporal-options';

interface ModelsFlags extends TemporalFlags {
  json?: boolean;
}

/** `annoloop models LOOP [VERSION] [--json]` */
export function registerModels(program: Command): void {
  withTemporalFlags(
    program
      .command('models')
      .description('which labels made which model: its dataset, its rounds, who approved it')
      .argument('<loop>', 'the name of a loop')
      .argument('[version]', 'one model version, with all that is known of it')
      .option('--json', 'print the result as JSON'),
  ).action(models);
}

async function models(name: string, version: string | undefined, flags: ModelsFlags): Promise<void> {
  await withTemporal(flags, async (client) => {
    const { ledger } = await openLoopNamed(client, name);
    const trained = await trainedModels(ledger);
    if (version === undefined) {
      if (flags.json) return sayJson(trained);
      return say(trained.length === 0 ? `No model was trained from the labels of ${name} yet.` : listed(trained));
    }
    const model = trained.find(({ modelVersion }) => modelVersion === version);
    if (model === undefined) {
      const known = trained.map(({ modelVersion }) => modelVersion);
      throw new CommandFailure(
        `no retraining of ${name} made a model '${version}'`,
        known.length === 0 ? 'None was trained yet.' : `There are: ${known.join(', ')}.`,
        EXIT.notFound,
      );
    }
    if (flags.json) return sayJson(model);
    say(described(name, model));
  });
}

const listed = (trained: readonly TrainedModel[]): string =>
  columns(
    ['MODEL', 'APPROVED', 'BY', 'ITEMS', 'NEW', 'DATASET'],
    trained.map(({ modelVersion, decision, items, newLabels, digest }) => [
      modelVersion,
      decision.at.replace(/\.\d+Z$/, 'Z'),
      decision.by,
      items,
      newLabels,
      digest.slice(0, 12),
    ]),
  );

function described(loop: string, model: TrainedModel): string {
  const { dataset, decision, headline } = model;
  const counts = (of: Record<string, number>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    `Model      ${inLine(model.modelVersion)}`,
    `Approved   ${decision.at} by ${decision.by}${decision.comment === null ? '' : `: ${inLine(decision.comment)}`}`,
    `Rests on   ${describeHeadline(headline)}, the estimate of ${model.round}`,
    `Dataset    ${model.digest}`,
    `Items      ${model.items}, ${model.newLabels} of them new or relabelled`,
    ...(dataset === null
      ? []
      : [
          `Against    ${dataset.predecessor ?? 'nothing before it'}: ${dataset.added} added, ${dataset.removed} removed, ${dataset.relabelled} relabelled`,
          `Classes    ${counts(dataset.byClass)}`,
          `Draws      ${counts(dataset.byDraw)}`,
          `Rounds     ${dataset.rounds.join('\n           ')}`,
        ]),
    ...(Object.keys(model.metrics).length === 0
      ? []
      : [
          `Metrics    ${Object.entries(model.metrics)
            .map(([name, value]) => `${name} ${value ?? 'not a number'}`)
            .join(', ')}`,
        ]),
    '',
    `Its items: annoloop items ${loop} --dataset ${model.modelVersion}`,
  ].join('\n');
}
