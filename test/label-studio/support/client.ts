import { makeLabelConfig } from '../../../src/domain/label-config';
import { createLabelStudio, type LabelStudioSettings } from '../../../src/label-studio/label-studio';
import type { NewTask, ProjectSettings } from '../../../src/label-studio/port';
import { stack } from '../../setup/stack';

const CLASSES = ['Bread', 'Egg', 'Noodles/Pasta'];

export const connect = (more: Partial<LabelStudioSettings> = {}) =>
  createLabelStudio({ url: stack.labelStudio.url, token: stack.labelStudio.token, ...more });

/**
 * A project that is not there, and never was. Tests delete no projects: two deletions that overlap make Label Studio 1.23
 * stop counting answers until it is started again, and test files run side by side.
 */
export const NO_PROJECT = 2_000_000_000;

export const settingsOf = (more: Partial<ProjectSettings> = {}): ProjectSettings => ({
  title: 'a test',
  description: 'of the client',
  label_config: makeLabelConfig(CLASSES, { showPrediction: false }),
  maximum_annotations: 1,
  show_collab_predictions: false,
  skip_queue: 'IGNORE_SKIPPED',
  expert_instruction: '',
  show_instruction: false,
  enable_empty_annotation: false,
  ...more,
});

export const task = (item: string, round = 'r'): NewTask => ({
  data: { image: 'http://localhost/x.png', item, round },
});
