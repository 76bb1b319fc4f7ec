import { Hono } from 'hono';
import { HOOK_SECRET_HEADER, isHookSecret } from '../signing/hook-secret';
import { boundedBody } from './bounded-body';
import type { Counters } from './counters';
import { readHook } from './hook-payload';
import type { RoundHints } from './round-hints';

export interface HookDependencies {
  mediaKeys: readonly string[];
  hints: RoundHints;
  counters: Counters;
}

/** A task with its annotation is some kilobytes, five thousand new tasks some megabytes. */
const LARGEST_HOOK = 6_000_000;

/**
 * `POST /hooks/label-studio/LOOP`: Label Studio holds the annotator's request until this answers, and gives up after a
 * second, so it is answered before anything is done. A hook is a hint: it says where to look, never what is true.
 */
export function hookRoutes({ mediaKeys, hints, counters }: HookDependencies): Hono {
  return new Hono().post('/hooks/label-studio/:loop', async (c) => {
    const loop = c.req.param('loop');
    if (!isHookSecret(mediaKeys, loop, c.req.header(HOOK_SECRET_HEADER) ?? '')) {
      return c.text('The secret of this hook is wrong: run `annoloop apply` again.', 401);
    }
    const body = await boundedBody(c.req.raw, LARGEST_HOOK);
    if (body === null) return c.text('The hook is too large.', 413);
    const hint = readHook(loop, body);
    if (hint.kind === 'malformed') return c.text('This is no webhook of Label Studio.', 400);
    counters.add('annoloop_hook_hints_total', { kind: hint.kind });
    if (hint.kind === 'round') hints.hintRound(hint.round);
    if (hint.kind === 'loop') hints.hintLoop(loop);
    return c.text('', 202);
  });
}
