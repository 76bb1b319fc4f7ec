import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { generateSecret } from '../../src/config/environment/media-keys';
import { connectTemporal } from '../../src/temporal/connect';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes';
import { searchHistories } from '../../src/temporal/search-histories';
import { eventually } from '../setup/namespace';
import { stack } from '../setup/stack';

const { address, namespace } = stack.temporal;
const key = generateSecret();
const loop = `loop-${randomBytes(4).toString('hex')}`;
const named = 'day1/her "portrait".png';

let plain: Client;
let encrypting: Client;
const started: string[] = [];

beforeAll(async () => {
  const target = { address, namespace, connectionOptions: { address } };
  plain = await connectTemporal(target);
  encrypting = await connectTemporal({ ...target, payloadKeys: [key] });
  await ensureSearchAttributes(plain);
});
afterAll(async () => {
  for (const id of started) await plain.workflow.getHandle(id).terminate();
  await plain.connection.close();
  await encrypting.connection.close();
});

/** Nobody serves it: its history is its input. */
async function start(client: Client, workflowId: string, said: string): Promise<void> {
  await client.workflow.start('fileLabelled', { workflowId, taskQueue: `unserved-${loop}`, args: [{ said }] });
  started.push(workflowId);
}

test('a key is found in the histories of a loop and its filings, encrypted ones too, and in no other loop', async () => {
  const filing = `${loop}-round-2026-11-21T00:00:00Z-filing-v1`;
  const hidden = `${loop}-round-2026-11-22T00:00:00Z-noisy`;
  await start(plain, filing, `the copy of s3://production/${named} differs`);
  await start(encrypting, hidden, `the copy of s3://production/${named} differs`);
  await start(plain, `${loop}-round-2026-11-23T00:00:00Z-noisy`, 'nothing of the kind');
  await start(plain, `${loop}-round-again-round-2026-11-21T00:00:00Z-noisy`, named);
  await eventually(async () => {
    const { searched, holding } = await searchHistories(encrypting, loop, [named]);
    expect([searched, holding.sort()]).toEqual([3, [filing, hidden]]);
  });
  // Whoever has no key searches what lies there.
  expect(await searchHistories(plain, loop, [named])).toEqual({ searched: 3, holding: [filing] });
  expect(await searchHistories(encrypting, loop, [])).toEqual({ searched: 0, holding: [] });
});
