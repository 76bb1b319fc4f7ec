import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOOD11_CLASSES } from '../../examples/food11/images/glyphs';
import { demoNames, writeDemoLoopFile } from '../../examples/food11/loop-file';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';

describe("the demo's loop file", () => {
  it('is valid as it lies in the repository, without a warning', async () => {
    const { config, warnings } = await loadLoopFile(join(__dirname, '..', '..', 'loops', 'food11-demo.yaml'));
    expect(warnings).toEqual([]);
    expect(config.classes.map(({ name }) => name)).toEqual([...FOOD11_CLASSES]);
  });

  it('is valid with the names of a run and the classes of a folder, and keeps its comments', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annoloop-loop-'));
    const file = join(folder, 'demo.yaml');
    await writeDemoLoopFile(file, demoNames(7), ['Cats, big', 'Dogs'], 'seed');
    const { config } = await loadLoopFile(file);
    const text = await readFile(file, 'utf8');
    await rm(folder, { recursive: true });
    expect(config).toMatchObject({
      name: 'food11-demo-7',
      seed: 'seed',
      source: { bucket: 'food11-demo-7-production' },
      ledger: { bucket: 'food11-demo-7-ledger' },
      filing: { bucket: 'food11-demo-7-dataset' },
      annotation: { project: 'Food11 demo 7' },
    });
    expect(config.classes.map(({ name }) => name)).toEqual(['Cats, big', 'Dogs']);
    expect(text).toContain('# Whoever does not let us train on a photo');
  });

  it('keeps pictures that may not be trained on out of every training draw', async () => {
    const { config } = await loadLoopFile(join(__dirname, '..', '..', 'loops', 'food11-demo.yaml'));
    for (const { purpose, where } of config.draws) {
      expect(where.tags).toEqual(purpose === 'training' ? { training_use: ['allowed'] } : {});
    }
  });
});
