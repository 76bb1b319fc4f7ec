import { type ModelAccount, shareOf } from './accounting/account';
import { accountRound } from './accounting/account-round';
import { closingPage } from './accounting/closing';
import { paintFor } from './accounting/table';
import { checkAll } from './checks/checks';
import { describe } from './checks/finding';
import { estimatesOf, gatherEvidence } from './checks/gather';
import type { DemoWorld } from './demo-world';
import type { FirstModel } from './first-model';
import type { Picture } from './images/picture';
import type { PlayedRound } from './play-round';

/** Pictures of the reference traffic: so many that a retraining's gain stands well above chance. */
const REFERENCE = 2_000;

export interface Conclusion {
  page: string;
  /** A line or more for each check. */
  checks: string;
  passed: boolean;
}

const nameOf = (index: number): string => (index === 0 ? 'first' : `retrained ${index}`);

/** Measures every model on the reference traffic, looks at what lies in the systems, and writes the last page. */
export async function conclude(
  world: DemoWorld,
  rounds: readonly PlayedRound[],
  first: FirstModel,
  addresses: readonly { title: string; url: string }[],
  colours: boolean,
): Promise<Conclusion> {
  const reference: Picture[] = [];
  for await (const picture of world.source.reference(REFERENCE)) reference.push(picture);
  const versions = [first.modelVersion, ...rounds.flatMap(({ nextVersion }) => nextVersion ?? [])];
  const models: ModelAccount[] = [];
  for (const [i, version] of versions.entries()) models.push(await modelAccount(world, reference, version, i, first));

  const accuracies = models.map(({ version, reference: share }) => ({ version, accuracy: shareOf(share) ?? 0 }));
  const evidence = await gatherEvidence({ ...world, classes: world.source.classes, accuracies });
  const accounts = await Promise.all(
    rounds.map(async ({ round, id, modelVersion }) =>
      accountRound(
        {
          round,
          id,
          model: nameOf(versions.indexOf(modelVersion)),
          ...(await estimatesOf(world.s3, world.names.ledger, id)),
          traffic: world.truth.ofRound(round),
        },
        evidence,
      ),
    ),
  );
  const findings = checkAll(evidence, { mustRise: world.source.measured && !world.human });
  return {
    page: closingPage(
      { rounds: accounts, models, seed: world.seed, reference: reference.length, addresses },
      paintFor(colours),
    ),
    checks: findings.map(describe).join('\n'),
    passed: findings.every(({ wrong }) => wrong.length === 0),
  };
}

async function modelAccount(
  { predictor }: DemoWorld,
  reference: readonly Picture[],
  version: string,
  index: number,
  first: FirstModel,
): Promise<ModelAccount> {
  const predictions = await predictor.predict(
    version,
    reference.map((picture) => picture.bytes),
  );
  const right = predictions.filter((prediction, i) => prediction.class === reference[i]?.className).length;
  return {
    model: nameOf(index),
    version,
    trainedOn: index === 0 ? `${first.pictures} base pictures` : `+ labels of ${index} round${index === 1 ? '' : 's'}`,
    reference: { n: reference.length, right },
  };
}
