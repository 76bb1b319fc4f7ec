/** The eleven classes of Food-11, in the order of the loop file. */
export const FOOD11_CLASSES = [
  'Bread',
  'Dairy product',
  'Dessert',
  'Egg',
  'Fried food',
  'Meat',
  'Noodles/Pasta',
  'Rice',
  'Seafood',
  'Soup',
  'Vegetable/Fruit',
] as const;

export type Food11Class = (typeof FOOD11_CLASSES)[number];

interface ClassGlyphs {
  /** Emoji that people's photos and the first model's training set show. */
  known: readonly string[];
  /** Emoji that only ever appear in traffic: no model is trained on them. */
  heldOut: readonly string[];
}

/**
 * Which emoji stand for which class: by hand, at most six a class. More would make the task so hard that three
 * retrainings move the accuracy too little to see. Names are those of the icon sets; all four sets have all of them.
 */
export const GLYPHS: Record<Food11Class, ClassGlyphs> = {
  Bread: { known: ['bread', 'baguette-bread', 'croissant', 'bagel', 'flatbread'], heldOut: ['pretzel'] },
  'Dairy product': { known: ['glass-of-milk', 'cheese-wedge', 'butter', 'baby-bottle'], heldOut: [] },
  Dessert: { known: ['shortcake', 'cupcake', 'doughnut', 'cookie', 'ice-cream'], heldOut: ['custard'] },
  Egg: { known: ['egg', 'cooking', 'nest-with-eggs'], heldOut: [] },
  'Fried food': { known: ['french-fries', 'fried-shrimp', 'falafel', 'dumpling'], heldOut: [] },
  Meat: { known: ['cut-of-meat', 'meat-on-bone', 'poultry-leg', 'bacon'], heldOut: ['hot-dog'] },
  'Noodles/Pasta': { known: ['spaghetti', 'steaming-bowl', 'takeout-box'], heldOut: [] },
  Rice: {
    known: ['cooked-rice', 'rice-ball', 'curry-rice', 'shallow-pan-of-food', 'bento-box'],
    heldOut: ['rice-cracker'],
  },
  Seafood: { known: ['shrimp', 'lobster', 'crab', 'oyster', 'sushi'], heldOut: ['squid'] },
  Soup: { known: ['pot-of-food', 'bowl-with-spoon', 'canned-food'], heldOut: [] },
  'Vegetable/Fruit': { known: ['broccoli', 'carrot', 'tomato', 'red-apple', 'banana'], heldOut: ['avocado'] },
};
