import { readFileSync } from 'node:fs';

/** The four icon sets. The first model knows `noto` only; production traffic comes from all of them. */
export const EMOJI_SETS = ['noto', 'twemoji', 'fluent-emoji-flat', 'openmoji'] as const;
export type EmojiSet = (typeof EMOJI_SETS)[number];

/** One emoji as SVG: what stands inside `<svg>`, and the size of its drawing area. */
export interface Emoji {
  body: string;
  width: number;
  height: number;
}

interface IconifyJson {
  icons: Record<string, { body: string; width?: number; height?: number }>;
  width?: number;
  height?: number;
}

const FILES: Record<EmojiSet, string> = {
  noto: require.resolve('@iconify-json/noto/icons.json'),
  twemoji: require.resolve('@iconify-json/twemoji/icons.json'),
  'fluent-emoji-flat': require.resolve('@iconify-json/fluent-emoji-flat/icons.json'),
  openmoji: require.resolve('@iconify-json/openmoji/icons.json'),
};
const loaded = new Map<EmojiSet, IconifyJson>();

function load(set: EmojiSet): IconifyJson {
  let json = loaded.get(set);
  if (json === undefined) {
    // Read, not imported: the type checker would infer a type from megabytes of SVG.
    json = JSON.parse(readFileSync(FILES[set], 'utf8')) as IconifyJson;
    loaded.set(set, json);
  }
  return json;
}

/** @throws Error naming set and glyph where the set has no such emoji */
export function emoji(set: EmojiSet, glyph: string): Emoji {
  const json = load(set);
  const icon = json.icons[glyph];
  if (icon === undefined)
    throw new Error(`icon set '${set}' has no emoji '${glyph}'; see examples/food11/images/glyphs.ts`);
  return {
    body: icon.body,
    width: icon.width ?? json.width ?? 16,
    height: icon.height ?? json.height ?? 16,
  };
}
