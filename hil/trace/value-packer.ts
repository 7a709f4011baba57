import { toHex, writeHex } from '../../can-bus/bytes/hex.ts';

/** Most different strings that are kept apart from the bytes, and their longest. */
const MAX_STRINGS = 4096;
const MAX_STRING_LENGTH = 64;
/** Most different sets of names that objects have. */
const MAX_SHAPES = 4096;

const TAG = {
  absent: 0,
  null: 1,
  no: 2,
  yes: 3,
  count: 4,
  number: 5,
  string: 6,
  text: 7,
  bytes: 8,
  list: 9,
  fields: 10,
  hex: 11,
};
/** Requests and responses: they are all different, and half as long as bytes. */
const HEX = /^(?:[0-9A-F]{2})+$/;
const CONSTANTS: readonly unknown[] = [undefined, null, false, true];

/** The names of an object's members in their order, found name by name. */
interface Shape {
  readonly id: number;
  readonly names: readonly string[];
  readonly longer: Map<string, Shape>;
}

/**
 * Packs plain data into bytes and back: as objects, a car's events would take several times as much memory. Names, and
 * strings that come again, are kept once.
 */
export class ValuePacker<Value> {
  readonly #strings: string[] = [];
  readonly #stringIds = new Map<string, number>();
  readonly #root: Shape = { id: 0, names: [], longer: new Map() };
  readonly #shapes: Shape[] = [this.#root];
  #bytes: Uint8Array = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;
  /** Parts of the value that are no plain data. */
  #others = 0;

  /** Valid until the next call; null where there is more than plain data in it, such as a frame. */
  pack(value: Value): Uint8Array | null {
    this.#end = 0;
    this.#others = 0;
    this.#write(value);
    return this.#others === 0 ? this.#bytes.subarray(0, this.#end) : null;
  }

  /** @param at where the value begins */
  unpack(bytes: Uint8Array, at: number): Value {
    return new Unpacking(bytes, at, this.#strings, this.#shapes).value() as Value;
  }

  #write(value: unknown): void {
    this.#reserve(16);
    switch (typeof value) {
      case 'undefined':
        return this.#tag(TAG.absent);
      case 'boolean':
        return this.#tag(value ? TAG.yes : TAG.no);
      case 'number':
        return this.#number(value);
      case 'string':
        return this.#string(value);
      case 'object':
        return this.#object(value);
      case 'bigint':
      case 'symbol':
      case 'function':
        this.#others++;
    }
  }

  #object(value: object | null): void {
    if (value === null) return this.#tag(TAG.null);
    if (Array.isArray(value)) {
      this.#tagged(TAG.list, value.length);
      for (const entry of value) this.#write(entry);
      return;
    }
    const form: unknown = Object.getPrototypeOf(value);
    if (form === Uint8Array.prototype && value instanceof Uint8Array) return this.#raw(TAG.bytes, value);
    const shape = form === Object.prototype ? this.#shapeOf(value) : null;
    if (shape === null) this.#others++;
    else {
      this.#tagged(TAG.fields, shape.id);
      for (const member of Object.values(value)) this.#write(member);
    }
  }

  #shapeOf(value: object): Shape | null {
    let shape = this.#root;
    for (const name in value) {
      const known = shape.longer.get(name);
      if (known === undefined && this.#shapes.length >= MAX_SHAPES) return null;
      const next = known ?? {
        id: this.#shapes.length,
        names: [...shape.names, name],
        longer: new Map<string, Shape>(),
      };
      if (known === undefined) {
        shape.longer.set(name, next);
        this.#shapes.push(next);
      }
      shape = next;
    }
    return shape;
  }

  #string(value: string): void {
    if (HEX.test(value)) return this.#hex(value);
    const known = this.#stringIds.get(value);
    if (known !== undefined) return this.#tagged(TAG.string, known);
    if (value.length <= MAX_STRING_LENGTH && this.#strings.length < MAX_STRINGS) {
      const id = this.#strings.push(value) - 1;
      this.#stringIds.set(value, id);
      return this.#tagged(TAG.string, id);
    }
    // Two bytes a character, whatever it is.
    const bytes = new Uint8Array(2 * value.length);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      bytes[2 * index] = code & 0xff;
      bytes[2 * index + 1] = code >> 8;
    }
    this.#raw(TAG.text, bytes);
  }

  #hex(digits: string): void {
    const length = digits.length >> 1;
    this.#tagged(TAG.hex, length);
    this.#reserve(length);
    writeHex(digits, this.#bytes, this.#end);
    this.#end += length;
  }

  #number(value: number): void {
    if (value >>> 0 === value && !Object.is(value, -0)) return this.#tagged(TAG.count, value);
    this.#tag(TAG.number);
    this.#view.setFloat64(this.#end, value);
    this.#end += 8;
  }

  #raw(tag: number, bytes: Uint8Array): void {
    this.#tagged(tag, bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #tag(tag: number): void {
    this.#bytes[this.#end++] = tag;
  }

  /** A tag with a whole number from 0: seven bits a byte. */
  #tagged(tag: number, count: number): void {
    this.#bytes[this.#end++] = tag;
    let left = count;
    for (; left >= 0x80; left >>>= 7) this.#bytes[this.#end++] = 0x80 | (left & 0x7f);
    this.#bytes[this.#end++] = left;
  }

  #reserve(count: number): void {
    if (this.#end + count <= this.#bytes.length) return;
    const longer = new Uint8Array(2 * (this.#end + count));
    longer.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}

/** Reads one value. */
class Unpacking {
  readonly #bytes: Uint8Array;
  readonly #strings: readonly string[];
  readonly #shapes: readonly Shape[];
  #at: number;

  constructor(bytes: Uint8Array, at: number, strings: readonly string[], shapes: readonly Shape[]) {
    this.#bytes = bytes;
    this.#at = at;
    this.#strings = strings;
    this.#shapes = shapes;
  }

  value(): unknown {
    const tag = this.#byte();
    if (tag < CONSTANTS.length) return CONSTANTS[tag];
    if (tag === TAG.number) return this.#float();
    const count = this.#count();
    switch (tag) {
      case TAG.count:
        return count;
      case TAG.string:
        return this.#strings[count];
      case TAG.text:
        return textOf(this.#raw(count));
      case TAG.hex:
        return toHex(this.#raw(count));
      case TAG.bytes:
        return this.#raw(count);
      case TAG.list:
        return Array.from({ length: count }, () => this.value());
      default:
        return this.#fields(this.#shapes[count]?.names ?? []);
    }
  }

  #fields(names: readonly string[]): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    for (const name of names) fields[name] = this.value();
    return fields;
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  #count(): number {
    let count = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#byte();
      count += (byte & 0x7f) * scale;
      if (byte < 0x80) return count;
    }
  }

  #float(): number {
    const value = new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  #raw(length: number): Uint8Array {
    return this.#bytes.slice(this.#at, (this.#at += length));
  }
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    text += String.fromCharCode((bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8));
  }
  return text;
}
