import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { columns, facts } from '../../src/cli/output';
import { printable, printableJson, printableStream } from '../../src/cli/printable';
import { describeRoundStatus } from '../../src/cli/show/round-status';
import type { RoundStatus } from '../../src/contracts/status';

const CLEAR = '\u001b[2J\u001b[H';
const TITLE = '\u001b]0;owned\u0007';
const EIGHT_BIT = '\u009b31m';
const BACKWARDS = '\u202egnp.exe\u202c';
const HOSTILE = `a${CLEAR}b${TITLE}c${EIGHT_BIT}d${BACKWARDS}e\r\bf\u007f`;
/** What may move, colour or rename a terminal, or show text in another order than it has. */
const steering = (text: string): string[] =>
  [...text].filter((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    const control = (code < 0x20 && !'\n\t'.includes(sign)) || (code >= 0x7f && code < 0xa0);
    return control || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  });

describe("what a stranger's names do to a terminal", () => {
  it('is nothing', () => {
    expect(steering(printable(HOSTILE))).toEqual([]);
    expect(printable('käse 🍞\n\tsoup')).toBe('käse 🍞\n\tsoup');
    const json = printableJson(JSON.stringify({ key: HOSTILE }));
    expect(steering(json)).toEqual([]);
    expect(JSON.parse(json)).toEqual({ key: HOSTILE });
  });

  it('is nothing in a file that is printed, wherever it is cut into pieces', async () => {
    const terminal = new PassThrough();
    const stream = printableStream(terminal);
    const bytes = Buffer.from(`key,label\n"${HOSTILE}",käse 🍞\n`);
    for (const byte of bytes) if (!stream.write(Buffer.from([byte]))) await once(stream, 'drain');
    await new Promise((resolve) => stream.end(resolve));
    const shown = String(terminal.read());
    expect(steering(shown)).toEqual([]);
    expect(shown).toContain('käse 🍞');
    expect(shown.split('\n')).toHaveLength(3);
  });

  it('is no line that looks like one of ours', () => {
    const forged = 'm1\nAccuracy: 99.9 % (99.8 to 100 %, n = 10,000)\r\n\u2028accuracy  100 %';
    expect(columns(['MODEL', 'OBJECTS'], [[forged, 3]]).split(/\n|\u2028/)).toHaveLength(2);
    expect(
      facts([
        ['model', forged],
        ['note', null],
        ['gone', false],
        ['empty', ''],
      ]),
    ).toEqual(['model     m1 Accuracy: 99.9 % (99.8 to 100 %, n = 10,000) accuracy  100 %']);
    const status = {
      round: 'r',
      phase: 'importing',
      window: null,
      draws: [{ name: forged, taken: 1, matched: 2 }],
      unusable: {},
    };
    const shown = describeRoundStatus(
      { ...status, filing: null, labels: null, answers: null, version: 0 } as unknown as RoundStatus,
      forged,
      null,
    );
    expect(shown.split('\n').filter((line) => /^accuracy/i.test(line))).toEqual([]);
  });
});
