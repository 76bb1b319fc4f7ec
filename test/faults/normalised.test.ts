import type { LoopConfig } from '../../src/contracts/loop-config';
import { CAPTURED_AT } from '../rounds/production';
import { normalised } from './normalised';

const config = { name: 'loop-1', annotation: { project: 'Test 1' } } as LoopConfig;
const [image, other] = ['a'.repeat(64), 'b'.repeat(64)];
const of = (value: unknown): unknown => normalised(value, config, new Set([image]));

test('what two runs cannot share is one word each', () => {
  expect(of({ 'rounds/loop-1-round-2026-11-21T02:05:29Z': [`${other} of Test 1`, { taskId: 7 }] })).toEqual({
    'rounds/LOOP-round-INSTANT': ['DIGEST of PROJECT', { taskId: 'GIVEN' }],
  });
});

test('an image’s digest, the time in its tags, numbers, and what is missing stay', () => {
  const kept = { contentSha256: image, tags: { timestamp: CAPTURED_AT }, size: 7, taskId: null };
  expect(of(kept)).toEqual(kept);
  expect(of({ capturedAt: '2026-11-20T12:00:00.000Z' })).toEqual({ capturedAt: '2026-11-20T12:00:00.000Z' });
  expect(of({ contentSha256: other })).not.toEqual(of({ contentSha256: image }));
});

test('what comes under one name by now is kept as often as it was there, in an order of its own', () => {
  const named = (digest: string, value: string): [string, string] => [`datasets/${digest}`, value];
  const [one, two] = [named(other, 'x'), named('c'.repeat(64), 'y')];
  expect(of(Object.fromEntries([one, two]))).toEqual({ 'datasets/DIGEST': ['x', 'y'] });
  expect(of(Object.fromEntries([named(other, 'y'), named('c'.repeat(64), 'x')]))).toEqual({
    'datasets/DIGEST': ['x', 'y'],
  });
});
