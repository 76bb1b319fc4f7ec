/** Segments of so many bytes, and not one more, are a file's name on the file systems that stores keep objects on. */
const LONGEST_NAME = 255;
/** 1,024 bytes, in folders that a file system takes. */
const LONGEST_KEY = `${'d'.repeat(200)}/`.repeat(5).padEnd(1020, 'x').concat('.png');

/** Keys that a round takes like any other, whatever they look like. */
export const USABLE_KEYS = [
  'two words.png',
  ' leading and trailing spaces .png ',
  'a+b.png',
  'a%20b.png',
  'a%2Fb%2e%2e%2Fc.png',
  '%',
  '100%.png',
  'what?.png',
  '?',
  'a?x-id=GetObject&uploads.png',
  'C# & C++.png',
  '#',
  'a=b;c,d@e$f!g*h(i)~[j]{k}|l^m`.png',
  'it\'s "quoted".png',
  "'; drop table census; --.png",
  '<script>alert(1)</script>.png',
  '&amp;&lt;&#65;.png',
  ']]>.png',
  'back\\slash.png',
  '..\\..\\windows.png',
  '$(id)`id`$HOME.png',
  '{{7*7}}.png',
  'new folder (2)/IMG_0001.JPG.png',
  '.hidden.png',
  '...',
  'a/...png',
  'a/..b.png',
  'no-extension',
  'x.tar.gz',
  'many.dots.in.one.name.png',
  'name.with an extension that is none of any kind',
  'grüße-nfc.png',
  'gru\u0308\u00dfe-nfd.png',
  '\u00e9.png',
  'e\u0301.png',
  '日本語/写真.png',
  '🍞🥚.png',
  '👨‍👩‍👧‍👦.png',
  'עברית.png',
  '\u202egnp.exe.png',
  'zero\u200bwidth.png',
  '\u{10FFFF}.png',
  'c1-\u0085-\u009b31m.png',
  'line\u2028separator.png',
  '\u00a0no-break-space.png',
  'a/\ufeffbyte-order-mark\ufeff.png',
  'replacement-\ufffd-itself.png',
  'CON',
  'nul.png',
  '__proto__',
  'constructor.png',
  'null',
  'class_01/looks-filed-0123456789abcdef01234567.png',
  'foo-bar.png',
  `${'n'.repeat(LONGEST_NAME - 4)}.png`,
  `${'é'.repeat(120)}.png`,
  `${'🍞'.repeat(60)}.png`,
  LONGEST_KEY,
] as const;

/** Keys that the real store takes and that no round can use, with the reason that they are counted under. */
export const UNUSABLE_KEYS: readonly (readonly [key: string, reason: string])[] = [
  ['tab\there.png', 'control-character'],
  ['line\nbreak.png', 'control-character'],
  ['carriage\rreturn.png', 'control-character'],
  ['delete-\u007f.png', 'control-character'],
  // The listing shows these as U+FFFD: under the key that it gives lies nothing.
  ['bell-\u0007.png', 'control-character'],
  ['bell-\u0008.png', 'control-character'],
  ['escape-\u001b[31m.png', 'control-character'],
  ['noncharacter-\ufffe.png', 'control-character'],
  ['noncharacter-\uffff.png', 'control-character'],
  // As a key that exists, which is another object.
  ['replacement-\u0001-itself.png', 'control-character'],
  ['marker/', 'folder-marker'],
  // DuckDB's library would read it back without its first character.
  ['\ufefftwo words.png', 'byte-order-mark'],
  // The store would copy the object `a+b.png` instead.
  ['a+b.png?versionId=null', 'version-in-key'],
  ['x.png?versionId=1', 'version-in-key'],
];

/** Keys that other stores list, and ours refuses or keeps elsewhere: what a listing would say of them. */
export const LISTED_ELSEWHERE: readonly (readonly [key: string, reason: string])[] = [
  ['/leading-slash.png', 'leading-slash'],
  ['//x.png', 'leading-slash'],
  ['two//slashes.png', 'empty-segment'],
  ['a///b.png', 'empty-segment'],
  ['.', 'dot-segment'],
  ['..', 'dot-segment'],
  ['dot/./segment.png', 'dot-segment'],
  ['dot/../segment.png', 'dot-segment'],
  ['../../etc/passwd', 'dot-segment'],
  ['a/..', 'dot-segment'],
  ['nul-\u0000.png', 'control-character'],
  [`${'k'.repeat(1025)}`, 'key-too-long'],
  ['é'.repeat(513), 'key-too-long'],
  ['foo', 'folder-of-others'],
  ['nested', 'folder-of-others'],
  ['nested/foo', 'folder-of-others'],
];

/** What lies below the last of them, and is as good as any. */
export const BELOW_OTHERS = ['foo/bar.png', 'nested/foo/bar.png'] as const;
