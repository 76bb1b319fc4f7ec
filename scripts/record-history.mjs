// Keeps the history of a run for the replay tests: node scripts/record-history.mjs WORKFLOW_ID [RUN_ID] > test/histories/NAME.json
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const [workflowId, runId] = process.argv.slice(2);
if (!workflowId) {
  process.stderr.write('usage: node scripts/record-history.mjs WORKFLOW_ID [RUN_ID] > test/histories/NAME.json\n');
  process.exit(2);
}
const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' });
const client = new Client({ connection, namespace: process.env.TEMPORAL_NAMESPACE ?? 'default' });
const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
process.stdout.write(`${historyToJSON(history)}\n`);
await connection.close();
