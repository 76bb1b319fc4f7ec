import type { LoopConfig } from '../../contracts/loop-config';
import { labelConfigFor } from '../../domain/project-settings';
import type { LabelStudio } from '../../label-studio/port';
import { type Refusal, refusalsOf } from '../refusal';

/** Label Studio answers, knows our token, and accepts the label configs of both projects. */
export async function checkLabelStudio(labelStudio: LabelStudio, config: LoopConfig): Promise<Refusal[]> {
  const unknown = await refusalsOf(async () => {
    await labelStudio.whoAmI();
    return [];
  });
  if (unknown.length > 0) return unknown;
  const configs = new Set((['evaluation', 'training'] as const).map((purpose) => labelConfigFor(config, purpose)));
  const objections = await Promise.all([...configs].map((xml) => labelStudio.validateLabelConfig(xml)));
  return [...new Set(objections)]
    .filter((objection) => objection !== null)
    .map((objection) => ({
      what: `Label Studio refuses the label config: ${objection}`,
      advice:
        config.annotation.labelConfig === null
          ? 'rename the class that it names; it is made from the classes'
          : 'mend the file that annotation.labelConfig names',
    }));
}
