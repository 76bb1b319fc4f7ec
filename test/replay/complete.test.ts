import * as workflows from '../../workflows';
import * as messages from '../../workflows/messages';
import * as remote from '../../workflows/remote-steps';
import { files, type Recorded, read } from './committed';

const histories = new Map(files.map((file) => [file, read(file)]));
const events = [...histories.values()].flatMap((history: Recorded) => history.events);
const seen = (pick: (event: Recorded['events'][number]) => string | undefined): Set<string> =>
  new Set(events.map(pick).filter((name) => name !== undefined));

/** Those that only ask leave no trace in a history. */
const handlers = (type: 'signal' | 'update'): string[] =>
  Object.values(messages)
    .filter((message) => message.type === type)
    .map(({ name }) => name);

const without = (names: readonly string[], known: ReadonlySet<string>): string[] =>
  names.filter((name) => !known.has(name)).sort();

test('every activity that the workflows call is in a committed history', () => {
  const called = seen(({ activityTaskScheduledEventAttributes: of }) => of?.activityType.name);
  // The trainers' two ways are made where they are called: `workflows/gate/train.ts`.
  expect(without([...Object.keys(remote), 'requestTraining', 'train_model'], called)).toEqual([]);
});

test('every signal and every update that the workflows take is in a committed history', () => {
  const signalled = seen(({ workflowExecutionSignaledEventAttributes: of }) => of?.signalName);
  const updated = seen(({ workflowExecutionUpdateAcceptedEventAttributes: of }) => of?.acceptedRequest.input.name);
  expect(without(handlers('signal'), signalled)).toEqual([]);
  expect(without(handlers('update'), updated)).toEqual([]);
});

test('every workflow is in a committed history, and so is every way in which one ends', () => {
  const started = files.map((file) => /\/(\w+)-/.exec(file)?.[1] ?? '');
  expect(without(Object.keys(workflows), new Set(started))).toEqual([]);
  const endings = events.map(({ eventType }) => eventType).filter((type) => ENDINGS.includes(type));
  expect([...new Set(endings)].sort()).toEqual(ENDINGS);
});

test('no history tells of the machine it was recorded on, nor holds a token, a signed URL or a header of one', () => {
  const telling = /\/(work|tmp|home|root)\/|X-Amz-Signature|AWS4-HMAC|Authorization|eyJhbGciOi|[0-9]+@[\w-]+"/;
  const decoded = (value: unknown): string =>
    JSON.stringify(value, (name, inner) =>
      name === 'data' && typeof inner === 'string' ? Buffer.from(inner, 'base64').toString('utf8') : inner,
    );
  expect(files.filter((file) => telling.test(decoded(histories.get(file))))).toEqual([]);
});

const ENDINGS = [
  'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
  'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
  'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
];
