const VOID = new Set(['meta', 'img', 'br', 'link', 'input', 'hr']);

/** Throws where elements of a page are not closed in the order they were opened. */
export function assertBalanced(page: string): void {
  const open: string[] = [];
  const content = page.replace(/<style>.*?<\/style>/gs, '');
  for (const [tag, end, name = '', selfClosed] of content.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(\/?)>/g)) {
    if (VOID.has(name) || selfClosed) continue;
    if (!end) open.push(name);
    else if (open.pop() !== name) throw new Error(`${tag} closes nothing, within ${open.join(' > ')}`);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' > ')}`);
}
