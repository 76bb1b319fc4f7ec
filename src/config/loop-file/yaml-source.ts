import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  YAMLParseError,
} from 'yaml';
import type { Path } from './problem';

/** More repetition than that is an expansion bomb, or should be written out. */
const MOST_ALIASES = 50;

interface Place {
  line: number;
  column: number;
}

/** A YAML text with the places of what it holds. */
export class YamlSource {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(readonly text: string) {
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
      stringKeys: true,
    });
  }

  /** What makes it no YAML that could be read. `fatal`: its values are not to be relied on. */
  flaws(): (Place & { message: string; instead: string; fatal: boolean })[] {
    const flaws = [...this.document.errors, ...this.document.warnings].map((error) => ({
      ...this.placeOfOffset(error.pos[0]),
      ...inUsersWords(error.code, error.message, this.keyAt(error.pos[0])),
      fatal: error instanceof YAMLParseError && error.code !== 'DUPLICATE_KEY',
    }));
    const aliases = this.aliases();
    for (const alias of aliases.filter((each) => each.resolve(this.document) === undefined)) {
      flaws.push({
        ...this.placeOfNode(alias),
        message: `there is no anchor &${alias.source} above`,
        instead: `put the value in quotes ('*${alias.source}'), or write it out`,
        fatal: true,
      });
    }
    const surplus = aliases[MOST_ALIASES];
    if (surplus !== undefined) {
      flaws.push({
        ...this.placeOfNode(surplus),
        message: `the file has more than ${MOST_ALIASES} aliases (*name)`,
        instead: 'write the values out',
        fatal: true,
      });
    }
    return flaws;
  }

  /** Its value as plain JSON. @throws Error where aliases expand to too much or refer to themselves */
  value(): unknown {
    return this.document.toJS({ maxAliasCount: MOST_ALIASES });
  }

  /**
   * Where `path` is: its value, or its key where `part` says so or where the value is empty; of what is not there,
   * where it would belong.
   */
  placeOf(path: Path, part: 'key' | 'value' = 'value'): Place {
    let node: Node | null = this.document.contents;
    let nearest: Node | null = node;
    for (const [index, step] of path.entries()) {
      const within: Node | null = isAlias(node) ? (node.resolve(this.document) ?? null) : node;
      const found = childOf(within, step);
      if (found === null) return this.placeOfNode(nearest);
      node = found.value;
      const last = index === path.length - 1;
      const empty = node === null || (isScalar(node) && node.value === null);
      // A flaw of a whole block is shown at its key, since the block begins on the next line.
      const block = (isMap(node) || isSeq(node)) && node.flow !== true;
      nearest = found.key !== null && ((last && part === 'key') || empty || block) ? found.key : node;
      if (!last && found.key !== null) nearest = found.key;
    }
    return this.placeOfNode(nearest);
  }

  private placeOfNode(node: Node | null): Place {
    return this.placeOfOffset(node?.range?.[0] ?? 0);
  }

  private placeOfOffset(offset: number): Place {
    const { line, col } = this.lines.linePos(Math.min(offset, this.text.length));
    return line === 0 ? { line: 1, column: 1 } : { line, column: col };
  }

  private aliases(): Alias[] {
    const found: Alias[] = [];
    visit(this.document, { Alias: (_, node) => void found.push(node) });
    return found;
  }

  private keyAt(offset: number): string {
    return /^["']?([^\s:"',{}]+)/.exec(this.text.slice(offset, offset + 80))?.[1] ?? '';
  }
}

function childOf(node: Node | null, step: string | number): { key: Node | null; value: Node | null } | null {
  if (isMap(node)) {
    const pair = node.items.findLast(({ key }) => isScalar(key) && key.value === step);
    return pair === undefined
      ? null
      : { key: isNode(pair.key) ? pair.key : null, value: isNode(pair.value) ? pair.value : null };
  }
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return isNode(value) ? { key: null, value } : null;
  }
  return null;
}

function inUsersWords(code: string, message: string, key: string): { message: string; instead: string } {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { message: `\`${key}\` is there twice`, instead: 'keep one of them' };
    case 'TAB_AS_INDENT':
      return { message: 'the line is indented with a tab', instead: 'indent with spaces' };
    case 'MULTIPLE_DOCS':
      return { message: 'the file holds a second document', instead: "write one loop a file, without '---' between" };
    case 'NON_STRING_KEY':
      return { message: 'a key is not text', instead: 'write it in quotes' };
    case 'TAG_RESOLVE_FAILED':
      return { message: `a YAML tag is not known: ${message}`, instead: 'take the tag (!name) out' };
    default:
      if (/end with a [}\]]/.test(message)) {
        return {
          message: 'a bracket that was opened above is not closed',
          instead: `close it with ${message.slice(-1)}`,
        };
      }
      if (/^Nested mappings are not allowed/.test(message)) {
        return {
          message: 'a second colon stands in the line',
          instead: 'put the value in quotes, or write { key: value }',
        };
      }
      if (/^Missing closing/.test(message))
        return { message: 'a quote that was opened above is not closed', instead: 'close it' };
      return {
        message: `this is not valid YAML: ${message}`,
        instead: 'check indentation, quotes, brackets and colons here',
      };
  }
}
