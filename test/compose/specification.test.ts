import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { type ComposeFile, composeFile } from './compose-file';

const schema = JSON.parse(readFileSync(join(__dirname, 'compose-spec.schema.json'), 'utf8')) as object;
// Not strict: the schema says "uint", "duration" and the like, which ajv knows only with another package.
const isCompose = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

describe("docker-compose.yml, by the Compose specification's schema", () => {
  it('is valid', () => {
    isCompose(composeFile());
    expect(isCompose.errors ?? []).toEqual([]);
  });

  it.each<[string, (file: ComposeFile) => void]>([
    ['an unknown key of a service', ({ services }) => Object.assign(services.worker ?? {}, { port: ['1:1'] })],
    ['a health check that is a number', ({ services }) => Object.assign(services.worker ?? {}, { healthcheck: 1 })],
    ['a condition that there is not', (file) => Object.assign(file.services.worker?.depends_on ?? {}, { x: 'up' })],
    ['a config without a source', (file) => Object.assign(file.configs, { databases: { text: '' } })],
  ])('would not be with %s', (_, damage) => {
    const file = structuredClone(composeFile());
    damage(file);
    expect(isCompose(file)).toBe(false);
  });
});
