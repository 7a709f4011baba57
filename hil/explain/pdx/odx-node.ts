import { create } from 'xmlbuilder2';

/** Deeper elements are not a diagnostic description. */
const MAX_DEPTH = 64;

/** An element of an ODX file. */
export interface OdxNode {
  readonly name: string;
  readonly id: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Of elements without children. */
  readonly text: string;
  readonly children: readonly OdxNode[];
}

/** What is read of a DOM node. */
interface DomNode {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

/** The first element of an ODX file; or why the text is none. */
export function readOdx(text: string): OdxNode | string {
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) return 'has a document type, which ODX does not have';
  // Before it is parsed: the library's time grows with the square of the depth.
  if (depthOf(text) > MAX_DEPTH) return `has elements within each other, ${MAX_DEPTH} deep`;
  if (!text.includes('<')) return 'is no XML that can be read: it has no element';
  try {
    return nodeOf(create(text).root().node);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `is no XML that can be read: ${reason}`;
  }
}

/** How deep elements are within each other, by their tags alone. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text[at + 1];
    if (next === '/') depth--;
    else if (next !== '!' && next !== '?') {
      const end = text.indexOf('>', at);
      if (end < 0 || text[end - 1] !== '/') depth++;
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function nodeOf(node: DomNode): OdxNode {
  const attributes = Object.fromEntries([...(node.attributes ?? [])].map(({ name, value }) => [name, value]));
  const children: OdxNode[] = [];
  for (const child of node.childNodes) {
    if (!child.nodeName.startsWith('#')) children.push(nodeOf(child));
  }
  const text = children.length === 0 ? (node.textContent ?? '').trim() : '';
  return { name: node.nodeName, id: attributes['ID'] ?? null, attributes, text, children };
}

export function child(node: OdxNode | null | undefined, name: string): OdxNode | null {
  return node?.children.find((each) => each.name === name) ?? null;
}

/** The text of a child; null where there is none. */
export function textIn(node: OdxNode | null | undefined, name: string): string | null {
  return child(node, name)?.text ?? null;
}

/** The number in a child; null where there is none, or no number. */
export function numberIn(node: OdxNode | null | undefined, name: string): number | null {
  const text = textIn(node, name);
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** For people: its long name, else its short one. */
export function titleOf(node: OdxNode): string {
  return textIn(node, 'LONG-NAME') ?? textIn(node, 'SHORT-NAME') ?? node.name;
}

/** An element and all within it. */
export function* everyNode(node: OdxNode): Generator<OdxNode, void, undefined> {
  yield node;
  for (const each of node.children) yield* everyNode(each);
}
