import { strFromU8, unzipSync } from 'fflate';
import { child, everyElement, readXml, textOf, type XmlElement } from './xml-reader.ts';

/** What a parameter means: a number, words, text, bytes in hexadecimal, or a list. */
export type Meaning = string | number | readonly Meanings[];
export interface Meanings {
  readonly [name: string]: Meaning;
}

interface Decoded {
  readonly service: string;
  readonly values: Meanings;
}

/** Reads a PDX package by itself, without the descriptions from which it was written. */
export class PdxReader {
  readonly documents: ReadonlyMap<string, XmlElement>;
  readonly ids: ReadonlyMap<string, XmlElement>;
  readonly #services = new Map<string, readonly XmlElement[]>();

  constructor(bytes: Uint8Array) {
    const files = Object.entries(unzipSync(bytes));
    this.documents = new Map(files.map(([name, content]) => [name, readXml(strFromU8(content))]));
    const elements = [...this.documents.values()].flatMap(everyElement);
    const identified = elements.flatMap((element): [string, XmlElement][] => {
      const id = element.attributes.get('ID');
      return id === undefined ? [] : [[id, element]];
    });
    this.ids = new Map(identified);
    if (this.ids.size !== identified.length) throw new Error('an ID is there twice');
  }

  /** The services of an ECU. */
  services(ecu: string): readonly XmlElement[] {
    const document = this.documents.get(`${ecu}.odx-d`);
    if (document === undefined) throw new Error(`there is no ${ecu}`);
    const services = this.#services.get(ecu) ?? everyElement(document).filter(({ name }) => name === 'DIAG-SERVICE');
    this.#services.set(ecu, services);
    return services;
  }

  /** The one service that has this request; null where there is none. */
  request(ecu: string, message: Uint8Array): Decoded | null {
    const found = this.services(ecu).flatMap((service) => {
      const values =
        this.#read(this.#target(service, 'REQUEST-REF'), message) ??
        this.#read(this.#target(service, 'REQUEST-REF'), this.#withoutSuppression(service, message));
      return values === null ? [] : [{ service: textOf(service, 'SHORT-NAME'), values }];
    });
    // An explicit service for a suppressed response is also found by the mask of the other one.
    return found.find(({ service }) => service.endsWith('_NoResponse')) ?? found[0] ?? null;
  }

  /** The positive response of a service; null where it does not fit. */
  response(ecu: string, name: string, message: Uint8Array): Meanings | null {
    const service = this.services(ecu).find((each) => textOf(each, 'SHORT-NAME') === name);
    const references = service && child(service, 'POS-RESPONSE-REFS');
    return references === undefined ? null : this.#read(this.#target(references, 'POS-RESPONSE-REF'), message);
  }

  /** A negative response to any service of an ECU. */
  negative(ecu: string, message: Uint8Array): Meanings | null {
    const document = this.documents.get(`${ecu}.odx-d`);
    const response = document && everyElement(document).find(({ name }) => name === 'GLOBAL-NEG-RESPONSE');
    return response === undefined ? null : this.#read(response, message);
  }

