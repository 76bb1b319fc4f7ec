import { CANNOT_TELL, makeLabelConfig, NONE_OF_THESE } from '../../src/domain/label-config';
import { checkLabelConfig, withoutPrediction } from '../../src/domain/own-label-config';

const CLASSES = ['Bread', 'Noodles/Pasta', 'Fish & "Chips" <hot>'];

const shown = makeLabelConfig(CLASSES, { showPrediction: true });
const blind = makeLabelConfig(CLASSES, { showPrediction: false });

describe('makeLabelConfig', () => {
  test('what is made from the classes has no problems', () => {
    expect(checkLabelConfig(shown, CLASSES)).toEqual([]);
    expect(checkLabelConfig(blind, CLASSES)).toEqual([]);
  });

  test('people who see the prediction see class, confidence and correction', () => {
    expect(shown).toContain('value="Predicted: $predicted_class"');
    expect(shown).toContain('value="Confidence: $confidence"');
    expect(shown).toContain('$corrected_class');
  });

  test('a blind config names no task data but the image', () => {
    expect(blind.match(/\$\w+/g)).toEqual(['$image']);
  });

  test('no two answers share a key, however many classes there are', () => {
    const keys = [
      ...makeLabelConfig(
        Array.from({ length: 60 }, (_, i) => `class ${i}`),
        { showPrediction: false },
      ).matchAll(/hotkey="(.)"/g),
    ].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(20);
  });

  test('names with characters of XML are escaped', () => {
    expect(blind).toContain('<Choice value="Fish &amp; &quot;Chips&quot; &lt;hot&gt;"');
  });
});

const own = ({
  image = '<Image name="image" value="$image"/>',
  open = '<Choices name="label" toName="image">',
  choices = ['A', 'B', NONE_OF_THESE, CANNOT_TELL],
  more = '',
} = {}) =>
  `<View>${more}${image}${open}${choices.map((name) => `<Choice value="${name}"/>`).join('')}</Choices></View>`;

describe('checkLabelConfig', () => {
  test('a config with every class and both extra answers is fine, in any order, with other controls beside it', () => {
    const more = '<Header value="Sure: $confidence"/><TextArea name="why" toName="image"/>';
    expect(checkLabelConfig(own({ more, choices: [CANNOT_TELL, 'B', NONE_OF_THESE, 'A'] }), ['A', 'B'])).toEqual([]);
  });

  test.each([
    ['a tag that is not closed', '<View><Image', /not well-formed XML/],
    ['no view', '<Image name="image" value="$image"/>', /must be one <View>/],
    ['no image', own({ image: '' }), /shows no image: add <Image name="image" value="\$image"\/>/],
    ['an image of other data', own({ image: '<Image name="image" value="$url"/>' }), /shows no image/],
    [
      'an image of another name',
      own({ image: '<Image name="img" value="$image"/>' }),
      /must be named 'image', not 'img'/,
    ],
    [
      'another control',
      own({ open: '<Choices name="food" toName="image">' }),
      /which is missing, and 'food' is not read/,
    ],
    [
      'several answers at once',
      own({ open: '<Choices name="label" toName="image" choice="multiple">' }),
      /choice="single"/,
    ],
    [
      'choices from task data',
      own({ open: '<Choices name="label" toName="image" value="$options">' }),
      /must list its choices/,
    ],
    ['answers to regions', own({ open: '<Choices name="label" toName="image" perRegion="true">' }), /perRegion/],
    ['another target', own({ open: '<Choices name="label" toName="img">' }), /toName="image"/],
    ['a class missing', own({ choices: ['A', NONE_OF_THESE, CANNOT_TELL] }), /^add <Choice value="B"\/>/],
    ['a class too many', own({ choices: ['A', 'B', 'C', NONE_OF_THESE, CANNOT_TELL] }), /'C' is no class of this loop/],
    ['no "None of these"', own({ choices: ['A', 'B', CANNOT_TELL] }), /^add <Choice value="None of these"\/>/],
    ['no "Cannot tell"', own({ choices: ['A', 'B', NONE_OF_THESE] }), /^add <Choice value="Cannot tell"\/>/],
    [
      'choices that show the prediction',
      own({ open: '<Choices name="label" toName="image" title="Not $predicted_class?">' }),
      /left out of blind projects/,
    ],
  ])('%s is one problem, with what to write', (_, xml, problem) => {
    expect(checkLabelConfig(xml, ['A', 'B'])).toEqual([expect.stringMatching(problem)]);
  });

  test('a choice counts by its alias, which is what Label Studio stores', () => {
    const aliased = own().replace('value="A"', 'value="Apple" alias="A"');
    expect(checkLabelConfig(aliased, ['A', 'B'])).toEqual([]);
    expect(checkLabelConfig(aliased, ['Apple', 'B'])).not.toEqual([]);
  });
});

describe('withoutPrediction', () => {
  test('takes out what shows task data, whatever the data is called, and leaves the rest', () => {
    const more =
      '<Header value="Hello"/><View><Header value="It is $predicted_class"/></View><Text name="t" value="$draw"/>';
    expect(withoutPrediction(own({ more }))).toBe(own({ more: '<Header value="Hello"/><View/>' }));
  });

  test('a price is no task data', () => {
    expect(withoutPrediction(own({ more: '<Header value="worth $5"/>' }))).toContain('worth $5');
  });
});
