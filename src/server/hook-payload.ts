import { z } from 'zod';
import { loopOfRound } from '../domain/workflow-ids';

/** The few fields of Label Studio's webhook envelope that matter here; everything else is ignored. */
const taskSchema = z.object({ data: z.object({ round: z.unknown() }).optional() });
const envelopeSchema = z.object({ action: z.string(), task: taskSchema.optional() });

/** Answers came, changed or went; tasks went. Imported tasks, the one other kind, bring no answer. */
const MATTERS = new Set([
  'ANNOTATION_CREATED',
  'ANNOTATIONS_CREATED',
  'ANNOTATION_UPDATED',
  'ANNOTATIONS_DELETED',
  'TASKS_DELETED',
]);

export type HookHint =
  | { kind: 'malformed' }
  | { kind: 'irrelevant' }
  | { kind: 'round'; round: string }
  /** Something changed in the loop, and the hook does not say in which round: deletions name ids only. */
  | { kind: 'loop' };

/** What a webhook of this loop's projects hints at. */
export function readHook(loop: string, body: Buffer): HookHint {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { kind: 'malformed' };
  }
  const envelope = envelopeSchema.safeParse(json).data;
  if (envelope === undefined) return { kind: 'malformed' };
  if (!MATTERS.has(envelope.action)) return { kind: 'irrelevant' };
  const round = envelope.task?.data?.round;
  if (round === undefined) return { kind: 'loop' };
  // A task that people made by hand, or of another loop in the same project.
  if (typeof round !== 'string' || loopOfRound(round) !== loop) return { kind: 'irrelevant' };
  return { kind: 'round', round };
}
