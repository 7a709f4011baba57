/** An XML element. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const TOKEN = /<\?[^?]*\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function unescape(text: string): string {
  return text.replaceAll(/&[^;]*;/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw new Error(`${entity} is no entity of XML`);
    return character;
  });
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** A small reader of well-formed XML. @throws Error where it is not, naming the place */
export function readXml(source: string): XmlElement {
  const document: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: OpenElement[] = [document];
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [whole, slash, name = '', attributes = '', isEmpty, text] = match;
    end = match.index + whole.length;
    const inner = open.at(-1) ?? document;
    if (text !== undefined) inner.text += unescape(text.trim());
    if (name === '') continue;
    if (slash === '/') {
      if (inner.name !== name) throw new Error(`</${name}> at ${match.index} ends <${inner.name}>`);
      open.pop();
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']): [string, string] => [key, unescape(value)],
    );
    const element: OpenElement = { name, attributes: new Map(pairs), children: [], text: '' };
    inner.children.push(element);
    if (isEmpty !== '/') open.push(element);
  }
  const [root] = document.children;
  if (end !== source.length || open.length > 1 || root === undefined) throw new Error(`no well-formed XML at ${end}`);
  return root;
}

/** The child of this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name);
}

/** Text of the child of this name; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return child(element, name)?.text ?? '';
}

/** All elements below this one, and itself. */
export function everyElement(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(everyElement)];
}
