/**
 * A set of allowed answers. The contract leaves some bytes open: each byte of an answer is either one value or a list
 * of allowed values, and an answer may end in records whose order is free (fault codes).
 */

export type ByteSpec = number | readonly number[];

/** A record that may come anywhere among the others; an optional one may also be absent. */
export interface RecordSpec {
  readonly bytes: readonly ByteSpec[];
  readonly isOptional: boolean;
}

export type Answer =
  | { readonly kind: 'silence' }
  | { readonly kind: 'response'; readonly bytes: readonly ByteSpec[]; readonly records: readonly RecordSpec[] };

export const ANY: readonly number[] = Array.from({ length: 256 }, (_, value) => value);
export const SILENCE: Answer = { kind: 'silence' };

export function response(bytes: readonly ByteSpec[], records: readonly RecordSpec[] = []): Answer {
  return { kind: 'response', bytes, records };
}

export function anyBytes(length: number): readonly ByteSpec[] {
  return new Array<ByteSpec>(length).fill(ANY);
}

function byteMatches(spec: ByteSpec | undefined, value: number): boolean {
  if (typeof spec === 'number' || spec === undefined) return spec === value;
  return spec === ANY || spec.includes(value);
}

/** True when these bytes are allowed, each at its place. */
export function bytesMatch(specs: readonly ByteSpec[], bytes: Uint8Array): boolean {
  if (specs.length !== bytes.length) return false;
  for (let index = 0; index < specs.length; index++) {
    if (!byteMatches(specs[index], bytes[index] ?? -1)) return false;
  }
  return true;
}

function recordsMatch(specs: readonly RecordSpec[], rest: Uint8Array): boolean {
  if (rest.length === 0) return specs.every((spec) => spec.isOptional);
  return specs.some((spec, index) => {
    const size = spec.bytes.length;
    const isHere = size > 0 && bytesMatch(spec.bytes, rest.subarray(0, size));
    return isHere && recordsMatch([...specs.slice(0, index), ...specs.slice(index + 1)], rest.subarray(size));
  });
}

/** True when the response (null: none came) is this answer. */
function matches(answer: Answer, actual: Uint8Array | null): boolean {
  if (answer.kind === 'silence') return actual === null;
  if (actual === null) return false;
  if (answer.records.length === 0) return bytesMatch(answer.bytes, actual);
  const head = answer.bytes.length;
  return bytesMatch(answer.bytes, actual.subarray(0, head)) && recordsMatch(answer.records, actual.subarray(head));
}

/** True when the response (null: none came) is one of the allowed answers. */
export function isAllowed(allowed: readonly Answer[], actual: Uint8Array | null): boolean {
  return allowed.some((answer) => matches(answer, actual));
}

type Alternatives = readonly (readonly ByteSpec[])[];

/** More alternatives than this become one, in which each byte is any of theirs. */
const MAX_ALTERNATIVES = 64;

/** One alternative that allows, byte by byte, what any of these allows; they have the same length. */
export function union(alternatives: Alternatives): readonly ByteSpec[] {
  const [first = []] = alternatives;
  if (alternatives.length === 1) return first;
  return first.map((_, index) => {
    const values = alternatives.flatMap((bytes) => bytes[index] ?? []);
    const allowed = [...new Set(values)];
    return allowed.length === 1 ? (allowed[0] ?? 0) : allowed;
  });
}

/** Every way to put one alternative of each part after the other. */
export function concatenations(parts: readonly Alternatives[]): Alternatives {
  let heads: ByteSpec[][] = [[]];
  for (const part of parts) {
    const tails = heads.length * part.length > MAX_ALTERNATIVES ? [union(part)] : part;
    const [tail] = tails;
    if (tails.length !== 1 || tail === undefined)
      heads = heads.flatMap((head) => tails.map((each) => [...head, ...each]));
    else for (const head of heads) for (const spec of tail) head.push(spec);
  }
  return heads;
}

/** The list without its doubles, so that the number of alternatives stays small. */
export function distinct(values: readonly number[]): readonly number[] {
  return values.filter((value, index) => values.indexOf(value) === index);
}

function bigEndian(value: number, length: number): readonly number[] {
  const bytes = new Array<number>(length);
  for (let index = length - 1, rest = value; index >= 0; index--, rest = Math.floor(rest / 256))
    bytes[index] = rest % 256;
  return bytes;
}

export const u16 = (value: number): readonly number[] => bigEndian(value, 2);
/** Saturates: the contract does not say what an elapsed time above 16,777 s shows. */
export const u24 = (value: number): readonly number[] => bigEndian(Math.min(value, 0xffffff), 3);
export const u32 = (value: number): readonly number[] => bigEndian(value, 4);

export function ascii(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

/** For a person: `71 01 02 .. <2 records>`. */
export function describeAnswer(answer: Answer): string {
  if (answer.kind === 'silence') return 'silence';
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
  const bytes = answer.bytes.map((spec) => {
    if (typeof spec === 'number') return hex(spec);
    if (spec.length === 1) return spec.map(hex).join('');
    return spec.length > 8 ? '..' : `{${spec.map(hex).join('|')}}`;
  });
  const records = answer.records.length === 0 ? [] : [`<${answer.records.length} records>`];
  return [...bytes, ...records].join(' ');
}
