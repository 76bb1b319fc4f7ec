import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'));

/** Paths of tests, and links to other pages, that a page names. */
const named = (page: string, pattern: RegExp): string[] =>
  [...readFileSync(join(DOCS, page), 'utf8').matchAll(pattern)].map(([, path]) => path ?? '');

test.each(pages)('%s names tests that are there', (page) => {
  const missing = named(page, /`(test\/[\w./-]+)`/g).filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

test.each(pages)('%s links to pages that are there', (page) => {
  const missing = named(page, /\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g).filter((path) => !existsSync(join(DOCS, path)));
  expect(missing).toEqual([]);
});

test('the architecture names a test for its promises', () => {
  expect(named('architecture.md', /`(test\/[\w./-]+)`/g).length).toBeGreaterThan(15);
});
