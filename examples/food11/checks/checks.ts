import { TRAINING_USE } from '../traffic/upload';
import type { DrawnItem, Evidence, StoredObject, UploadedObject } from './evidence';
import { type Finding, grouped, repeated } from './finding';

const at = ({ bucket, key }: StoredObject): string => `${bucket}/${key}`;

/** The class that people gave an item; null where they skipped it, could not tell or chose none. */
function answeredClass(answers: readonly string[][], classes: readonly string[]): number | null {
  const id = classes.indexOf(answers.flat()[0] ?? '');
  return id < 0 ? null : id;
}

const folderOf = (classId: number): string => `class_${String(classId).padStart(2, '0')}`;

function misfiled(item: DrawnItem, classId: number, upload: UploadedObject, found: readonly StoredObject[]): string[] {
  const [object, ...others] = found;
  if (object === undefined) return [`${item.key}: answered, but nowhere in the dataset (item ${item.itemId})`];
  if (others.length > 0) return [`${item.key}: filed ${found.length} times: ${found.map(at).join(', ')}`];
  const folder = `${item.purpose}/${folderOf(classId)}/`;
  const wrong: string[] = [];
  if (!object.key.startsWith(folder)) wrong.push(`${at(object)}: belongs under ${folder}`);
  if (object.sha256 !== upload.sha256) wrong.push(`${at(object)}: its bytes are not those of ${item.key}`);
  const expected = { predicted_class: upload.predicted, model_version: upload.modelVersion, label: folderOf(classId) };
  for (const [tag, value] of Object.entries(expected)) {
    if (object.tags[tag] !== value) wrong.push(`${at(object)}: tag ${tag} is '${object.tags[tag]}', not '${value}'`);
  }
  for (const tag of ['timestamp', 'confidence', TRAINING_USE]) {
    if (object.tags[tag] === undefined) wrong.push(`${at(object)}: lost its tag ${tag}`);
  }
  return wrong;
}

/** Every drawn object lies once: under its purpose and class with its tags when answered, else where it was. */
function filedOnce({ classes, source, dataset, drawn, tasks, uploaded }: Evidence): Finding {
  const uploads = new Map(uploaded.map((upload) => [upload.key, upload]));
  const byItem = grouped(dataset, (object) => object.tags.item ?? '');
  const answers = new Map(tasks.map((task) => [task.item, task.answers]));
  const inSource = new Set(source.map((object) => object.key));
  const wrong = drawn.flatMap((item): string[] => {
    const upload = uploads.get(item.key);
    if (upload === undefined) return [`${item.key}: drawn, but never uploaded`];
    const classId = answeredClass(answers.get(item.itemId) ?? [], classes);
    const found = byItem.get(item.itemId) ?? [];
    if (classId !== null) {
      const left = inSource.has(item.key) ? [`${item.key}: filed, but still in the source`] : [];
      return [...left, ...misfiled(item, classId, upload, found)];
    }
    if (found.length > 0) return [`${item.key}: nobody gave it a class, yet it was filed`];
    return inSource.has(item.key) ? [] : [`${item.key}: nobody gave it a class, and it is gone from the source`];
  });
  return {
    claim: 'every drawn object lies exactly once, under the right prefix, with its tags',
    looked: drawn.length,
    wrong,
  };
}

/** Each upload is there once, by its bytes, in the source or in the dataset, and nothing else is. */
function nothingLost({ source, dataset, uploaded }: Evidence): Finding {
  const places = grouped([...source, ...dataset], (object) => object.sha256);
  const known = new Set(uploaded.map((upload) => upload.sha256));
  const wrong = uploaded.flatMap(({ key, sha256 }) => {
    const found = places.get(sha256) ?? [];
    if (found.length === 1) return [];
    return found.length === 0 ? [`${key}: lost`] : [`${key}: ${found.length} times: ${found.map(at).join(', ')}`];
  });
  const strange = [...source, ...dataset].filter((object) => !known.has(object.sha256));
  return {
    claim: 'no object of the source is lost or doubled',
    looked: uploaded.length,
    wrong: [...wrong, ...strange.map((object) => `${at(object)}: nobody uploaded these bytes`)],
  };
}

/** One task an item, and a task for each. */
function tasksOnce({ drawn, tasks }: Evidence): Finding {
  const items = tasks.map((task) => task.item);
  const there = new Set(items);
  return {
    claim: 'no task exists twice, and none is missing',
    looked: tasks.length,
    wrong: [
      ...[...repeated(items)].map(([item, times]) => `item ${item} has ${times} tasks`),
      ...drawn.filter((item) => !there.has(item.itemId)).map((item) => `${item.key} was drawn, but has no task`),
    ],
  };
}

/** The wall: by item, by place and by content. */
function wallHolds({ drawn, trained, dataset, uploaded }: Evidence): Finding {
  const evaluated = drawn.filter((item) => item.purpose === 'evaluation');
  const items = new Set(evaluated.map((item) => item.itemId));
  const keys = new Set(evaluated.map((item) => item.key));
  const contents = new Set(uploaded.filter((upload) => keys.has(upload.key)).map((upload) => upload.sha256));
  const bytes = new Map(dataset.map((object) => [object.key, object.sha256]));
  const wrong = trained.filter(
    (item) =>
      items.has(item.itemId) ||
      contents.has(item.contentSha256 ?? bytes.get(item.key) ?? '') ||
      contents.has(bytes.get(item.key) ?? '') ||
      !item.key.startsWith('training/'),
  );
  return {
    claim: 'nothing from evaluation was trained on',
    looked: trained.length,
    wrong: wrong.map((item) => `${item.key} (item ${item.itemId}) is in a manifest`),
  };
}

/** Pictures of users who refused, and so every held-out emoji, stay out of training for ever. */
function heldOutStaysOut({ trained, dataset, uploaded }: Evidence): Finding {
  const bytes = new Map(dataset.map((object) => [object.key, object.sha256]));
  const heldOut = new Set(uploaded.filter((upload) => upload.heldOut).map((upload) => upload.sha256));
  return {
    claim: 'no held-out picture was trained on',
    looked: trained.length,
    wrong: trained.filter((item) => heldOut.has(bytes.get(item.key) ?? '')).map((item) => `${item.key} was trained on`),
  };
}

function retrainingHelped({ accuracies }: Evidence): Finding {
  const wrong = accuracies.flatMap(({ version, accuracy }, i) => {
    const before = accuracies[i - 1];
    if (before === undefined || accuracy > before.accuracy) return [];
    return [`${version}: ${accuracy.toFixed(4)}, not above ${before.accuracy.toFixed(4)} of ${before.version}`];
  });
  return {
    claim: 'accuracy on the reference traffic rises with every retraining',
    looked: accuracies.length,
    wrong: accuracies.length < 2 ? ['no model was retrained'] : wrong,
  };
}

/**
 * Looks at what lies in the systems; knows nothing of how the product got it there. That accuracy rises is asked of the
 * demo's own pictures and annotator only, which are measured; nobody can promise it of a user's photos or a person's answers.
 */
export function checkAll(evidence: Evidence, { mustRise }: { mustRise: boolean }): Finding[] {
  const always = [filedOnce, nothingLost, tasksOnce, wallHolds, heldOutStaysOut];
  return [...always, ...(mustRise ? [retrainingHelped] : [])].map((check) => check(evidence));
}
