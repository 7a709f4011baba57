import { printable } from '../../../can-bus/bytes/printable.ts';
import { toHex } from '../../../can-bus/bytes/hex.ts';
import { decodeCoded, isConstant } from './coded-value.ts';
import { computeValue, numberText, unitText } from './computed-value.ts';
import type { OdxIndex } from './odx-index.ts';
import { child, numberIn, textIn, titleOf, type OdxNode } from './odx-node.ts';

/** Structures within structures, and items of a list: a description could refer to itself. */
const MAX_DEPTH = 16;
const MAX_ITEMS = 4096;

/** What was read, in words, and where it ends. */
interface Read {
  readonly words: string;
  readonly end: number;
}

/** A message that is being read. */
interface Reading {
  readonly bytes: Uint8Array;
  readonly request: Uint8Array;
  /** Values of keys, by the id of the parameter. */
  readonly keys: Map<string, number>;
  /** Rows that keys have chosen from their tables, by the id and by the short name of the parameter. */
  readonly rows: Map<string, OdxNode>;
  depth: number;
}

/** A message in words, and the bytes behind what is described. */
interface DecodedMessage {
  readonly words: string;
  readonly rest: Uint8Array;
}

/**
 * The parameters of a message in words, without its constants. Null where a constant, a length or a value does not fit.
 *
 * @param message REQUEST or POS-RESPONSE
 * @param request whose bytes a response repeats
 */
export function decodeMessage(
  message: OdxNode,
  index: OdxIndex,
  bytes: Uint8Array,
  request: Uint8Array,
): DecodedMessage | null {
  const reader = new MessageReader(index, { bytes, request, keys: new Map(), rows: new Map(), depth: 0 });
  const read = reader.parameters(message, 0);
  return read === null ? null : { words: read.words, rest: bytes.subarray(read.end) };
}

class MessageReader {
  readonly #index: OdxIndex;
  readonly #reading: Reading;

  constructor(index: OdxIndex, reading: Reading) {
    this.#index = index;
    this.#reading = reading;
  }

  parameters(owner: OdxNode, start: number): Read | null {
    if (this.#reading.depth > MAX_DEPTH) return null;
    this.#reading.depth++;
    const words: string[] = [];
    let [end, at] = [start, start];
    for (const parameter of child(owner, 'PARAMS')?.children ?? []) {
      const position = numberIn(parameter, 'BYTE-POSITION');
      const read = this.#parameter(parameter, position === null ? at : start + position);
      if (read === null) return null;
      if (read.words !== '') words.push(read.words);
      at = read.end;
      end = Math.max(end, read.end);
    }
    this.#reading.depth--;
    return { words: words.join(', '), end: Math.max(end, start + (numberIn(owner, 'BYTE-SIZE') ?? 0)) };
  }

  #parameter(parameter: OdxNode, at: number): Read | null {
    const { bytes, request } = this.#reading;
    const bit = numberIn(parameter, 'BIT-POSITION') ?? 0;
    switch (parameter.attributes['xsi:type']) {
      case 'CODED-CONST': {
        const type = child(parameter, 'DIAG-CODED-TYPE');
        const coded = type === null ? null : decodeCoded(type, bytes, at, bit);
        return coded !== null && isConstant(parameter, coded) ? { words: '', end: coded.end } : null;
      }
      case 'MATCHING-REQUEST-PARAM': {
        const from = numberIn(parameter, 'REQUEST-BYTE-POS') ?? 0;
        const length = numberIn(parameter, 'BYTE-LENGTH') ?? 0;
        const isSame = toHex(bytes.subarray(at, at + length)) === toHex(request.subarray(from, from + length));
        return isSame && at + length <= bytes.length ? { words: '', end: at + length } : null;
      }
      case 'RESERVED': {
        const end = at + Math.ceil((bit + (numberIn(parameter, 'BIT-LENGTH') ?? 0)) / 8);
        return end > bytes.length ? null : { words: '', end };
      }
      case 'PHYS-CONST': {
        const read = this.#object(this.#objectOf(parameter), at, bit);
        const wanted = textIn(parameter, 'PHYS-CONSTANT-VALUE');
        return read !== null && wanted !== null && read.words.startsWith(wanted) ? { words: '', end: read.end } : null;
      }
      case 'LENGTH-KEY':
        return this.#lengthKey(parameter, at, bit);
      case 'VALUE':
      case 'SYSTEM':
        return this.#named(titleOf(parameter), this.#object(this.#objectOf(parameter), at, bit));
      case 'TABLE-KEY':
        return this.#tableKey(parameter, at, bit);
      case 'TABLE-STRUCT':
        return this.#tableStruct(parameter, at, bit);
      case 'NRC-CONST':
      case 'DYNAMIC':
      case 'TABLE-ENTRY':
      case undefined:
      default:
        return this.#rest(titleOf(parameter), at);
    }
  }

