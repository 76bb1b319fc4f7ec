import { z } from 'zod';
import { inOneMessage, shown, wanting } from './words';

/** Tags that Annoloop writes on filed objects. */
const OURS = ['item', 'label', 'loop', 'round'];
const ADVICE = "write the tag's key as production writes it, such as predicted_class";

/** The key of an object tag: S3 takes 128 letters, digits, spaces and + - = . _ : / @, and keeps `aws:` for itself. */
export function tagKey() {
  const error = wanting("a tag's key", ADVICE);
  return z.string({ error }).check((context) => {
    const wrong = tagKeyFlaw(context.value);
    if (wrong === null) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: inOneMessage({ wrong: `cannot be ${shown(context.value)}: ${wrong}`, instead: ADVICE }),
    });
  });
}

export function tagKeyFlaw(key: string): string | null {
  if (OURS.includes(key)) return 'Annoloop writes that tag itself';
  if (key.startsWith('aws:')) return "S3 keeps keys that begin with 'aws:' for itself";
  if (!/^[\p{L}\p{N} +\-=._:/@]{1,128}$/u.test(key))
    return 'S3 takes 1 to 128 letters, digits, spaces and + - = . _ : / @';
  return null;
}
