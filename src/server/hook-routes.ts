import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { HOOK_SECRET_HEADER, isHookSecret } from '../signing/hook-secret';
import { createBodies } from './bodies';
import type { Counters } from './counters';
import { readHook } from './hook-payload';
import type { Refusals } from './refusals';
import type { RoundHints } from './round-hints';

export interface HookDependencies {
  mediaKeys: readonly string[];
  hints: RoundHints;
  counters: Counters;
  refusals: Refusals;
}

/** A task with its annotation is some kilobytes, five thousand new tasks some megabytes. */
const LARGEST_HOOK = 6_000_000;
/** Of hooks that are being read at one time. Whoever may use Label Studio can read its hooks' secret and send his own. */
const MOST_BYTES = 48_000_000;

/**
 * `POST /hooks/label-studio/LOOP`: Label Studio holds the annotator's request until this answers, and gives up after a
 * second, so it is answered before anything is done. A hook is a hint: it says where to look, never what is true.
 */
export function hookRoutes({
  mediaKeys,
  hints,
  counters,
  refusals,
}: HookDependencies): Hono<{ Bindings: HttpBindings }> {
  const bodies = createBodies(MOST_BYTES);
  return new Hono<{ Bindings: HttpBindings }>().post('/hooks/label-studio/:loop', async (c) => {
    const loop = c.req.param('loop');
    const refused = (why: string) => refusals.note({ what: 'hook', why }, c.env.incoming.socket.remoteAddress);
    if (!isHookSecret(mediaKeys, loop, c.req.header(HOOK_SECRET_HEADER) ?? '')) {
      refused('a wrong secret');
      return c.text('The secret of this hook is wrong: run `annoloop apply` again.', 401);
    }
    const body = await bodies.read(c.req.raw, LARGEST_HOOK);
    if (typeof body === 'string') {
      refused(body);
      return body === 'too-large' ? c.text('The hook is too large.', 413) : c.text('Too many hooks at once.', 503);
    }
    const hint = readHook(loop, body);
    if (hint.kind === 'malformed') {
      refused('no webhook of Label Studio');
      return c.text('This is no webhook of Label Studio.', 400);
    }
    counters.add('annoloop_hook_hints_total', { kind: hint.kind });
    if (hint.kind === 'round') hints.hintRound(hint.round);
    if (hint.kind === 'loop') hints.hintLoop(loop);
    return c.text('', 202);
  });
}
