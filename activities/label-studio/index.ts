import type { LabelStudioActivities } from '../../src/contracts/activities';
import { withBeats } from '../beating';
import { withFailures } from '../failures';
import { awaitAnswers } from './await-answers';
import { awaitChanges } from './await-changes';
import { collectAnswers } from './collect-answers';
import type { LabelStudioDependencies } from './dependencies';
import { ensureProjects } from './ensure-projects';
import { importTasks } from './import-tasks';
import { recordTasks } from './record-tasks';
import { reissueItems } from './reissue-items';
import { settleOpenTasks } from './settle-open-tasks';
import { trainMlBackend } from './train-ml-backend';

/** The activities that call Label Studio; errors of the ports leave as Temporal failures. */
export function createLabelStudioActivities(deps: LabelStudioDependencies): LabelStudioActivities {
  return withFailures<LabelStudioActivities>(
    {
      ...withBeats({
        ensureProjects: ensureProjects(deps),
        importTasks: importTasks(deps),
        recordTasks: recordTasks(deps),
        collectAnswers: collectAnswers(deps),
        trainMlBackend: trainMlBackend(deps),
        reissueItems: reissueItems(deps),
        settleOpenTasks: settleOpenTasks(deps),
      }),
      // One short look each, thousands of them: a heartbeat would tell nothing that their failure does not.
      awaitAnswers: awaitAnswers(deps),
      awaitChanges: awaitChanges(deps),
    },
    deps.redact,
  );
}
