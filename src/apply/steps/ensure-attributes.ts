import type { Client } from '@temporalio/client';
import { absentSearchAttributes, ensureSearchAttributes } from '../../temporal/search-attributes';
import type { Change, StepOptions } from '../change';

/** Registers what the namespace lacks of our search attributes. @throws SearchAttributesMissing */
export async function ensureAttributes(client: Client, { dryRun }: StepOptions): Promise<Change> {
  const absent = await absentSearchAttributes(client);
  if (absent.length === 0) return { action: 'unchanged', what: 'search attributes' };
  if (!dryRun) await ensureSearchAttributes(client);
  return { action: 'created', what: `search attributes ${absent.join(', ')}` };
}
