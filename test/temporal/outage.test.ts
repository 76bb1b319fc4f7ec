import { setTimeout as sleep } from 'node:timers/promises';
import { explained } from '../../src/cli/explain';
import { COMMAND_CALLS } from '../../src/cli/patience';
import { connectTemporal } from '../../src/temporal/connect';
import type { CallPatience } from '../../src/temporal/lasting-calls';
import { listLoops } from '../../src/temporal/schedules';
import { type Cable, startCable } from '../faults/cable';
import { eventually } from '../setup/namespace';
import { stack } from '../setup/stack';

const { namespace, address } = stack.temporal;

async function withCable(use: (cable: Cable) => Promise<void>): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  const cable = await startCable(host, Number(port));
  try {
    await use(cable);
  } finally {
    await cable.close();
  }
}

const connected = (cable: Cable, patience?: CallPatience) =>
  connectTemporal({ address: cable.address, namespace, connectionOptions: { address: cable.address } }, patience);

test('a call that finds Temporal gone fails within seconds, in words and with an exit code; back again, calls succeed', async () => {
  await withCable(async (cable) => {
    const client = await connected(cable, COMMAND_CALLS);
    await listLoops(client);
    cable.cut();
    const startedAt = Date.now();
    const lost = await listLoops(client).catch((error: unknown) => explained(error));
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    expect(lost).toMatchObject({ message: expect.stringContaining('Temporal answers no more'), exitCode: 5 });
    cable.mend();
    await eventually(() => listLoops(client), 20_000);
    await client.connection.close();
  });
});

test('a connection that is closed while calls are retried ends them, and not the process', async () => {
  await withCable(async (cable) => {
    const client = await connected(cable);
    cable.cut();
    const call = listLoops(client).then(
      () => 'answered',
      () => 'ended',
    );
    await sleep(300);
    await client.connection.close();
    // What gRPC throws by itself would come from a timer, where nobody catches it.
    expect(await call).toBe('ended');
  });
});
