import type { AnswerCount } from '../contracts/activities';
import type { Purpose } from '../contracts/loop-config';
import { ledgerKeys } from '../domain/layout';
import { loopOfRound } from '../domain/workflow-ids';
import type { LabelStudio } from '../label-studio/port';
import type { Ledger } from '../ledger/port';
import { TASKS } from '../ledger/tables';
import type { Loops } from './loops';
import type { CountedRound } from './round-hints';

/** Counts the answers of a round in the projects that its tasks were imported into; null where it has no tasks (yet). */
export function createRoundCount(
  loops: Loops,
  labelStudio: Pick<LabelStudio, 'countRound'>,
): (round: string) => Promise<CountedRound | null> {
  return async (round) => {
    const name = loopOfRound(round);
    const loop = name === null ? null : await loops.find(name);
    const projects = loop && (await projectsOf(loop.ledger, round));
    if (!loop || !projects) return null;
    const { annotators, until } = loop.config.annotation;
    const countOf = async (purpose: Purpose): Promise<AnswerCount> => {
      const project = projects[purpose];
      return project === undefined ? { answered: 0, total: 0 } : labelStudio.countRound(project, round, annotators);
    };
    const counts = { evaluation: await countOf('evaluation'), training: await countOf('training') };
    // Without a task nothing has been answered, although every share of nothing is reached.
    return counts.evaluation.total + counts.training.total === 0 ? null : { counts, until };
  };
}

async function projectsOf(ledger: Ledger, round: string): Promise<Partial<Record<Purpose, number>> | null> {
  const ref = await ledger.find(ledgerKeys.tasks(round));
  if (ref === null) return null;
  const projects: Partial<Record<Purpose, number>> = {};
  for await (const { purpose, projectId } of ledger.streamRows([ref], TASKS)) {
    projects[purpose] = projectId;
    // The tasks of one purpose are all in one project.
    if (projects.evaluation !== undefined && projects.training !== undefined) break;
  }
  return projects;
}
