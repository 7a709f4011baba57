import { inWords, type FieldSpec, type ValueSpec } from '../../../ecu-sim/description/value-spec.ts';
import { standardLength, type DataDictionary, type DataObject } from './data-dictionary.ts';
import { shortName } from './short-name.ts';
import type { XmlTree } from './xml-tree.ts';

/** Consecutive parameters of a request, a response or a structure. */
export interface Parameters {
  readonly trees: readonly XmlTree[];
  /** Null where they extend to the end of the message. */
  readonly bytes: number | null;
}

/** One part of a message; `at` is its first byte. */
export type Part = (at: number) => Parameters;

/** The parts one after the other. */
export function inSequence(parts: readonly Part[], start: number = 0): Parameters {
  let at = start;
  const trees: XmlTree[] = [];
  for (const part of parts) {
    const { trees: added, bytes } = part(at);
    trees.push(...added);
    if (bytes === null) return { trees, bytes: null };
    at += bytes;
  }
  return { trees, bytes: at - start };
}

/** A constant number of whole bytes. */
export function constant(name: string, semantic: string, bytes: number, value: number): Part {
  return (at) => ({
    trees: [
      {
        '@SEMANTIC': semantic,
        '@xsi:type': 'CODED-CONST',
        'SHORT-NAME': name,
        'BYTE-POSITION': at,
        'CODED-VALUE': value,
        'DIAG-CODED-TYPE': standardLength('A_UINT32', bytes * 8),
      },
    ],
    bytes,
  });
}

/** A value described by a data object. */
export function value(name: string, title: string, object: DataObject): Part {
  return (at) => ({ trees: [valueTree(name, title, at, null, object)], bytes: object.bytes });
}

function valueTree(name: string, title: string, at: number, bit: number | null, { id }: DataObject): XmlTree {
  return {
    '@SEMANTIC': 'DATA',
    '@xsi:type': 'VALUE',
    'SHORT-NAME': name,
    'LONG-NAME': title,
    'BYTE-POSITION': at,
    'BIT-POSITION': bit ?? undefined,
    'DOP-REF': { '@ID-REF': id },
  };
}

/** Named bits of one byte, from bit 0 up; the others are reserved. */
export function flags(
  names: readonly { readonly name: string; readonly title?: string }[],
  words: DataDictionary,
): Part {
  return (at) => {
    const trees = names.map(({ name, title }, bit) =>
      valueTree(shortName(name), title ?? inWords(name), at, bit, words.bit()),
    );
    const unused = 8 - names.length;
    const reserved: XmlTree = {
      '@xsi:type': 'RESERVED',
      'SHORT-NAME': `Reserved${at}`,
      'BYTE-POSITION': at,
      'BIT-POSITION': names.length,
      'BIT-LENGTH': unused,
    };
    return { trees: unused === 0 ? trees : [...trees, reserved], bytes: 1 };
  };
}

/** The parameters of declared fields. `owner` names the structures of lists in them. */
export function fieldParts(fields: readonly FieldSpec[], words: DataDictionary, owner: string): readonly Part[] {
  return fields.flatMap((field) =>
    field.kind === 'flags'
      ? [flags(field.flags, words)]
      : valueParts(field, shortName(field.name), field.title ?? inWords(field.name), words, owner),
  );
}

/** The parameters of a declared value. */
export function valueParts(
  spec: ValueSpec,
  name: string,
  title: string,
  words: DataDictionary,
  owner: string = name,
): readonly Part[] {
  switch (spec.kind) {
    case 'number':
      return [
        value(name, title, spec.bits === 48 ? words.run('bytes', 6) : words.number({ ...spec, bits: spec.bits })),
      ];
    case 'enumeration':
      return [value(name, title, words.enumeration(spec.of))];
    case 'flag':
      return [value(name, title, words.flag(spec.words))];
    case 'text':
    case 'bytes':
      return [value(name, title, words.run(spec.kind, spec.bytes))];
    case 'date':
      return [value(name, `${title}, BCD YYMMDD`, words.run('bytes', 3))];
    case 'optional':
      return [
        value(`${name}Present`, `${title} present`, words.flag()),
        ...valueParts(spec.of, name, title, words, owner),
      ];
    case 'list':
      return [value(name, title, words.repeated(owner, entry(spec.of, shortName(spec.each), words, owner)))];
    case 'counted-list':
      return [
        value(`${name}Count`, `${title}: number of entries`, words.number({ bits: 8 })),
        value(name, title, words.repeated(owner, entry(spec.of, name, words, owner))),
      ];
    case 'record':
      return fieldParts(spec.fields, words, owner);
  }
}

/** The parameters of the structure that a list repeats. */
function entry(spec: ValueSpec, name: string, words: DataDictionary, owner: string): readonly XmlTree[] {
  return inSequence(valueParts(spec, name, inWords(name), words, `${owner}Entry`)).trees;
}
