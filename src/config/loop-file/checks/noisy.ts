import { formatShare } from '../../shares';
import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** What the model was unsure of is for people; it cannot be filed under the model's own label too. */
export function checkNoisy({ filing, draws }: ParsedSections, report: Report): void {
  const noisyAbove = filing?.noisyAbove;
  if (noisyAbove === undefined) return;
  for (const draw of draws ?? []) {
    if (draw?.strategy !== 'low-confidence' || draw.below === undefined || draw.below < noisyAbove) continue;
    report(
      ['filing', 'noisyAbove'],
      `the draw '${draw.name}' doubts what is below ${formatShare(draw.below)}, and \`noisyAbove\` trusts what is above ${formatShare(noisyAbove)}`,
      `write more than ${formatShare(draw.below)}`,
    );
  }
}
