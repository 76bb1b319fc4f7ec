import type { ClassRegistry } from '../../src/contracts/classes';
import type { LoopConfig, Purpose } from '../../src/contracts/loop-config';
import { projectIrregularities } from '../../src/domain/irregularities';
import { offeredAnswers } from '../../src/domain/own-label-config';
import type { LabelStudio } from '../../src/label-studio/port';
import { failure } from '../failures';

interface Look {
  labelStudio: Pick<LabelStudio, 'getProject' | 'countStrangers' | 'countPredicted'>;
  config: LoopConfig;
  registry: ClassRegistry;
  purpose: Purpose;
  project: number;
  round: string;
  signal: AbortSignal;
}

/** What somebody changed in a project of the round, in words. @throws ProjectMissing when it was deleted */
export async function lookAtProject(look: Look): Promise<string[]> {
  const { labelStudio, config, registry, purpose, project, round, signal } = look;
  const found = await labelStudio.getProject(project, { signal });
  if (!found) {
    throw failure(
      'ProjectMissing',
      `project ${project} holds the tasks of ${round}, and Label Studio has it no longer`,
    );
  }
  const { maximumAnnotations, showCollabPredictions, labelConfig } = found;
  const [strangers, predicted] = [
    await labelStudio.countStrangers(project, { signal }),
    await labelStudio.countPredicted(project, round, { signal }),
  ];
  return projectIrregularities(
    purpose,
    {
      id: project,
      maximumAnnotations,
      showCollabPredictions,
      offered: offeredAnswers(labelConfig),
      strangers,
      predicted,
    },
    config,
    registry,
  );
}