  #withoutSuppression(service: XmlElement, message: Uint8Array): Uint8Array {
    const suppression = child(service, 'POS-RESPONSE-SUPPRESSABLE');
    if (suppression === undefined) return message;
    const mask = Number.parseInt(textOf(suppression, 'BIT-MASK'), 16);
    return message.map((byte, index) => (index === 1 ? byte & ~mask : byte));
  }

  #target(element: XmlElement, name: string): XmlElement {
    const id = child(element, name)?.attributes.get('ID-REF') ?? '';
    const target = this.ids.get(id);
    if (target === undefined) throw new Error(`${name} of ${textOf(element, 'SHORT-NAME')} refers to nothing: ${id}`);
    return target;
  }

  /** The whole message; null where a constant, a length or a value does not fit. */
  #read(message: XmlElement, bytes: Uint8Array): Meanings | null {
    const values: Record<string, Meaning> = {};
    const end = this.#readParameters(message, bytes, 0, values);
    return end === bytes.length ? values : null;
  }

  #readParameters(owner: XmlElement, bytes: Uint8Array, start: number, values: Record<string, Meaning>): number | null {
    let end = start;
    for (const parameter of child(owner, 'PARAMS')?.children ?? []) {
      const at = start + Number(textOf(parameter, 'BYTE-POSITION'));
      const [meaning, after] = this.#readParameter(parameter, bytes, at) ?? [null, 0];
      if (meaning === null) return null;
      values[textOf(parameter, 'SHORT-NAME')] = meaning;
      end = Math.max(end, after);
    }
    return end;
  }

  #readParameter(parameter: XmlElement, bytes: Uint8Array, at: number): readonly [Meaning, number] | null {
    const kind = parameter.attributes.get('xsi:type');
    const bit = Number(textOf(parameter, 'BIT-POSITION'));
    switch (kind) {
      case 'CODED-CONST': {
        const type = child(parameter, 'DIAG-CODED-TYPE');
        const number = type && readNumber(bytes, at, Number(textOf(type, 'BIT-LENGTH')), 0);
        const isEqual = number?.[0] === Number(textOf(parameter, 'CODED-VALUE'));
        return number !== undefined && number !== null && isEqual ? number : null;
      }
      case 'MATCHING-REQUEST-PARAM':
        return readNumber(bytes, at, 8 * Number(textOf(parameter, 'BYTE-LENGTH')), 0);
      case 'RESERVED':
        return readNumber(bytes, at, Number(textOf(parameter, 'BIT-LENGTH')), bit);
      case 'VALUE':
        return this.#readObject(this.#target(parameter, 'DOP-REF'), bytes, at, bit);
      case undefined:
      default:
        throw new Error(`${kind ?? ''}: no parameter that this reader knows`);
    }
  }

  #readObject(object: XmlElement, bytes: Uint8Array, at: number, bit: number): readonly [Meaning, number] | null {
    if (object.name === 'END-OF-PDU-FIELD')
      return this.#readList(this.#target(object, 'BASIC-STRUCTURE-REF'), bytes, at);
    const type = child(object, 'DIAG-CODED-TYPE');
    if (type === undefined) throw new Error(`${object.name} has no DIAG-CODED-TYPE`);
    const isOpen = type.attributes.get('xsi:type') === 'MIN-MAX-LENGTH-TYPE';
    const base = type.attributes.get('BASE-DATA-TYPE');
    if (base === 'A_UINT32') {
      const number = readNumber(bytes, at, Number(textOf(type, 'BIT-LENGTH')), bit);
      if (number === null) return null;
      const meaning = meaningOf(object, number[0]);
      return meaning === null ? null : [meaning, number[1]];
    }
    const end = isOpen ? bytes.length : at + Number(textOf(type, 'BIT-LENGTH')) / 8;
    if (end > bytes.length || at > end) return null;
    const run = bytes.subarray(at, end);
    return [base === 'A_BYTEFIELD' ? Buffer.from(run).toString('hex') : Buffer.from(run).toString('latin1'), end];
  }

  #readList(structure: XmlElement, bytes: Uint8Array, start: number): readonly [Meaning, number] | null {
    const entries: Meanings[] = [];
    let at = start;
    while (at < bytes.length) {
      const values: Record<string, Meaning> = {};
      const end = this.#readParameters(structure, bytes, at, values);
      if (end === null) return null;
      entries.push(values);
      at = end;
    }
    return [entries, at];
  }
}

/** A big-endian number; null where the message ends before. */
function readNumber(bytes: Uint8Array, at: number, bits: number, bit: number): readonly [number, number] | null {
  const length = Math.ceil((bit + bits) / 8);
  if (at + length > bytes.length) return null;
  let number = 0;
  for (const byte of bytes.subarray(at, at + length)) number = number * 256 + byte;
  return [Math.floor(number / 2 ** bit) % 2 ** bits, at + length];
}

function meaningOf(object: XmlElement, number: number): Meaning | null {
  if (object.name === 'DTC-DOP') {
    const codes = child(object, 'DTCS')?.children ?? [];
    const code = codes.find((each) => Number(textOf(each, 'TROUBLE-CODE')) === number);
    return code === undefined ? null : textOf(code, 'SHORT-NAME');
  }
  const method = child(object, 'COMPU-METHOD');
  if (method === undefined) throw new Error('there is no COMPU-METHOD');
  const scales = everyElement(method).filter(({ name }) => name === 'COMPU-SCALE');
  switch (textOf(method, 'CATEGORY')) {
    case 'IDENTICAL':
      return number;
    case 'LINEAR': {
      const [scale] = scales;
      const numbers = scale === undefined ? [] : everyElement(scale).filter(({ name }) => name === 'V');
      const [offset = 0, factor = 1, divisor = 1] = numbers.map(({ text }) => Number(text));
      return (offset + factor * number) / divisor;
    }
    case 'TEXTTABLE': {
      const scale = scales.find(
        (each) => number >= Number(textOf(each, 'LOWER-LIMIT')) && number <= Number(textOf(each, 'UPPER-LIMIT')),
      );
      const words = scale && child(scale, 'COMPU-CONST');
      return words === undefined ? null : textOf(words, 'VT');
    }
    default:
      throw new Error(`${textOf(method, 'CATEGORY')}: no method that this reader knows`);
  }
}
