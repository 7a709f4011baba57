import { create } from 'xmlbuilder2';

/**
 * An XML element's content by the names of its children, in the order of the schema; `@name` is an attribute. A child
 * that is undefined is left out, a list is one child after the other.
 */
export interface XmlTree {
  readonly [name: string]: string | number | XmlTree | readonly XmlTree[] | undefined;
}

interface WrittenTree {
  [name: string]: string | WrittenTree | WrittenTree[];
}

/** A document with one root element, as UTF-8 text with its line end. */
export function xmlDocument(root: XmlTree): string {
  return `${create({ version: '1.0', encoding: 'UTF-8' }, written(root)).end({ prettyPrint: true })}\n`;
}

function written(tree: XmlTree): WrittenTree {
  const result: WrittenTree = {};
  for (const [name, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') result[name] = String(value);
    else result[name] = isList(value) ? value.map(written) : written(value);
  }
  return result;
}

function isList(value: XmlTree | readonly XmlTree[]): value is readonly XmlTree[] {
  return Array.isArray(value);
}

/** The children of a list element; undefined, and so left out, where there are none. */
export function listOf(name: string, children: readonly XmlTree[]): XmlTree | undefined {
  return children.length === 0 ? undefined : { [name]: children };
}

/** An ODX document with one part of the data model. */
export function odxDocument(part: XmlTree): string {
  return xmlDocument({
    ODX: {
      '@MODEL-VERSION': '2.2.0',
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'odx.xsd',
      ...part,
    },
  });
}
