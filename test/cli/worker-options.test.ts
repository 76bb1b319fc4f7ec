import { registerWorker } from '../../src/cli/commands/worker';
import { EXIT } from '../../src/cli/exit-codes';
import { runCommand } from './run-command';

test.each([
  [['--metrics', 'nonsense'], 'Write an IP address and a port, such as 127.0.0.1:9464.'],
  [['--metrics', 'localhost:9464'], 'Write an IP address and a port'],
  [['--metrics', '127.0.0.1:99999'], 'Write an IP address and a port'],
  [['--metrics', '[::1]'], 'Write an IP address and a port'],
  [['--queues', 'main,nope'], "'nope' is no queue; name some of main, data, label-studio."],
])('a worker that is started with %j says what to write instead', async (args, words) => {
  const { code, err } = await runCommand([registerWorker], ['worker', ...args]);
  expect([code, err]).toEqual([EXIT.invalid, expect.stringContaining(words)]);
});
