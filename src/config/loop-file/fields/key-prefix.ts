import { z } from 'zod';
import { inOneMessage, shown, wanting } from './words';

const ADVICE = "write '' for the whole bucket, or a folder that ends with a slash, such as incoming/images/";

/**
 * The prefix of keys: empty or a folder with its slash at the end. Keys with empty, `.` or `..` segments are told apart
 * by some stores and run together by others, so they are refused.
 */
export function keyPrefix() {
  const error = wanting('a key prefix', ADVICE);
  return z.string({ error }).check((context) => {
    const found = prefixFlaw(context.value);
    if (found === null) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: inOneMessage({ wrong: `cannot be ${shown(context.value)}: ${found.wrong}`, instead: found.instead }),
    });
  });
}

function prefixFlaw(prefix: string): { wrong: string; instead: string } | null {
  if (prefix === '') return null;
  if (prefix === '/') return { wrong: 'keys do not begin with a slash', instead: "write '' for the whole bucket" };
  if (prefix.startsWith('/'))
    return { wrong: 'keys do not begin with a slash', instead: `write ${prefix.replace(/^\/+/, '')}` };
  if (!prefix.endsWith('/')) return { wrong: 'a prefix ends with a slash', instead: `write ${prefix}/` };
  const segments = prefix.slice(0, -1).split('/');
  if (segments.includes('')) return { wrong: 'two slashes stand side by side', instead: ADVICE };
  if (segments.includes('.') || segments.includes('..')) return { wrong: "a segment is '.' or '..'", instead: ADVICE };
  if (/\p{Cc}/u.test(prefix)) return { wrong: 'it holds a control character', instead: ADVICE };
  // S3 keys have 1,024 bytes; what we put after a prefix stays below half of that.
  if (Buffer.byteLength(prefix) > 400) return { wrong: 'it has more than 400 bytes', instead: 'write a shorter one' };
  return null;
}
