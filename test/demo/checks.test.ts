import { checkAll } from '../../examples/food11/checks/checks';
import type { Evidence } from '../../examples/food11/checks/evidence';
import { describe as describeFinding } from '../../examples/food11/checks/finding';

const tags = {
  timestamp: 't',
  predicted_class: 'Egg',
  confidence: '0.4',
  model_version: 'm1',
  training_use: 'allowed',
};

/** Four uploads: one filed for evaluation, one for training, one skipped, one never drawn. */
function evidence(): Evidence {
  const upload = (key: string) => ({
    key,
    sha256: `sha-${key}`,
    heldOut: key === 'e',
    predicted: 'Egg',
    modelVersion: 'm1',
  });
  const task = (id: number, item: string, answers: string[][]) => ({ project: 1, id, item, round: 'r1', answers });
  return {
    classes: ['Bread', 'Egg'],
    uploaded: [upload('e'), upload('t'), upload('s'), upload('u')],
    source: [
      { bucket: 'production', key: 's', sha256: 'sha-s', tags },
      { bucket: 'production', key: 'u', sha256: 'sha-u', tags },
    ],
    dataset: [
      {
        bucket: 'dataset',
        key: 'evaluation/class_01/e-E.jpg',
        sha256: 'sha-e',
        tags: { ...tags, item: 'E', label: 'class_01' },
      },
      {
        bucket: 'dataset',
        key: 'training/class_00/t-T.jpg',
        sha256: 'sha-t',
        tags: { ...tags, item: 'T', label: 'class_00' },
      },
    ],
    drawn: [
      { itemId: 'E', round: 'r1', key: 'e', purpose: 'evaluation' },
      { itemId: 'T', round: 'r1', key: 't', purpose: 'training' },
      { itemId: 'S', round: 'r1', key: 's', purpose: 'training' },
    ],
    tasks: [task(1, 'E', [['Egg']]), task(2, 'T', [['Bread']]), task(3, 'S', [[]])],
    trained: [{ itemId: 'T', key: 'training/class_00/t-T.jpg', contentSha256: 'sha-t' }],
    accuracies: [
      { version: 'm1', accuracy: 0.5 },
      { version: 'm2', accuracy: 0.6 },
    ],
  };
}

/** What is wrong by the checks, after `change`. */
function wrongAfter(change: (evidence: Evidence) => void): string[] {
  const changed = evidence();
  change(changed);
  return checkAll(changed, { mustRise: true }).flatMap((finding) => finding.wrong);
}

const first = <T>(list: T[]): T => list[0] as T;

describe('the checks at the end of the demo', () => {
  it('find nothing wrong where all is well', () => {
    expect(checkAll(evidence(), { mustRise: true }).flatMap((finding) => finding.wrong)).toEqual([]);
    expect(checkAll(evidence(), { mustRise: true }).every((finding) => finding.looked > 0)).toBe(true);
  });

  it('find an object under the wrong class', () => {
    expect(wrongAfter((e) => (first(e.dataset).key = 'evaluation/class_00/e-E.jpg'))).toEqual([
      'dataset/evaluation/class_00/e-E.jpg: belongs under evaluation/class_01/',
    ]);
  });

  it('find an evaluation object among the training ones', () => {
    expect(wrongAfter((e) => (first(e.dataset).key = 'training/class_01/e-E.jpg'))).toEqual([
      'dataset/training/class_01/e-E.jpg: belongs under evaluation/class_01/',
    ]);
  });

  it('find an object that was filed twice', () => {
    const wrong = wrongAfter((e) => e.dataset.push({ ...first(e.dataset), key: 'evaluation/class_01/again.jpg' }));
    expect(wrong).toContainEqual(expect.stringContaining('e: filed 2 times'));
  });

  it('find an object that was filed and left in the source', () => {
    const wrong = wrongAfter((e) => e.source.push({ bucket: 'production', key: 'e', sha256: 'sha-e', tags }));
    expect(wrong).toContain('e: filed, but still in the source');
    expect(wrong).toContainEqual(expect.stringContaining('e: 2 times'));
  });

  it('find a lost tag and a wrong one', () => {
    const wrong = wrongAfter((e) => {
      const { timestamp: _, ...kept } = first(e.dataset).tags;
      first(e.dataset).tags = { ...kept, predicted_class: 'Bread' };
    });
    expect(wrong).toEqual([
      "dataset/evaluation/class_01/e-E.jpg: tag predicted_class is 'Bread', not 'Egg'",
      'dataset/evaluation/class_01/e-E.jpg: lost its tag timestamp',
    ]);
  });

  it('find an object that was filed although it was skipped', () => {
    const wrong = wrongAfter((e) =>
      e.dataset.push({ ...first(e.dataset), sha256: 'sha-s', tags: { ...tags, item: 'S' } }),
    );
    expect(wrong).toContain('s: nobody gave it a class, yet it was filed');
  });

  it('find an object of the source that is gone, and one that nobody uploaded', () => {
    expect(wrongAfter((e) => e.source.pop())).toEqual(['u: lost']);
    expect(wrongAfter((e) => e.source.push({ bucket: 'production', key: 'x', sha256: 'sha-x', tags }))).toEqual([
      'production/x: nobody uploaded these bytes',
    ]);
  });

  it('find a task that exists twice and one that is missing', () => {
    expect(wrongAfter((e) => e.tasks.push({ ...first(e.tasks), id: 9 }))).toEqual(['item E has 2 tasks']);
    expect(wrongAfter((e) => e.tasks.pop())).toContain('s was drawn, but has no task');
  });

  it('find evaluation in a manifest by its item, and under another name by its content', () => {
    expect(
      wrongAfter((e) => e.trained.push({ itemId: 'E', key: 'evaluation/class_01/e-E.jpg', contentSha256: 'sha-e' })),
    ).toContain('evaluation/class_01/e-E.jpg (item E) is in a manifest');
    expect(
      wrongAfter((e) => e.trained.push({ itemId: 'X', key: 'training/class_01/x.jpg', contentSha256: 'sha-e' })),
    ).toEqual(['training/class_01/x.jpg (item X) is in a manifest']);
  });

  it('find a held-out picture in a manifest', () => {
    const wrong = wrongAfter((e) => {
      const [upload] = e.uploaded.slice(1);
      if (upload) upload.heldOut = true;
    });
    expect(wrong).toEqual(['training/class_00/t-T.jpg was trained on']);
  });

  it('find a retraining that did not help', () => {
    expect(wrongAfter((e) => (first(e.accuracies).accuracy = 0.6))).toEqual(['m2: 0.6000, not above 0.6000 of m1']);
    expect(wrongAfter((e) => e.accuracies.pop())).toEqual(['no model was retrained']);
  });

  it("do not ask of a user's own photos that accuracy rises", () => {
    const changed = { ...evidence(), accuracies: [] };
    expect(checkAll(changed, { mustRise: false }).flatMap((finding) => finding.wrong)).toEqual([]);
  });

  it('print a line each, with the first few of what is wrong', () => {
    expect(describeFinding({ claim: 'all is well', looked: 7, wrong: [] })).toBe('  ✓ all is well (7 looked at)');
    const wrong = Array.from({ length: 7 }, (_, i) => `w${i}`);
    expect(describeFinding({ claim: 'all is well', looked: 7, wrong }).split('\n')).toEqual([
      '  ✗ all is well (7 looked at)',
      ...wrong.slice(0, 5).map((w) => `    ${w}`),
      '    … and 2 more',
    ]);
  });
});
