/** A secret of a test, by what it is; its value is unique, so that finding it anywhere is finding a leak. */
export type Canaries = Readonly<Record<string, string>>;

/** Where a canary was found: which one, how it was written there, and the text around it. */
interface Sighting {
  place: string;
  canary: string;
  written: string;
  around: string;
}

/** A text in every way that a program may write it down without meaning to hide it. */
function spellings(secret: string): [string, string][] {
  const bytes = Buffer.from(secret, 'utf8');
  // Base64 of a longer text holds ours from one of three offsets on; the characters at its ends depend on the neighbours.
  const shifted = [0, 1, 2].map((offset): [string, string] => {
    const inside = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return [`base64 from ${offset}`, inside.slice(offset === 0 ? 0 : offset + 1, -1)];
  });
  return [
    ['plain', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ...shifted,
    ...shifted.map(([name, text]): [string, string] => [
      `${name}, URL-safe`,
      text.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
  ];
}

/** Every canary that is in the bytes, in any spelling. Bytes are read as they are: decode what is compressed before. */
export function sightings(place: string, content: string | Uint8Array, canaries: Canaries): Sighting[] {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  return Object.entries(canaries).flatMap(([canary, secret]) => {
    if (secret.length < 12) throw new Error(`${canary} is too short to be told from chance`);
    const found = spellings(secret).find(([, written]) => text.includes(written));
    if (!found) return [];
    const at = text.indexOf(found[1]);
    return [{ place, canary, written: found[0], around: text.slice(Math.max(0, at - 120), at + found[1].length + 40) }];
  });
}
