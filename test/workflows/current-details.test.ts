import type { GateStatus, RoundStatus } from '../../src/contracts/status';
import { gateDetails, roundDetails } from '../../workflows/current-details';
import { artifact } from './stub-activities';

const round = (over: Partial<RoundStatus>): RoundStatus => ({
  loop: 'food11',
  round: 'food11-round-2026-11-21T00:00:00Z',
  phase: 'waiting',
  window: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' },
  draws: [],
  unusable: {},
  deadline: '2026-11-28T00:00:00Z',
  closesAt: '2026-12-05T00:00:00Z',
  answers: null,
  labels: null,
  filing: null,
  irregularities: [],
  headline: null,
  version: 0,
  blockage: null,
  ...over,
});

test('a waiting round says first what it waits for, until when, and how to go on now', () => {
  const [first, ...rest] = roundDetails(round({})).split('\n');
  expect(first).toBe('**Waiting for people to answer in Label Studio.**');
  expect(rest.join('\n')).toContain('at the latest 2026-11-28T00:00:00Z');
  expect(rest.join('\n')).toContain('signal `collectNow` with `{"by":"your name"}`');
});

test('a parked round says where, why, what to do and which update to send', () => {
  const blockage = { step: 'drawItems', type: 'BucketMissing', message: 'no bucket', operator: 'make the bucket' };
  const said = roundDetails(round({ phase: 'blocked', blockage }));
  for (const part of ['`drawItems`', 'no bucket', 'What to do: make the bucket', '`retryStep`', '`abandon`']) {
    expect(said).toContain(part);
  }
});

test("a stranger's words make no link, no picture, no HTML and no line of their own", () => {
  const harm =
    'x`](javascript:alert(1)) ![](http://evil.example/a.png)\n\n# **Done.** <img src=x onerror=alert(1)>\u001b[2J';
  const blockage = { step: 'copyObjects', type: 'Conflict', message: harm, operator: 'look' };
  const said = roundDetails(round({ phase: 'blocked', blockage }));
  const line = said.split('\n').find((one) => one.includes('evil.example')) ?? '';
  expect(line).toContain(
    '\\`\\](javascript:alert(1)) !\\[\\](http://evil.example/a.png) # \\*\\*Done.\\*\\* \\<img src=x onerror=alert(1)\\>',
  );
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(said.split('\n').filter((one) => one.startsWith('#'))).toEqual([]);
});

test('the gate shows the very payload that approves what waits, and what its accuracy is of', () => {
  const digest = 'c0ffee'.padEnd(64, '0');
  const status: GateStatus = {
    loop: 'food11',
    phase: 'deciding',
    proposal: {
      digest,
      manifest: artifact('manifest.jsonl'),
      estimate: artifact('estimate.json'),
      classes: artifact('classes.json'),
      round: 'food11-round-2026-11-21T00:00:00Z',
      headline: { value: 0.73, lower: 0.64, upper: 0.81, n: 100, sufficient: true },
      items: 48,
      newLabels: 8,
      because: '8 new labels',
      expiresAt: '2026-11-24T00:00:00Z',
    },
    lastDecision: null,
    lastModelVersion: null,
    refused: null,
    blockage: null,
  };
  const said = gateDetails(status);
  const payload = /```json\n([\s\S]*?)```/.exec(said)?.[1] ?? '';
  expect(JSON.parse(payload)).toEqual({ digest, decision: 'approve', by: 'your name' });
  expect(said).toContain('73.0 % (64.0 to 81.0 %, n = 100) in the window of food11-round-2026-11-21T00:00:00Z');
  expect(said).toContain('expires 2026-11-24T00:00:00Z');
});
