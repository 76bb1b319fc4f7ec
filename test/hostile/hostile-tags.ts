import type { CensusRow } from '../../src/contracts/rows';

/** What production may say of an object, and what becomes of it: fields of its row with what is odd about it, or why it is no row. */
export type TagCase = readonly [
  what: string,
  tags: Record<string, string>,
  outcome: string | (Partial<CensusRow> & { warnings: readonly string[] }),
];

const usable = (fields: Partial<CensusRow>, ...warnings: string[]) => ({ ...fields, warnings });

const bread = (more: Record<string, string>): Record<string, string> => ({ predicted_class: 'Bread', ...more });

/** Texts that are no number from 0 to 1, whoever wrote them. */
const NO_CONFIDENCE = [
  ...[
    'NaN',
    'nan',
    'Infinity',
    '-Infinity',
    'inf',
    '-0.1',
    '-0',
    '+0.5',
    '1.0000001',
    '2',
    '1e1',
    '1e400',
    '1e999999999',
  ],
  ...[
    '0,87',
    '87%',
    '0.8.7',
    '0x1',
    '0x1p-1',
    '0b1',
    '0o7',
    '1/2',
    '1_0',
    '.',
    'e5',
    '1e',
    '--1',
    'high',
    'true',
    'null',
    'None',
  ],
  ...['0.5;', '0.5 0.5', '٠.٥', '０.５', '½', '0.5\u200b', '[0.5]', '"0.5"', '9'.repeat(256)],
];
const CONFIDENCES: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['1', 1],
  ['1.', 1],
  ['.5', 0.5],
  ['00.5', 0.5],
  [' 0.5 ', 0.5],
  ['5e-1', 0.5],
  ['5E-324', 5e-324],
  ['1e-400', 0],
  ['0.99999999999999999999', 1],
  [`0.${'0'.repeat(253)}1`, 1e-254],
];

