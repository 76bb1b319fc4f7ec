import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import type { LoopFileInvalid } from '../../src/config/loop-file/loop-file-invalid';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { makeLabelConfig } from '../../src/domain/label-config';
import { checkLabelConfig } from '../../src/domain/own-label-config';
import { labelConfigFor } from '../../src/domain/project-settings';
import { cpuMs } from '../cpu-time';
import { connect } from '../label-studio/support/client';
import { loopConfig } from '../rounds/loop-fixture';

jest.setTimeout(60_000);

const CHOICES = ['A', 'B', 'None of these', 'Cannot tell'].map((name) => `<Choice value="${name}"/>`).join('');

/** A good one, with something put before it, into it, or in place of its choices. */
const config = ({ before = '', within = '', choices = CHOICES, after = '' } = {}): string =>
  `${before}<View>${within}<Image name="image" value="$image"/><Choices name="label" toName="image">${choices}</Choices></View>${after}`;

const header = (value: string): string => config({ within: `<Header value="${value}"/>` });

const LAUGHS = [...'bcdefghij'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i]};`.repeat(10)}">`).join('');
const deep = (levels: number): string => '<View>'.repeat(levels) + config() + '</View>'.repeat(levels);
const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `<Choice value="c${i}"/>`).join('');

/** Each with what is said of it; the first words are the same for all that is no XML. */
const REFUSED: readonly (readonly [what: string, xml: string, says: RegExp])[] = [
  ['nothing', '', /not well-formed XML: missing root/],
  ['spaces', ' \n', /not well-formed XML: missing root/],
  ['JSON', '{"classes":["A","B"]}', /not well-formed XML: missing root/],
  ['a page of HTML', '<html><body>Log in</body></html>', /must be one <View>/],
  ['an HTML entity', header('caf&eacute;'), /not well-formed XML: entity not found:&eacute;/],
  ['a lone ampersand', header('Fish & Chips'), /an '&' stands alone: write &amp;/],
  ['an attribute without quotes', header('x').replace('"x"', 'x'), /not well-formed XML: attribute "x" missed quot/],
  ['an attribute twice', header('a" value="b'), /not well-formed XML: Attribute value redefined/],
  ['a tag within an attribute', header('a<b'), /not well-formed XML: Unescaped '<'/],
  ['an element that is never closed', config().slice(0, -7), /not well-formed XML: unclosed xml tag\(s\): View/],
  ['elements closed crosswise', config().replace('</Choices>', '</Choice>'), /not well-formed XML: .*mismatch/],
  ['two documents', config() + config(), /not well-formed XML: .*Only one element/],
  ['text before it', config({ before: 'junk' }), /not well-formed XML: Unexpected content outside root/],
  ['text behind it', config({ after: 'junk' }), /not well-formed XML: Extra content/],
  ['a DOCTYPE', config({ before: '<!DOCTYPE View>' }), /it has a <!DOCTYPE>.*take it out/],
  ['a DOCTYPE in small letters', config({ before: '<!doctype html>' }), /it has a <!DOCTYPE>/],
  [
    'an external entity',
    config({ before: '<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]>', within: '<Header value="&x;"/>' }),
    /it has a <!DOCTYPE>/,
  ],
  [
    'a parameter entity',
    config({ before: '<!DOCTYPE v [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>' }),
    /it has a <!DOCTYPE>/,
  ],
  [
    'a billion laughs',
    config({ before: `<!DOCTYPE v [<!ENTITY a "ha">${LAUGHS}]>`, within: '<Header value="&j;"/>' }),
    /it has a <!DOCTYPE>/,
  ],
  ['a control character', header('a\u0001b'), /<Header value="…"> holds a control character/],
  ['a control character by number', header('&#1;'), /<Header value="…"> holds a control character/],
  ['a null by number', header('&#0;'), /<Header value="…"> holds a control character/],
  ['half a character by number', header('&#xD800;'), /<Header value="…"> holds a control character/],
  ['5,000 views within one another', deep(5000), /more than 50 deep/],
  ['60,000 views within one another', deep(60_000), /more than 50 deep/],
  ['the elements of another language', '<x:View xmlns:x="urn:x"/>', /must be one <View>/],
  [
    'choices in a comment',
    config({ choices: CHOICES.replace('<Choice value="A"/>', '<!--$&-->') }),
    /^add <Choice value="A"\/>/,
  ],
  [
    'choices in CDATA',
    config({ choices: CHOICES.replace('<Choice value="A"/>', '<![CDATA[$&]]>') }),
    /^add <Choice value="A"\/>/,
  ],
  ['a choice twice', config({ choices: `<Choice value="A"/>${CHOICES}` }), /^'A' is offered twice: take one/],
  ['a choice of no name', config({ choices: `<Choice/>${CHOICES}` }), /^'' is no class of this loop/],
  [
    'a class with a space behind it',
    config({ choices: CHOICES.replace('"B"', '"B "') }),
    /^add <Choice value="B"\/>.*\n'B ' is no class/,
  ],
  [
    'a class in small letters',
    config({ choices: CHOICES.replace('"B"', '"b"') }),
    /^add <Choice value="B"\/>.*\n'b' is no class/,
  ],
  [
    'two controls of one name',
    config({ within: '<TextArea name="label" toName="image"/>' }),
    /two elements are named 'label'/,
  ],
  [
    'two images of one name',
    config({ within: '<Image name="image" value="$other"/>' }),
    /two elements are named 'image'/,
  ],
  ['a control for two images', config().replace('toName="image"', 'toName="image,image"'), /must have toName="image"/],
  [
    'a control of another name',
    config().replace('name="label"', 'name="food"'),
    /which is missing, and 'food' is not read/,
  ],
];

