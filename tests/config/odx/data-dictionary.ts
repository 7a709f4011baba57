import type { EcuDescription } from '../../../ecu-sim/description/ecu-description.ts';
import { wordsOfName, type ValueSpec } from '../../../ecu-sim/description/value-spec.ts';
import { rationalScale } from './rational-scale.ts';
import { shortName, unitName } from './short-name.ts';
import { listOf, type XmlTree } from './xml-tree.ts';

/** A data object of the dictionary, as parameters refer to it. */
export interface DataObject {
  readonly id: string;
  /** Null where it extends to the end of the message. */
  readonly bytes: number | null;
}

type NumberSpec = Omit<Extract<ValueSpec, { kind: 'number' }>, 'kind'> & { readonly offset?: number };
type Table = readonly (readonly [from: number, to: number, words: string])[];

const BYTE = 8;

/** The DIAG-DATA-DICTIONARY-SPEC of one layer: each data object once, however often parameters refer to it. */
export class DataDictionary {
  readonly #layer: string;
  readonly #ecu: EcuDescription;
  readonly #properties = new Map<string, XmlTree>();
  readonly #structures = new Map<string, XmlTree>();
  readonly #fields = new Map<string, XmlTree>();
  readonly #units = new Map<string, string>();
  #troubleCodes: XmlTree | null = null;

  constructor(ecu: EcuDescription, layer: string) {
    this.#ecu = ecu;
    this.#layer = layer;
  }

