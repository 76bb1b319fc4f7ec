import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom';

/** Label Studio gives up at some hundreds; nobody's screen shows so many boxes within one another. */
const DEEPEST = 50;

/** Not XML, whether written or as `&#1;`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** What stands before the document says how a file is encoded; Label Studio gets text, and refuses to be told. */
export const withoutDeclaration = (xml: string): string => xml.replace(/^\s*<\?xml\b[^>]*\?>\s*/, '');

/** The document, or what is wrong with it: one that Label Studio's own parser would not take is none, nor one with entities of its own. */
export function parseLabelConfig(xml: string): Document | string {
  if (/<!DOCTYPE/i.test(outsideOfComments(xml))) {
    return 'it has a <!DOCTYPE>, which Label Studio refuses for the entities that it may define: take it out';
  }
  const document = parse(withoutDeclaration(xml));
  if (typeof document === 'string') return `it is not well-formed XML: ${document}`;
  return flawOf(document, xml) ?? document;
}

const outsideOfComments = (xml: string): string => xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '');

function parse(xml: string): Document | string {
  let problem: string | null = null;
  const onError = (_: 'warning' | 'error' | 'fatalError', message: string): void => {
    // A parser for browsers forgives what Label Studio's does not. It also warns of U+FFFD, which may be meant.
    if (!message.startsWith('Unicode replacement character')) problem ??= message;
  };
  try {
    const document = new DOMParser({ onError }).parseFromString(xml, 'text/xml');
    return problem ?? document;
  } catch (error) {
    return problem ?? (error instanceof Error ? error.message : String(error));
  }
}

function flawOf(document: Document, xml: string): string | null {
  if (/&(?!#\d+;|#x[\da-f]+;|\w+;)/i.test(outsideOfComments(xml))) {
    return "it is not well-formed XML: an '&' stands alone: write &amp;";
  }
  const names = new Set<string>();
  let depth = 0;
  // Not by recursion, which a file can be made to exhaust.
  for (let node: Node | null = document.documentElement; node !== null; ) {
    if (depth > DEEPEST) return `elements stand within one another more than ${DEEPEST} deep`;
    if (node.nodeType === node.ELEMENT_NODE) {
      const flaw = flawOfElement(node as Element, names);
      if (flaw !== null) return flaw;
    }
    if (node.firstChild) {
      node = node.firstChild;
      depth += 1;
      continue;
    }
    while (node !== null && node !== document.documentElement && node.nextSibling === null) {
      node = node.parentNode;
      depth -= 1;
    }
    node = node === document.documentElement ? null : (node?.nextSibling ?? null);
  }
  return null;
}

function flawOfElement(element: Element, names: Set<string>): string | null {
  for (const { name, value } of element.attributes) {
    if (UNPRINTABLE.test(value)) {
      return `<${element.nodeName} ${name}="…"> holds a control character, which is not XML: take it out`;
    }
  }
  const name = element.getAttribute('name');
  if (name === null) return null;
  if (names.has(name)) return `two elements are named '${name}': answers could not be told apart`;
  names.add(name);
  return null;
}
