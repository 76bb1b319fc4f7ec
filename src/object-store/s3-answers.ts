import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';

/** A web page, a console or another service answered: the SDK would take much of that for an empty store. */
export class OtherAnswer extends Error {
  override readonly name = 'OtherAnswer';
}

/** What each answer of a store has, by the SDK's name of the request; of these alone an empty one would be believed. */
const ALWAYS_THERE: Record<string, (answer: Record<string, unknown>) => boolean> = {
  ListObjectsV2Command: ({ Name, IsTruncated, KeyCount }) =>
    [Name, IsTruncated, KeyCount].some((it) => it !== undefined),
  GetObjectTaggingCommand: ({ TagSet }) => TagSet !== undefined,
  GetObjectCommand: ({ ETag }) => ETag !== undefined,
  HeadObjectCommand: ({ ETag }) => ETag !== undefined,
  PutObjectCommand: ({ ETag }) => ETag !== undefined,
  CopyObjectCommand: ({ CopyObjectResult }) => (CopyObjectResult as { ETag?: string } | undefined)?.ETag !== undefined,
};

/** Those whose answer is the object's own: of any type, of any size. */
const OBJECTS = new Set(['GetObjectCommand', 'HeadObjectCommand']);
/** A listing of a thousand keys has about a megabyte. */
const MOST_BYTES = 16_000_000;

interface Answered {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

/** No answer of a store but an object is a page for people. */
const isPage = ({ headers }: Answered): boolean =>
  /^(text\/html|application\/json|text\/plain)\b/i.test(headers['content-type'] ?? '');
/** An empty answer may call itself a page all the same; what each answer must have decides then. */
const isDoneWithoutWords = ({ statusCode, headers }: Answered): boolean =>
  statusCode < 300 && (statusCode === 204 || headers['content-length'] === '0');

/** The client, which from now on refuses with `OtherAnswer` what no store answers. Not for presigning, which asks nobody. */
export function refusingOtherAnswers(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const answer = result.response as Answered;
        const isObject = OBJECTS.has(commandName) && answer.statusCode < 300;
        if (isObject || !(answer.body instanceof Readable)) return result;
        if (answer.statusCode < 500 && !isDoneWithoutWords(answer) && isPage(answer)) {
          answer.body.destroy();
          throw new OtherAnswer();
        }
        answer.body = Readable.from(bounded(answer.body), { objectMode: false });
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'annoloopOtherTypes' },
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        if (ALWAYS_THERE[commandName]?.(result.output as unknown as Record<string, unknown>) === false)
          throw new OtherAnswer();
        return result;
      },
    { step: 'initialize', name: 'annoloopOtherShapes' },
  );
  return client;
}

async function* bounded(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) throw new OtherAnswer();
    yield chunk as Buffer;
  }
}
