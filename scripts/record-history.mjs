// Keeps the history of a run for the replay tests: node scripts/record-history.mjs WORKFLOW_ID [RUN_ID] > test/histories/VERSION/NAME.json
// Without what tells of the machine it was recorded on, as test/replay/recorded.ts does for the scenes that tests play.
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const [workflowId, runId] = process.argv.slice(2);
if (!workflowId) {
  process.stderr.write(
    'usage: node scripts/record-history.mjs WORKFLOW_ID [RUN_ID] > test/histories/VERSION/NAME.json\n',
  );
  process.exit(2);
}
const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' });
const client = new Client({ connection, namespace: process.env.TEMPORAL_NAMESPACE ?? 'default' });
const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
process.stdout.write(`${JSON.stringify(JSON.parse(historyToJSON(history)), without)}\n`);
await connection.close();

function without(name, value) {
  if (name === 'identity' || (typeof value === 'string' && /^\d+@/.test(value))) return 'worker';
  return name === 'stackTrace' || name === 'historySizeBytes' ? undefined : value;
}
