import { z } from 'zod';
import { text } from '../fields/plain';
import { listOf, section } from '../fields/section';

const className = () => text('Bread', 1, 100);

const renamedClass = section('{ name: Bakery, was: [Bread] }', {
  name: className().describe('The name it has now.'),
  was: listOf(className(), 'was: [Bread]', 1, 50).describe(
    'Names it had before: predictions and answers that use them still count.',
  ),
});

const classSchema = z
  .union([className(), renamedClass])
  .transform((entry) => (typeof entry === 'string' ? { name: entry, was: [] as string[] } : entry));

export const classesSchema = listOf(classSchema, 'classes: [Bread, Egg, Soup]', 2, 1000).describe(
  'Classes in the order of their ids. Append new ones; write a rename as { name: Bakery, was: [Bread] }; never reorder.',
);