  /** An unsigned number; up to 32 bits, as ODX has no longer ones. */
  number(spec: NumberSpec): DataObject {
    const { bits, unit = '', scale = 1, offset = 0, range, hexDigits } = spec;
    const [numerator, denominator] = rationalScale(scale);
    const isLinear = numerator !== denominator || offset !== 0;
    const suffix = [
      unitName(unit),
      ...(isLinear ? [`x${numerator}_${denominator}`, ...(offset === 0 ? [] : [`from${offset}`])] : []),
      ...(range === undefined ? [] : [`${range[0]}to${range[1]}`]),
      ...(hexDigits === undefined ? [] : ['hex']),
    ].filter((part) => part !== '');
    const name = [`U${bits}`, ...suffix].join('_').replaceAll('-', 'minus').replaceAll('.', 'point');
    const isWhole = denominator === 1 && Number.isInteger(offset);
    const type = !isWhole ? 'A_FLOAT64' : offset < 0 ? 'A_INT32' : 'A_UINT32';
    return this.#property(name, bits / BYTE, {
      'COMPU-METHOD': isLinear
        ? {
            CATEGORY: 'LINEAR',
            'COMPU-INTERNAL-TO-PHYS': {
              'COMPU-SCALES': {
                'COMPU-SCALE': {
                  'COMPU-RATIONAL-COEFFS': {
                    'COMPU-NUMERATOR': { V: [{ '#': offset * denominator }, { '#': numerator }] },
                    'COMPU-DENOMINATOR': { V: denominator },
                  },
                },
              },
            },
          }
        : { CATEGORY: 'IDENTICAL' },
      'DIAG-CODED-TYPE': standardLength('A_UINT32', bits),
      'PHYSICAL-TYPE': { '@BASE-DATA-TYPE': type, '@DISPLAY-RADIX': hexDigits === undefined ? undefined : 'HEX' },
      'INTERNAL-CONSTR': range === undefined ? undefined : { 'LOWER-LIMIT': range[0], 'UPPER-LIMIT': range[1] },
      'UNIT-REF': unit === '' ? undefined : { '@ID-REF': this.#unit(unit) },
    });
  }

  /** One byte, or some bits of one, whose values have names. */
  table(name: string, bits: number, table: Table): DataObject {
    return this.#property(name, bits / BYTE, {
      'COMPU-METHOD': {
        CATEGORY: 'TEXTTABLE',
        'COMPU-INTERNAL-TO-PHYS': {
          'COMPU-SCALES': {
            'COMPU-SCALE': table.map(([from, to, words]) => ({
              'LOWER-LIMIT': from,
              'UPPER-LIMIT': to,
              'COMPU-CONST': { VT: words },
            })),
          },
        },
      },
      'DIAG-CODED-TYPE': standardLength('A_UINT32', bits),
      'PHYSICAL-TYPE': { '@BASE-DATA-TYPE': 'A_UNICODE2STRING' },
    });
  }

  enumeration(name: string): DataObject {
    const enumeration = this.#ecu.enumerations[name];
    if (enumeration === undefined) return this.number({ bits: 8 });
    const table = Object.entries(enumeration.codes).map(
      ([key, code]) => [code, code, wordsOfName(enumeration, key)] as const,
    );
    return this.table(shortName(name), BYTE, table);
  }

  /** A byte that is 0 or not. */
  flag([no, yes]: readonly [string, string] = ['no', 'yes']): DataObject {
    return this.table(`Flag_${shortName(no)}_${shortName(yes)}`, BYTE, [
      [0, 0, no],
      [1, 0xff, yes],
    ]);
  }

  /** One bit. */
  bit(): DataObject {
    return this.table('Bit', 1, [
      [0, 0, 'no'],
      [1, 1, 'yes'],
    ]);
  }

  /** Text or bytes, of a fixed length or to the end of the message. */
  run(kind: 'text' | 'bytes', bytes: number | 'rest'): DataObject {
    const type = kind === 'text' ? 'A_ASCIISTRING' : 'A_BYTEFIELD';
    const coding =
      bytes === 'rest'
        ? {
            '@BASE-DATA-TYPE': type,
            '@TERMINATION': 'END-OF-PDU',
            '@xsi:type': 'MIN-MAX-LENGTH-TYPE',
            'MIN-LENGTH': 0,
          }
        : standardLength(type, bytes * BYTE);
    return this.#property(`${shortName(kind)}_${bytes}`, bytes === 'rest' ? null : bytes, {
      'COMPU-METHOD': { CATEGORY: 'IDENTICAL' },
      'DIAG-CODED-TYPE': coding,
      'PHYSICAL-TYPE': { '@BASE-DATA-TYPE': kind === 'text' ? 'A_UNICODE2STRING' : 'A_BYTEFIELD' },
    });
  }

  /** A trouble code of two or three bytes. */
  troubleCode(): DataObject {
    const id = this.#id('DOP', 'TroubleCode');
    this.#troubleCodes ??= {
      '@ID': id,
      'SHORT-NAME': 'TroubleCode',
      'DIAG-CODED-TYPE': standardLength('A_UINT32', 24),
      'PHYSICAL-TYPE': { '@BASE-DATA-TYPE': 'A_UINT32', '@DISPLAY-RADIX': 'HEX' },
      'COMPU-METHOD': { CATEGORY: 'IDENTICAL' },
      DTCS: {
        DTC: Object.entries(this.#ecu.troubleCodes).map(([name, { code, meaning }]) => ({
          '@ID': this.#id('DTC', name),
          'SHORT-NAME': name,
          'TROUBLE-CODE': code,
          'DISPLAY-TROUBLE-CODE': name,
          TEXT: meaning,
        })),
      },
    };
    return { id, bytes: 3 };
  }

  /** Structures one after the other, to the end of the message. */
  repeated(name: string, parameters: readonly XmlTree[]): DataObject {
    const structure = this.#id('STRUCT', name);
    this.#structures.set(name, { '@ID': structure, 'SHORT-NAME': name, PARAMS: { PARAM: parameters } });
    const id = this.#id('EOPDU', name);
    this.#fields.set(name, {
      '@ID': id,
      'SHORT-NAME': `${name}_List`,
      'BASIC-STRUCTURE-REF': { '@ID-REF': structure },
    });
    return { id, bytes: null };
  }

  toXml(): XmlTree {
    const units = [...this.#units].map(([unit, id]) => ({
      '@ID': id,
      'SHORT-NAME': unitName(unit),
      'DISPLAY-NAME': unit,
    }));
    return {
      'DTC-DOPS': this.#troubleCodes === null ? undefined : { 'DTC-DOP': this.#troubleCodes },
      'DATA-OBJECT-PROPS': listOf('DATA-OBJECT-PROP', inOrder(this.#properties)),
      STRUCTURES: listOf('STRUCTURE', inOrder(this.#structures)),
      'END-OF-PDU-FIELDS': listOf('END-OF-PDU-FIELD', inOrder(this.#fields)),
      'UNIT-SPEC': units.length === 0 ? undefined : { UNITS: { UNIT: units } },
    };
  }

  #property(name: string, bytes: number | null, content: XmlTree): DataObject {
    const id = this.#id('DOP', name);
    if (!this.#properties.has(name)) this.#properties.set(name, { '@ID': id, 'SHORT-NAME': name, ...content });
    return { id, bytes };
  }

  #unit(unit: string): string {
    const id = this.#id('UNIT', unitName(unit));
    this.#units.set(unit, id);
    return id;
  }

  #id(kind: string, name: string): string {
    return `${this.#layer}.${kind}.${name}`;
  }
}

/** DIAG-CODED-TYPE of a fixed number of bits. */
export function standardLength(type: string, bits: number): XmlTree {
  return { '@BASE-DATA-TYPE': type, '@xsi:type': 'STANDARD-LENGTH-TYPE', 'BIT-LENGTH': bits };
}

function inOrder(table: ReadonlyMap<string, XmlTree>): readonly XmlTree[] {
  return [...table].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, tree]) => tree);
}