  #objectOf(parameter: OdxNode): OdxNode | null {
    return this.#index.target(child(parameter, 'DOP-REF') ?? child(parameter, 'DOP-SNREF'));
  }

  #lengthKey(parameter: OdxNode, at: number, bit: number): Read | null {
    const type = child(this.#objectOf(parameter), 'DIAG-CODED-TYPE');
    const coded = type === null ? null : decodeCoded(type, this.#reading.bytes, at, bit);
    if (coded === null || typeof coded.value !== 'number') return null;
    const method = child(this.#objectOf(parameter), 'COMPU-METHOD');
    this.#reading.keys.set(parameter.id ?? '', Number(computeValue(method, coded.value) ?? coded.value));
    return { words: '', end: coded.end };
  }

  #tableKey(parameter: OdxNode, at: number, bit: number): Read | null {
    const table = this.#index.target(child(parameter, 'TABLE-REF') ?? child(parameter, 'TABLE-SNREF'));
    const object = this.#index.target(child(table, 'KEY-DOP-REF'));
    const type = child(object, 'DIAG-CODED-TYPE');
    if (type === null) return this.#rest(titleOf(parameter), at);
    const coded = decodeCoded(type, this.#reading.bytes, at, bit);
    if (coded === null) return null;
    const key = computeValue(child(object, 'COMPU-METHOD'), coded.value) ?? String(coded.value);
    const row = rowsOf(table, this.#index).find((each) => isKey(textIn(each, 'KEY'), key));
    if (row !== undefined) {
      for (const name of [parameter.id, textIn(parameter, 'SHORT-NAME')]) {
        if (name !== null) this.#reading.rows.set(name, row);
      }
    }
    const words = row === undefined ? `${key} (not defined)` : titleOf(row);
    return this.#named(titleOf(parameter), { words: printable(words), end: coded.end });
  }

  /** What the row of a key describes; nothing follows the key of a row without a description. */
  #tableStruct(parameter: OdxNode, at: number, bit: number): Read | null {
    const reference = child(parameter, 'TABLE-KEY-REF') ?? child(parameter, 'TABLE-KEY-SNREF');
    const key = reference?.attributes['ID-REF'] ?? reference?.attributes['SHORT-NAME'] ?? '';
    const row = this.#reading.rows.get(key);
    if (row === undefined) return this.#rest(titleOf(parameter), at);
    const described = child(row, 'STRUCTURE-REF') ?? child(row, 'DATA-OBJECT-PROP-REF');
    if (described === null) return { words: '', end: at };
    return this.#named(titleOf(parameter), this.#object(this.#index.target(described), at, bit));
  }

  #named(title: string, read: Read | null): Read | null {
    return read === null ? null : { words: `${printable(title)} ${read.words}`.trim(), end: read.end };
  }

  /** What this reader does not know the layout of. */
  #rest(title: string, at: number): Read {
    const { bytes } = this.#reading;
    return { words: `${printable(title)} ${toHex(bytes.subarray(at), ' ')}`.trim(), end: bytes.length };
  }

  #object(object: OdxNode | null, at: number, bit: number): Read | null {
    switch (object?.name) {
      case 'DATA-OBJECT-PROP':
        return this.#simple(object, at, bit);
      case 'DTC-DOP':
        return this.#troubleCode(object, at, bit);
      case 'STRUCTURE': {
        const read = this.parameters(object, at);
        return read === null ? null : { words: `(${read.words})`, end: read.end };
      }
      case 'END-OF-PDU-FIELD':
        return this.#items(object, at, numberIn(object, 'MAX-NUMBER-OF-ITEMS') ?? MAX_ITEMS, null);
      case 'STATIC-FIELD':
        return this.#items(
          object,
          at,
          numberIn(object, 'FIXED-NUMBER-OF-ITEMS') ?? 0,
          numberIn(object, 'ITEM-BYTE-SIZE'),
        );
      case 'DYNAMIC-LENGTH-FIELD':
        return this.#countedItems(object, at);
      case 'MUX':
        return this.#mux(object, at);
      case undefined:
      default:
        return this.#rest('', at);
    }
  }

  #simple(object: OdxNode, at: number, bit: number): Read | null {
    const type = child(object, 'DIAG-CODED-TYPE');
    const { bytes, keys } = this.#reading;
    const coded = type === null ? null : decodeCoded(type, bytes, at, bit, (id) => keys.get(id) ?? null);
    if (coded === null) return null;
    const method = child(object, 'COMPU-METHOD');
    const radix = child(object, 'PHYSICAL-TYPE')?.attributes['DISPLAY-RADIX'];
    const isHex = radix === 'HEX' && typeof coded.value === 'number' && textIn(method, 'CATEGORY') === 'IDENTICAL';
    const words = isHex ? `0x${coded.value.toString(16).toUpperCase()}` : computeValue(method, coded.value);
    const unit = unitText(this.#index.target(child(object, 'UNIT-REF')));
    const shown = words === null ? `${coded.value} (not defined)` : [words, unit].filter(Boolean).join(' ');
    return { words: printable(shown), end: coded.end };
  }

  #troubleCode(object: OdxNode, at: number, bit: number): Read | null {
    const type = child(object, 'DIAG-CODED-TYPE');
    const coded = type === null ? null : decodeCoded(type, this.#reading.bytes, at, bit);
    if (coded === null || typeof coded.value !== 'number') return null;
    const { value } = coded;
    const code = child(object, 'DTCS')?.children.find((each) => numberIn(each, 'TROUBLE-CODE') === value);
    if (code === undefined) return { words: value.toString(16).toUpperCase().padStart(6, '0'), end: coded.end };
    const name = textIn(code, 'DISPLAY-TROUBLE-CODE') ?? textIn(code, 'SHORT-NAME') ?? '';
    const text = textIn(code, 'TEXT');
    return { words: printable(text === null ? name : `${name} ${text}`), end: coded.end };
  }

  /** @param size of an item; null where it is as long as what it holds */
  #items(field: OdxNode, start: number, count: number, size: number | null): Read | null {
    const structure = this.#index.target(child(field, 'BASIC-STRUCTURE-REF'));
    const items: string[] = [];
    let at = start;
    while (structure !== null && items.length < Math.min(count, MAX_ITEMS) && at < this.#reading.bytes.length) {
      const read = this.parameters(structure, at);
      if (read === null || (read.end === at && size === null)) return null;
      items.push(read.words);
      at = size === null ? read.end : at + size;
    }
    return { words: items.length === 0 ? 'none' : items.map((words) => `(${words})`).join(' '), end: at };
  }

  #countedItems(field: OdxNode, at: number): Read | null {
    const counter = child(field, 'DETERMINE-NUMBER-OF-ITEMS');
    const object = this.#index.target(child(counter, 'DATA-OBJECT-PROP-REF'));
    const type = child(object, 'DIAG-CODED-TYPE');
    const position = at + (numberIn(counter, 'BYTE-POSITION') ?? 0);
    const bit = numberIn(counter, 'BIT-POSITION') ?? 0;
    const coded = type === null ? null : decodeCoded(type, this.#reading.bytes, position, bit);
    if (coded === null || typeof coded.value !== 'number') return null;
    return this.#items(field, at + (numberIn(field, 'OFFSET') ?? coded.end - at), coded.value, null);
  }

  #mux(mux: OdxNode, at: number): Read | null {
    const key = child(mux, 'SWITCH-KEY');
    const object = this.#index.target(child(key, 'DATA-OBJECT-PROP-REF'));
    const type = child(object, 'DIAG-CODED-TYPE');
    const position = at + (numberIn(key, 'BYTE-POSITION') ?? 0);
    const coded =
      type === null ? null : decodeCoded(type, this.#reading.bytes, position, numberIn(key, 'BIT-POSITION') ?? 0);
    if (coded === null || typeof coded.value !== 'number') return null;
    const { value } = coded;
    const found = child(mux, 'CASES')?.children.find(
      (each) =>
        value >= (numberIn(each, 'LOWER-LIMIT') ?? Infinity) && value <= (numberIn(each, 'UPPER-LIMIT') ?? -Infinity),
    );
    const chosen = found ?? child(mux, 'DEFAULT-CASE');
    if (chosen === null) return { words: numberText(value), end: coded.end };
    const structure = this.#index.target(child(chosen, 'STRUCTURE-REF'));
    if (structure === null) return { words: titleOf(chosen), end: coded.end };
    const read = this.parameters(structure, at + (numberIn(mux, 'BYTE-POSITION') ?? 0));
    return read === null ? null : { words: `${titleOf(chosen)} (${read.words})`, end: Math.max(read.end, coded.end) };
  }
}

function rowsOf(table: OdxNode | null, index: OdxIndex): readonly OdxNode[] {
  return (table?.children ?? []).flatMap((each) => {
    const row = each.name === 'TABLE-ROW-REF' ? index.target(each) : each;
    return row?.name === 'TABLE-ROW' ? [row] : [];
  });
}

/** Keys are compared as numbers where both are: `0xF190` is `61840`. */
function isKey(wanted: string | null, key: string): boolean {
  if (wanted === null || wanted === '') return false;
  return wanted === key || Number(wanted) === Number(key);
}