test.each(REFUSED)('%s is refused', (_, xml, says) => {
  const start = cpuMs();
  expect(checkLabelConfig(xml, ['A', 'B']).join('\n')).toMatch(says);
  expect(cpuMs() - start).toBeLessThan(10_000);
});

test('of 10,000 choices too many, twenty are named and the rest is counted', () => {
  const problems = checkLabelConfig(config({ choices: CHOICES + numbered(10_000) }), ['A', 'B']);
  expect(problems).toHaveLength(21);
  expect(problems[0]).toBe("'c0' is no class of this loop: take the choice out, or add it to classes");
  expect(problems[20]).toBe('and so on, 10000 choices in all');
});

const TAKEN: readonly (readonly [what: string, xml: string])[] = [
  ['an XML declaration', config({ before: '<?xml version="1.0" encoding="UTF-8"?>\n' })],
  ['the declaration of another encoding', config({ before: '<?xml version="1.0" encoding="ISO-8859-1"?>' })],
  [
    'comments, which may say anything',
    config({ before: '<!-- <!DOCTYPE & --> ', within: '<!-- $predicted_class -->' }),
  ],
  ['an instruction', config({ before: '<?xml-stylesheet href="http://x.invalid/"?>' })],
  ['tags in other capitals', config().replaceAll('Choice', 'CHOICE')],
  ['a namespace', config().replace('<View>', '<View xmlns="urn:x">')],
  [
    'choices within a choice',
    config({
      choices:
        '<Choice value="A"><Choice value="B"/></Choice><Choice value="None of these"/><Choice value="Cannot tell"/>',
    }),
  ],
  ['characters by number', header('&#127838; &amp; &lt;b&gt; &#36;predicted_class')],
  [
    'styles, and hypertext',
    config({ within: '<Style>* { display: none }</Style><HyperText name="h" value="$image"/>' }),
  ],
];

describe('what is odd and can be meant', () => {
  const client = connect();
  afterAll(() => client.close());
  const loopOf = (labelConfig: string): LoopConfig =>
    loopConfig((loop) => {
      loop.annotation.labelConfig = labelConfig;
    });

  test.each(TAKEN)(
    '%s: Label Studio takes it for people who see the prediction and for those who do not',
    async (_, xml) => {
      expect(checkLabelConfig(xml, ['A', 'B'])).toEqual([]);
      for (const purpose of ['evaluation', 'training'] as const) {
        const sent = labelConfigFor(loopOf(xml), purpose);
        expect(await client.validateLabelConfig(sent)).toBeNull();
        if (purpose === 'evaluation') expect(sent.replace(/<!--.*?-->/g, '')).not.toContain('$predicted_class');
      }
    },
  );

  test('made from classes of any name, it is taken, with every name as it is', async () => {
    const names = ['<b>&"\'', 'worth $5', '{{x}}', '日本語', '🍞', 'x'.repeat(100), '../..', '__proto__', 'a\u202eb'];
    const made = makeLabelConfig(names, { showPrediction: false });
    expect(checkLabelConfig(made, names)).toEqual([]);
    expect(await client.validateLabelConfig(made)).toBeNull();
  });

  test('made from a thousand classes, it is taken', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `class number ${i}`);
    expect(await client.validateLabelConfig(makeLabelConfig(names, { showPrediction: true }))).toBeNull();
  });
});

describe('as a file beside a loop file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annoloop-hostile-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refusalOf = async (bytes: Buffer): Promise<LoopFileInvalid> => {
    await writeFile(join(folder, 'config.xml'), bytes);
    await writeFile(
      join(folder, 'loop.yaml'),
      `name: food
source: { bucket: production, prefix: '' }
ledger: { bucket: food-ledger, prefix: '' }
predictions: { from: tags }
classes: [A, B]
schedule: { every: 24h }
draws: [{ name: evaluation, strategy: random, size: 100, purpose: evaluation }]
annotation: { project: Food, labelConfig: config.xml }
filing: { bucket: food-dataset, mode: move }
`,
    );
    return loadLoopFile(join(folder, 'loop.yaml')).then(
      () => {
        throw new Error('it was taken');
      },
      (error: LoopFileInvalid) => error,
    );
  };

  test.each([
    ['UTF-16', Buffer.from(`\ufeff${config()}`, 'utf16le'), /config\.xml' is not UTF-8 text/],
    ['Latin-1', Buffer.from(header('café'), 'latin1'), /config\.xml' is not UTF-8 text/],
    ['two megabytes', Buffer.from(header('x'.repeat(2_000_000))), /config\.xml' has 2\.0 MB/],
    ['a picture', Buffer.from('89504e470d0a1a0affd8', 'hex'), /config\.xml' is not UTF-8 text/],
    ['a null byte', Buffer.from(header('a\0b')), /holds a control character/],
  ])('%s is refused at the line that names it', async (_, bytes, says) => {
    const { problems } = await refusalOf(bytes);
    expect(problems).toEqual([expect.objectContaining({ line: 8, message: expect.stringMatching(says) })]);
  });
});
