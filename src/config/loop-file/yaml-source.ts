import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  YAMLParseError,
} from 'yaml';
import { placesIn } from './lines';
import type { Path } from './problem';

/** More repetition than that is an expansion bomb, or should be written out. */
const MOST_ALIASES = 50;

interface Place {
  line: number;
  column: number;
}

interface Flaw extends Place {
  message: string;
  instead: string;
  /** Its values are not to be relied on. */
  fatal: boolean;
}

/** A YAML text with the places of what it holds. */
export class YamlSource {
  private readonly document: Document.Parsed;
  private readonly placeOfOffset: (offset: number) => Place;

  constructor(readonly text: string) {
    this.placeOfOffset = placesIn(text);
    this.document = parseDocument(text, {
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
      stringKeys: true,
      // Its own check compares every key with every other.
      uniqueKeys: false,
    });
  }

  /** What makes it no YAML that could be read, in reading order. */
  flaws(): Flaw[] {
    const flaws = [...this.document.errors, ...this.document.warnings].map((error) => ({
      ...this.placeOfOffset(error.pos[0]),
      ...inUsersWords(error.code, error.message),
      fatal: error instanceof YAMLParseError,
    }));
    return [flaws, this.duplicateKeys(), this.aliasFlaws()]
      .flat()
      .sort((a, b) => a.line - b.line || a.column - b.column);
  }

  private duplicateKeys(): Flaw[] {
    const flaws: Flaw[] = [];
    visit(this.document, {
      Map: (_, map) => {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          if (!isScalar(key)) continue;
          if (seen.has(key.value)) {
            const message = `\`${String(key.value)}\` is there twice`;
            flaws.push({ ...this.placeOfNode(key), message, instead: 'keep one of them', fatal: false });
          }
          seen.add(key.value);
        }
      },
    });
    return flaws;
  }

  private aliasFlaws(): Flaw[] {
    const aliases = this.aliases();
    const surplus = aliases[MOST_ALIASES];
    if (surplus !== undefined) {
      const message = `the file has more than ${MOST_ALIASES} aliases (*name)`;
      return [{ ...this.placeOfNode(surplus), message, instead: 'write the values out', fatal: true }];
    }
    return aliases
      .filter((alias) => alias.resolve(this.document) === undefined)
      .map((alias) => ({
        ...this.placeOfNode(alias),
        message: `there is no anchor &${alias.source} above`,
        instead: `put the value in quotes ('*${alias.source}'), or write it out`,
        fatal: true,
      }));
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

  private aliases(): Alias[] {
    const found: Alias[] = [];
    visit(this.document, { Alias: (_, node) => void found.push(node) });
    return found;
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

function inUsersWords(code: string, message: string): { message: string; instead: string } {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { message: 'the line is indented with a tab', instead: 'indent with spaces' };
    case 'MULTIPLE_DOCS':
      return { message: 'the file holds a second document', instead: "write one loop a file, without '---' between" };
    case 'NON_STRING_KEY':
      return { message: 'a key is not text', instead: 'write it in quotes' };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'a YAML tag (!name) is not known', instead: 'take it out' };
    case 'RESOURCE_EXHAUSTION':
      return {
        message: 'brackets or blocks stand within one another too deeply',
        instead: 'check the brackets before this',
      };
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
        // What follows a colon quotes the file, which may hold a secret.
        message: `this is not valid YAML: ${message.replace(/: ".*$/s, '')}`,
        instead: 'check indentation, quotes, brackets and colons here',
      };
  }
}
