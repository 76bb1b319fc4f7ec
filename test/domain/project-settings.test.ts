import type { LoopConfig } from '../../src/contracts/loop-config';
import { labelConfigFor, projectTitle } from '../../src/domain/project-settings';

describe('projectTitle', () => {
  test('names loop and purpose, and the generation from the second on', () => {
    expect(projectTitle('Food11', 'evaluation', 1)).toBe('Food11 · evaluation');
    expect(projectTitle('Food11', 'training', 2)).toBe('Food11 · training 2');
  });

  test('is never longer than the 50 characters that Label Studio allows, and keeps the purpose', () => {
    for (const name of ['x'.repeat(80), '食'.repeat(80), '🍜'.repeat(80), `${'x'.repeat(36)}`]) {
      for (const generation of [1, 12]) {
        const title = projectTitle(name, 'evaluation', generation);
        expect([...title].length).toBeLessThanOrEqual(50);
        expect(title).toMatch(/(…|x) · evaluation/);
      }
    }
  });
});

describe('labelConfigFor', () => {
  const own = '<View><Header value="Sure: $confidence"/><Image name="image" value="$image"/></View>';
  const config = (labelConfig: string | null, blind: boolean) =>
    ({ classes: [{ name: 'A', was: [] }], annotation: { labelConfig, blind } }) as unknown as LoopConfig;

  test('shows the prediction in training alone, and not there either where the loop is blind', () => {
    for (const labelConfig of [null, own]) {
      expect(labelConfigFor(config(labelConfig, false), 'training')).toContain('$confidence');
      expect(labelConfigFor(config(labelConfig, false), 'evaluation')).not.toContain('$confidence');
      expect(labelConfigFor(config(labelConfig, true), 'training')).not.toContain('$confidence');
    }
  });
});
