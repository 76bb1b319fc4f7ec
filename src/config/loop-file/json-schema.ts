import { z } from 'zod';
import { loopFileSchema } from './loop-file-schema';

/** JSON Schema (draft 7, which YAML editors read) of loop files. */
export function loopFileJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(loopFileSchema, { io: 'input', target: 'draft-07' });
  return {
    $schema,
    title: 'Annoloop loop file',
    description:
      'One annotation loop. Reference: docs/loop-file.md; `annoloop validate FILE` checks more than this schema.',
    ...schema,
  };
}