const NO_TIMESTAMP = [
  ...['now', '1795227361', '1795227361000', '1.795e9', '21.11.2026', '11/21/2026', '2026-11-21', '20261121T020529Z'],
  ...['2026-W47-6T00:00:00Z', '2026-325T00:00:00Z', 'Sat, 21 Nov 2026 02:05:29 GMT', '2026-11-21T02:05Z', '02:05:29Z'],
  ...[
    '2026-02-31T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-11-00T00:00:00Z',
  ],
  ...['2026-11-21T25:00:00Z', '2026-11-21T02:60:00Z', '2026-12-31T23:59:60Z', '2026-11-21T24:00:01Z'],
  ...['2026-11-21T02:05:29+24:00', '2026-11-21T02:05:29+99:99', '2026-11-21T02:05:29+2', '2026-11-21T02:05:29 CET'],
  ...['2026-11-21T02:05:29[Europe/Berlin]', '2026-11-21T02:05:29,5Z', '2026-11-21T02:05:29.Z', '-2026-11-21T02:05:29Z'],
  ...['10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00'],
  ...['２０２６-11-21T02:05:29Z', 'T'.repeat(256)],
];
const TIMESTAMPS: readonly (readonly [string, string, ...string[]])[] = [
  ['2026-11-21T02:05:29Z', '2026-11-21T02:05:29.000Z'],
  ['2026-11-21t02:05:29z', '2026-11-21T02:05:29.000Z'],
  ['2026-11-21 02:05:29 Z', '2026-11-21T02:05:29.000Z'],
  ['2026-11-21T02:05:29.123456789Z', '2026-11-21T02:05:29.123Z'],
  ['2026-11-21T02:05:29-00:00', '2026-11-21T02:05:29.000Z'],
  ['2026-11-21T02:05:29+14:00', '2026-11-20T12:05:29.000Z'],
  ['2026-11-21T02:05:29-12:00', '2026-11-21T14:05:29.000Z'],
  ['2026-11-21T02:05:29+0545', '2026-11-20T20:20:29.000Z'],
  ['2026-11-21T24:00:00Z', '2026-11-22T00:00:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ['2026-11-21T02:05:29', '2026-11-21T02:05:29.000Z', 'timestamp-without-zone'],
  ['2026-03-29T02:30:00', '2026-03-29T02:30:00.000Z', 'timestamp-without-zone'],
];

const NO_CLASS = [
  ...[
    'Burger',
    'bread',
    'BREAD',
    'Br ead',
    'Bread\u200b',
    'Bre\u0430d',
    '__proto__',
    'constructor',
    'toString',
    'undefined',
  ],
  ...[
    'null',
    'NaN',
    '-1',
    '0.0',
    '1e0',
    '00000000000',
    'class_',
    'class_99',
    'Class_00',
    'class_-1',
    'class_00/../class_01',
  ],
  ...['None of these', 'Cannot tell', '../Bread', 'x'.repeat(256), '<b>Bread</b>', "Bread'; drop table draws; --"],
];
const CLASSES: readonly (readonly [string, number])[] = [
  ['Bread', 0],
  [' Bread ', 0],
  ['class_00', 0],
  ['class_000', 0],
  ['0', 0],
  ['Noodles/Pasta', 1],
  ['Cr\u00e8me br\u00fbl\u00e9e', 2],
  ['Cre\u0300me bru\u0302le\u0301e', 2],
];

const NO_FLAG = ['maybe', '2', 'on', 'y', 'wahr', '-1', 'truefalse', 'true\u200b'];

export const TAG_CASES: readonly TagCase[] = [
  ['no tags', {}, 'no-predicted-class'],
  ['another tag alone', { confidence: '0.5' }, 'no-predicted-class'],
  ['an empty class', { predicted_class: '' }, 'no-predicted-class'],
  ['a class of spaces', { predicted_class: ' \u00a0 ' }, 'no-predicted-class'],
  ['a tag named in capitals', { Predicted_Class: 'Bread' }, 'no-predicted-class'],
  ...NO_CLASS.map((name): TagCase => [`class ${name}`, { predicted_class: name }, 'unknown-class']),
  ...CLASSES.map(([name, id]): TagCase => [`class ${name}`, { predicted_class: name }, usable({ predictedClass: id })]),
  ['an empty confidence', bread({ confidence: '' }), usable({ confidence: null })],
  ...NO_CONFIDENCE.map(
    (text): TagCase => [
      `confidence ${text}`,
      bread({ confidence: text }),
      usable({ confidence: null }, 'unreadable-confidence'),
    ],
  ),
  ...CONFIDENCES.map(
    ([text, confidence]): TagCase => [`confidence ${text}`, bread({ confidence: text }), usable({ confidence })],
  ),
  ...NO_TIMESTAMP.map(
    (text): TagCase => [
      `timestamp ${text}`,
      bread({ timestamp: text }),
      usable({ capturedAt: null }, 'unreadable-timestamp'),
    ],
  ),
  ...TIMESTAMPS.map(
    ([text, capturedAt, ...warnings]): TagCase => [
      `timestamp ${text}`,
      bread({ timestamp: text }),
      usable({ capturedAt }, ...warnings),
    ],
  ),
  ...NO_FLAG.map(
    (text): TagCase => [`flag ${text}`, bread({ flagged: text }), usable({ flagged: false }, 'unreadable-flag')],
  ),
  ['a correction to nothing', bread({ corrected_class: ' ' }), usable({ correctedClass: null })],
  ['a correction to itself', bread({ corrected_class: 'Bread' }), usable({ correctedClass: 0 })],
  [
    'a correction to __proto__',
    bread({ corrected_class: '__proto__' }),
    usable({ correctedClass: null }, 'unknown-corrected-class'),
  ],
  ['scores of a class __proto__', bread({ scores: '__proto__=0.5' }), usable({ scores: null }, 'unreadable-scores')],
  ['scores of a class too many', bread({ scores: '0=0.5 99=0.5' }), usable({ scores: null }, 'unreadable-scores')],
  ['scores with commas', bread({ scores: '0,5 0,3 0,2' }), usable({ scores: null }, 'unreadable-scores')],
  [
    'a model version of markup',
    bread({ model_version: '<script>alert(1)</script>' }),
    usable({ modelVersion: '<script>alert(1)</script>' }),
  ],
  [
    'a model version of 256 letters',
    bread({ model_version: 'm'.repeat(256) }),
    usable({ modelVersion: 'm'.repeat(256) }),
  ],
  [
    'everything wrong at once',
    bread({ confidence: '?', timestamp: '?', flagged: '?', corrected_class: '?', scores: '?' }),
    usable(
      { confidence: null, capturedAt: null, flagged: false, correctedClass: null, scores: null },
      ...[
        'unreadable-confidence',
        'unreadable-flag',
        'unreadable-scores',
        'unreadable-timestamp',
        'unknown-corrected-class',
      ],
    ),
  ],
  ['a forged item tag', bread({ item: '0123456789abcdef01234567', round: '../../..' }), usable({ predictedClass: 0 })],
];
