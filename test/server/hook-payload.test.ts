import { readHook } from '../../src/server/hook-payload';

const hook = (value: unknown) => readHook('food11', Buffer.from(JSON.stringify(value)));
const round = 'food11-round-2026-11-21T02:05:29Z';

describe("Label Studio's webhooks", () => {
  it.each(['ANNOTATION_CREATED', 'ANNOTATION_UPDATED'])('name the round of an answer: %s', (action) => {
    const payload = { action, annotation: { id: 1 }, project: { id: 2 }, task: { id: 3, data: { round, item: 'x' } } };
    expect(hook(payload)).toEqual({ kind: 'round', round });
  });

  it.each([
    { action: 'ANNOTATIONS_DELETED', annotations: [{ id: 1004 }] },
    { action: 'ANNOTATIONS_CREATED', annotation: [{ id: 1 }] },
    { action: 'TASKS_DELETED', tasks: [{ id: 3 }] },
  ])('hint at the whole loop where they name ids only: $action', (payload) => {
    expect(hook(payload)).toEqual({ kind: 'loop' });
  });

  it.each([
    { action: 'TASKS_CREATED', tasks: [{ id: 3, data: { round } }] },
    { action: 'PROJECT_UPDATED', project: { id: 2 } },
    { action: 'ANNOTATION_CREATED', task: { data: { round: 'birds-round-1' } } },
    { action: 'ANNOTATION_CREATED', task: { data: { round: 17 } } },
  ])('hint at nothing where no answer of this loop can be behind them: $action', (payload) => {
    expect(hook(payload)).toEqual({ kind: 'irrelevant' });
  });

  it.each(['', '{', 'null', '[]', '"text"', '{"action":7}', '{"action":"ANNOTATION_CREATED","task":"no"}'])(
    'are refused when malformed: %j',
    (text) => {
      expect(readHook('food11', Buffer.from(text))).toEqual({ kind: 'malformed' });
    },
  );
});
