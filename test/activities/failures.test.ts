import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failure, failureOf, withFailures } from '../../activities/failures';
import { FAILURES } from '../../src/contracts/failures';
import { LabelStudioNotFound, LabelStudioUnavailable } from '../../src/label-studio/errors';
import {
  BucketMissing,
  CredentialsRefused,
  ObjectNotFound,
  RequestRefused,
  StoreUnavailable,
} from '../../src/object-store/errors';
import { createRedaction } from '../../src/secrecy/redaction';

const place = { operation: 'get', location: 's3://b/k', code: null };
const request = { request: 'GET /api/projects/1/', code: 404 };

describe('failureOf', () => {
  test.each([
    [new StoreUnavailable(place, 'down', 'wait', null), 'StoreUnavailable', false, undefined],
    [new StoreUnavailable(place, 'busy', 'wait', 5000), 'StoreUnavailable', false, 5000],
    [new StoreUnavailable(place, 'busy', 'wait', 86_400_000), 'StoreUnavailable', false, 900_000],
    [new CredentialsRefused(place, 'no', 'mend'), 'StoreCredentialsRefused', false, 60_000],
    [new RequestRefused(place, 'no', 'mend'), 'StoreRefused', true, undefined],
    [new BucketMissing(place), 'BucketMissing', true, undefined],
    [new LabelStudioUnavailable(request, 'down', 'wait', 7000), 'LabelStudioUnavailable', false, 7000],
    [new LabelStudioNotFound(request, 'gone', 'restore'), 'ProjectMissing', true, undefined],
  ])('%s leaves as %s', (error, type, nonRetryable, nextRetryDelay) => {
    const left = failureOf(error) as ApplicationFailure;
    expect(left).toBeInstanceOf(ApplicationFailure);
    expect(left).toMatchObject({ type, nonRetryable, nextRetryDelay, message: error.message, cause: error });
  });

  test('what is not in the table leaves as it is, stack and all', () => {
    for (const error of [
      new TypeError('a bug'),
      new ObjectNotFound(place),
      new CancelledFailure('off'),
      'a text',
      undefined,
    ]) {
      expect(failureOf(error)).toBe(error);
    }
  });

  test('a failure that an activity raised itself is not wrapped', () => {
    const raised = failure('AnnotationsPending', '1 of 2', { nextRetryMs: 1000 });
    expect(failureOf(raised)).toBe(raised);
    expect(raised).toMatchObject({ category: 'BENIGN', nonRetryable: false, nextRetryDelay: 1000 });
  });
});

test('whoever is told to mend a loop file is told that the open round keeps the one it has', () => {
  const told = Object.entries(FAILURES).filter(([, { operator }]) => /loop file/.test(operator));
  expect(told.map(([type]) => type)).toContain('ConfigurationInvalid');
  for (const [type, { operator }] of told) {
    expect([type, operator]).toEqual([type, expect.stringMatching(/abandon this round .* and start another/)]);
  }
});

describe('withFailures', () => {
  test('passes arguments and results through, and maps what an activity throws', async () => {
    const activities = withFailures(
      {
        double: async ({ n }: { n: number }) => n * 2,
        fail: async (): Promise<void> => {
          throw new BucketMissing(place);
        },
      },
      createRedaction([]),
    );
    expect(await activities.double({ n: 2 })).toBe(4);
    await expect(activities.fail()).rejects.toMatchObject({ type: 'BucketMissing', nonRetryable: true });
  });
});
