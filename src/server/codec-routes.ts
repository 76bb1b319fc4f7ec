import type { Payload, PayloadCodec } from '@temporalio/common';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { PayloadUnreadable } from '../temporal/payload-codec';
import { createBodies } from './bodies';

export interface CodecDependencies {
  codec: PayloadCodec;
  /** The origin of the Temporal UI whose pages may ask; null: none may. */
  temporalUi: string | null;
}

/** Of other sites' pages only the Temporal UI's may ask, and only for this. */
export const mayAskForPayloads =
  ({ temporalUi }: Pick<CodecDependencies, 'temporalUi'>) =>
  (path: string, origin: string | undefined): boolean =>
    temporalUi !== null && origin === temporalUi && path.startsWith('/codec/');

/** A page of the UI's events; Temporal takes blobs of 2 MB at most. */
const MOST_BYTES = 16_000_000;

const bytes = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const messageSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), bytes).default({}), data: bytes.optional() })),
});

/**
 * `POST /codec/decode` and `/codec/encode`, as the Temporal UI and CLI ask a codec server: payloads as JSON, bytes in base64.
 * Whoever reaches the operators' listener may read what histories hold; of other sites only the UI's pages may ask.
 */
export function codecRoutes({ codec, temporalUi }: CodecDependencies): Hono {
  const bodies = createBodies(2 * MOST_BYTES);
  const convert = (direction: 'encode' | 'decode') => async (c: Context) => {
    const body = await bodies.read(c.req.raw, MOST_BYTES);
    if (body === 'too-large') return c.json({ error: `more than ${MOST_BYTES} bytes` }, 413);
    if (body === 'crowded-out') return c.json({ error: 'too many requests at once: ask again' }, 503);
    const message = messageSchema.safeParse(readJson(body));
    if (!message.success) return c.json({ error: 'these are no payloads' }, 400);
    try {
      const payloads = message.data.payloads.map(
        ({ metadata, data }): Payload => ({ metadata, ...(data && { data }) }),
      );
      return c.json({ payloads: (await codec[direction](payloads)).map(asJson) });
    } catch (error) {
      if (error instanceof PayloadUnreadable) return c.json({ error: `${error.message}; ${error.remedy}` }, 400);
      throw error;
    }
  };
  return new Hono()
    .use('/codec/*', async (c, next) => {
      await next();
      c.res.headers.set('Vary', 'Origin');
      c.res.headers.set('Cache-Control', 'no-store');
      if (temporalUi === null || c.req.header('origin') !== temporalUi) return;
      c.res.headers.set('Access-Control-Allow-Origin', temporalUi);
      c.res.headers.set('Access-Control-Allow-Credentials', 'true');
      c.res.headers.set('Access-Control-Allow-Methods', 'POST');
      c.res.headers.set('Access-Control-Allow-Headers', 'content-type, x-namespace, authorization');
    })
    .options('/codec/:direction', (c) => c.body(null, 204))
    .post('/codec/decode', convert('decode'))
    .post('/codec/encode', convert('encode'));
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64');

const asJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  ...(data && { data: base64(data) }),
});
