import {
  CST,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  parseDocument,
  Parser,
  type Document,
  type LineCounter,
  type Node,
} from 'yaml';

import { shorten } from '../../can-bus/text/shorten.ts';
import { firstTooDeep, TOO_DEEP } from './nesting.ts';
import { yamlWords, type YamlWords } from './yaml-words.ts';

/** Far more than any file needs, and little enough to be read at once. */
const MAX_CHARACTERS = 1_000_000;

/** Why a text is not usable as YAML, with the offset in the text. */
interface YamlProblem extends YamlWords {
  readonly offset: number;
}

/** A YAML text as data; without problems the data is a tree of finite size. */
interface YamlData {
  readonly document: Document.Parsed;
  /** Undefined where there are problems. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
}

/** Reads a YAML text. Whatever the text is, the result says what is wrong with it. */
export function readYaml(text: string, lineCounter: LineCounter): YamlData {
  const document = (whole: string): Document.Parsed =>
    parseDocument(whole, { lineCounter, prettyErrors: false, logLevel: 'error', resolveKnownTags: false });
  const refuse = (offset: number, words: YamlWords): YamlData => {
    return { document: document(''), value: undefined, problems: [{ offset, ...words }] };
  };
  if (text.length > MAX_CHARACTERS) {
    return refuse(0, { found: `${text.length} characters`, expected: `a file of at most ${MAX_CHARACTERS}` });
  }
  // What is built from the tokens is built with the stack, which ends somewhere.
  const deep = offsetTooDeep(text);
  if (deep !== null) return refuse(deep, TOO_DEEP);
  const parsed = document(text);
  const problems = problemsOf(parsed);
  if (problems.length > 0) return { document: parsed, value: undefined, problems };
  try {
    return { document: parsed, value: parsed.toJS(), problems };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const words =
      error instanceof ReferenceError
        ? { found: 'aliases that repeat too much of the file', expected: 'the values themselves, or fewer aliases' }
        : { found: error.message, expected: 'a YAML text' };
    return { document: parsed, value: undefined, problems: [{ offset: 0, ...words }] };
  }
}

function offsetTooDeep(text: string): number | null {
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document' || token.value === undefined) continue;
    const deep = firstTooDeep<CST.Token>(token.value, partsOf);
    if (deep !== null) return deep.value.offset;
  }
  return null;
}

function partsOf(token: CST.Token): readonly CST.Token[] | null {
  if (!CST.isCollection(token)) return null;
  return token.items.flatMap(({ key, value }) => [key, value]).filter((part) => part !== null && part !== undefined);
}

function problemsOf(document: Document.Parsed): readonly YamlProblem[] {
  const errors = document.errors.map((error) => ({ offset: error.pos[0], ...yamlWords(error) }));
  return errors.length > 0 ? errors : new StructureCheck().check(document.contents);
}

/** Finds what the parser accepts and what cannot be data all the same. */
class StructureCheck {
  readonly #anchors = new Map<string, Node>();
  /** The collections around the node that is visited. */
  readonly #around = new Set<Node>();
  readonly #problems: YamlProblem[] = [];

  check(contents: Node | null): readonly YamlProblem[] {
    this.#visit(contents);
    return this.#problems;
  }

  #visit(node: unknown): void {
    if (isPair(node)) {
      if (isCollection(node.key)) this.#report(node.key, 'a list or a mapping as a name', 'a text as a name');
      this.#visit(node.key);
      this.#visit(node.value);
    } else if (isAlias(node)) {
      const meant = this.#anchors.get(node.source);
      const alias = `the alias *${shorten(node.source)}`;
      if (meant === undefined) this.#report(node, alias, `an anchor &${shorten(node.source)} before it`);
      else if (this.#around.has(meant))
        this.#report(node, `${alias} within the anchor that it means`, 'an alias after it');
    } else if (isScalar(node) || isCollection(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
      if (!isCollection(node)) return;
      this.#around.add(node);
      for (const item of node.items) this.#visit(item);
      this.#around.delete(node);
    }
  }

  #report(node: Node, found: string, expected: string): void {
    this.#problems.push({ offset: node.range?.[0] ?? 0, found, expected });
  }
}
