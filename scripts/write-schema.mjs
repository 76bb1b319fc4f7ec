// Writes schema/loop.schema.json from the built loop file language; a test checks that it is current.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { loopFileJsonSchema } = createRequire(import.meta.url)('../dist/src/config/loop-file/json-schema.js');
const target = new URL('../schema/loop.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(loopFileJsonSchema(), null, 2)}\n`);
