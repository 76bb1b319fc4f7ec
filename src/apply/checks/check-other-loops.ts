import type { Client } from '@temporalio/client';
import type { LoopConfig } from '../../contracts/loop-config';
import { LEDGER_FOLDERS, ledgersMeet, placesMeet, writesInto } from '../../domain/places';
import { listLoops, type ScheduledLoop } from '../../temporal/schedules';
import type { ApplyDependencies } from '../dependencies';
import { asRefusal, type Refusal } from '../refusal';

/** Places that this loop and others cannot share, and what this loop's own former configuration rules out. */
export async function checkOtherLoops(
  client: Client,
  config: LoopConfig,
  openLoop: ApplyDependencies['openLoop'],
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const known of await listLoops(client)) {
    const other = await stored(known, openLoop);
    if ('what' in other) refusals.push(other);
    else refusals.push(...(known.loop === config.name ? againstFormer(config, other) : againstOther(config, other)));
  }
  return refusals;
}

/** A loop whose configuration cannot be read might be anywhere: that is a reason to stop, with its name. */
async function stored(known: ScheduledLoop, openLoop: ApplyDependencies['openLoop']): Promise<LoopConfig | Refusal> {
  try {
    return (await openLoop(known.configRef)).config;
  } catch (error) {
    const { what, advice } = asRefusal(error);
    return {
      what: `the stored configuration of loop '${known.loop}' cannot be read: ${what}`,
      advice: `${advice}; or \`annoloop loop delete ${known.loop}\` if it is no longer wanted`,
    };
  }
}

const shown = ({ bucket, prefix }: { bucket: string; prefix: string }): string => `s3://${bucket}/${prefix}`;

/** A loop's ledger is its memory: in another place its windows would be claimed anew and its images drawn twice. */
function againstFormer({ name, ledger }: LoopConfig, former: LoopConfig): Refusal[] {
  if (ledger.bucket === former.ledger.bucket && ledger.prefix === former.ledger.prefix) return [];
  return [
    {
      what: `the ledger of loop '${name}' lies in ${shown(former.ledger)}, and the loop file says ${shown(ledger)}`,
      advice: 'a loop cannot change its ledger: write the former place, or give the loop another name',
    },
  ];
}

function againstOther(config: LoopConfig, other: LoopConfig): Refusal[] {
  const refusals: Refusal[] = [];
  if (moves(config) && moves(other) && placesMeet(config.source, other.source)) {
    refusals.push({
      what: `loop '${other.name}' moves images out of ${shown(other.source)}, and this one would move them out of ${shown(config.source)}`,
      advice:
        'two loops that move cannot share a source: write filing.mode: copy in one of them, or give them separate prefixes',
    });
  }
  if (ledgersMeet(config.ledger, other.ledger)) {
    refusals.push({
      what: `the ledger ${shown(config.ledger)} is that of loop '${other.name}' (${shown(other.ledger)})`,
      advice: 'give this loop a bucket or a prefix of its own',
    });
  }
  if (writesInto(config.ledger, LEDGER_FOLDERS, other.source)) {
    refusals.push({
      what: `the ledger ${shown(config.ledger)} lies inside the source of loop '${other.name}' (${shown(other.source)})`,
      advice: 'its files would be taken for images: give it a bucket of its own',
    });
  }
  if (writesInto(other.ledger, LEDGER_FOLDERS, config.source)) {
    refusals.push({
      what: `the source ${shown(config.source)} contains the ledger of loop '${other.name}' (${shown(other.ledger)})`,
      advice: 'its files would be taken for images: narrow source.prefix',
    });
  }
  return refusals;
}

const moves = ({ filing: { mode } }: LoopConfig): boolean => mode !== 'copy';
