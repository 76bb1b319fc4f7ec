const SECRET_WORD = '(?:secret|token|passw(?:or)?d|credential|api[_-]?key|access[_-]?key|private[_-]?key)';

// Repetitions are bounded: over a line of a megabyte an unbounded one would take hours.
const SECRET_KEY = new RegExp(SECRET_WORD, 'i');
const WRITTEN_SECRET = new RegExp(`(${SECRET_WORD}[\\w-]{0,64}["']?[ \\t]{0,9}:[ \\t]{0,9})([^,}\\r\\n]+)`, 'gi');
const URL_CREDENTIALS = /(:\/\/)([^\s/@'"]{1,2000})(@)/g;
const URL_SECRET = new RegExp(
  `([?&][\\w-]{0,64}(?:${SECRET_WORD}|sig|signature|key)[\\w-]{0,64}=)([^&\\s'"]+)()`,
  'gi',
);

/** Whether a key's name says that its value is a secret. */
export const namesSecret = (key: string): boolean => SECRET_KEY.test(key);

export const hasUrlCredentials = (url: string): boolean => mask(url) !== url;

/** The text with whatever looks like a secret dotted out, at the same length: it may be printed, carets still fit. */
export function maskSecrets(text: string): string {
  return mask(text.replace(WRITTEN_SECRET, (_, key: string, value: string) => key + dots(value)));
}

const mask = (text: string): string =>
  [URL_CREDENTIALS, URL_SECRET].reduce(
    (masked, pattern) =>
      masked.replace(pattern, (_, before: string, value: string, after: string) => before + dots(value) + after),
    text,
  );

const dots = (value: string): string => '•'.repeat(value.length);
