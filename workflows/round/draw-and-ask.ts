import type { DrawResult, Projects } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { Purpose } from '../../src/contracts/loop-config';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { Asked, Claim } from './round-tail';

/** Tasks per request: 500 tasks commit in 0.2 s, and a batch that fails is looked up and posted again whole. */
const IMPORT_BATCH = 250;

/** Takes the census, draws from it, and puts what was drawn into Label Studio. */
export async function drawAndAsk(round: OpenRound, claim: Claim): Promise<Asked> {
  const { scope } = round;
  const { window } = claim;

  round.enter('census');
  const taken = await round.step('takeCensus', () => remote.takeCensus({ ...scope, window }));

  round.enter('drawing', { unusable: taken.unusable });
  const draw = await round.step('drawItems', () => remote.drawItems({ ...scope, window, census: taken.census }));

  round.enter('importing', { draws: draw.draws });
  const projects = await round.step('ensureProjects', () => remote.ensureProjects(scope));
  await importAll(round, draw, projects);
  const { tasks } = await round.step('recordTasks', () => remote.recordTasks({ ...scope, draw: draw.draw, projects }));
  return { claim, census: taken, draw, projects, tasks };
}

/** One batch after the other: Label Studio on SQLite stalls under parallel imports. */
async function importAll(round: OpenRound, draw: DrawResult, projects: Projects): Promise<void> {
  for (const purpose of ['evaluation', 'training'] as const) {
    for (let offset = 0; offset < draw[purpose]; offset += IMPORT_BATCH) {
      await round.step('importTasks', () => importBatch(round, draw.draw, projects, purpose, offset));
    }
  }
}

function importBatch(round: OpenRound, draw: ArtifactRef, projects: Projects, purpose: Purpose, offset: number) {
  return remote.importTasks.executeWithOptions({ summary: `${purpose} tasks from ${offset}` }, [
    { ...round.scope, draw, projects, purpose, offset, limit: IMPORT_BATCH },
  ]);
}
