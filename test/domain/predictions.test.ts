import fc from 'fast-check';
import { type PredictionReading, readPrediction } from '../../src/domain/predictions';
import { TAG_NAMES as names } from '../rounds/loop-fixture';

const registry = {
  version: 1,
  classes: [
    { id: 0, name: 'Bread', aliases: ['Loaf'], retired: false },
    { id: 1, name: 'Egg', aliases: [], retired: true },
  ],
};
const read = (tags: Record<string, string>, size = 1000): PredictionReading =>
  readPrediction({ size, tags: { predicted_class: 'Bread', ...tags } }, names, registry);
const usable = (tags: Record<string, string>) => {
  const reading = read(tags);
  if (reading.kind === 'unusable') throw new Error(reading.reason);
  return { ...reading.prediction, warnings: reading.warnings };
};

describe('readPrediction', () => {
  test('reads all that production said', () => {
    expect(
      usable({
        predicted_class: 'class_01',
        confidence: '0.4213',
        timestamp: '2026-11-21T04:05:29.123456+02:00',
        model_version: 'v7',
        flagged: 'true',
        corrected_class: 'Loaf',
      }),
    ).toEqual({
      capturedAt: '2026-11-21T02:05:29.123Z',
      predictedClass: 1,
      confidence: 0.4213,
      scores: null,
      modelVersion: 'v7',
      flagged: true,
      correctedClass: 0,
      warnings: [],
    });
  });

  test('a predicted class is all it needs', () => {
    expect(usable({ confidence: '', timestamp: ' ' })).toEqual({
      capturedAt: null,
      predictedClass: 0,
      confidence: null,
      scores: null,
      modelVersion: null,
      flagged: false,
      correctedClass: null,
      warnings: [],
    });
  });

  test('an object without a class that can be used is counted by reason', () => {
    expect(read({ predicted_class: '' })).toEqual({ kind: 'unusable', reason: 'no-predicted-class' });
    expect(read({ predicted_class: 'Burger' })).toEqual({ kind: 'unusable', reason: 'unknown-class' });
    expect(read({}, 0)).toEqual({ kind: 'unusable', reason: 'empty-object' });
  });

  test.each(['NaN', 'nan', 'Infinity', '-0.1', '1.0000001', '0,87', '87%', '0x1', '0.5.1', 'high', '1e1'])(
    'confidence %p is not guessed at',
    (confidence) => {
      expect(usable({ confidence })).toMatchObject({ confidence: null, warnings: ['unreadable-confidence'] });
    },
  );

  test('scores are read by class id; where no confidence is stated, it is the greatest of them', () => {
    expect(usable({ scores: '00=0.61 01=0.3' })).toMatchObject({ scores: { 0: 0.61, 1: 0.3 }, confidence: 0.61 });
    expect(usable({ scores: '0.61 0.3', confidence: '0.5' })).toMatchObject({
      scores: { 0: 0.61, 1: 0.3 },
      confidence: 0.5,
    });
  });

  test('scores that cannot be read are null, and said', () => {
    expect(usable({ scores: '0.61; 0.3' })).toMatchObject({
      scores: null,
      confidence: null,
      warnings: ['unreadable-scores'],
    });
  });

  test('every confidence that a service can print is read back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (confidence) => {
        expect(usable({ confidence: String(Math.abs(confidence)) }).confidence).toBe(Math.abs(confidence));
      }),
    );
    expect(usable({ confidence: '.5' }).confidence).toBe(0.5);
    expect(usable({ confidence: '1.' }).confidence).toBe(1);
  });

  test.each([
    ['2026-11-21T02:05:29Z', '2026-11-21T02:05:29.000Z'],
    ['2026-11-21 02:05:29+00:00', '2026-11-21T02:05:29.000Z'],
    ['2026-11-21T02:05:29-0530', '2026-11-21T07:35:29.000Z'],
  ])('timestamp %p is %s', (timestamp, capturedAt) => {
    expect(usable({ timestamp })).toMatchObject({ capturedAt, warnings: [] });
  });

  test('a timestamp without zone is taken as UTC, and said', () => {
    expect(usable({ timestamp: '2026-11-21T02:05:29.5' })).toMatchObject({
      capturedAt: '2026-11-21T02:05:29.500Z',
      warnings: ['timestamp-without-zone'],
    });
  });

  test.each(['21.11.2026', '1795227361', '2026-02-31T00:00:00Z', '2026-11-21', '2026-11-21T25:00:00Z', 'now'])(
    'timestamp %p is not guessed at',
    (timestamp) => {
      expect(usable({ timestamp })).toMatchObject({ capturedAt: null, warnings: ['unreadable-timestamp'] });
    },
  );

  test.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['yes', true],
    ['false', false],
    ['0', false],
    ['no', false],
  ])('flag %p is %p', (flagged, expected) => {
    expect(usable({ flagged })).toMatchObject({ flagged: expected, warnings: [] });
  });

  test('a flag or a correction that says nothing we know is not followed, and said', () => {
    expect(usable({ flagged: 'maybe', corrected_class: 'Burger' })).toMatchObject({
      flagged: false,
      correctedClass: null,
      warnings: ['unreadable-flag', 'unknown-corrected-class'],
    });
  });

  test('no tag at all makes it throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.values(names).filter((n) => n !== null)), fc.string()),
        (tags) => {
          expect(['usable', 'unusable']).toContain(readPrediction({ size: 1, tags }, names, registry).kind);
        },
      ),
    );
  });
});
