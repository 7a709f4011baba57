/**
 * The layout of a value in bytes: the vocabulary in which data identifiers, options, answers and results are declared.
 * All numbers are big-endian. A declaration is plain data; the types of its values are inferred from it.
 */

/** An unsigned number. */
interface NumberSpec {
  readonly kind: 'number';
  readonly bits: 8 | 16 | 24 | 32 | 48;
  readonly unit?: string;
  /** Physical value of one bit in this unit; 1 where absent. */
  readonly scale?: number;
  /** Physical value of a coded 0, in this unit; 0 where absent. */
  readonly offset?: number;
  /** Lowest and highest value accepted in a request; the whole range where absent. */
  readonly range?: readonly [number, number];
  /** An identity: shown as hexadecimal text of a given number of digits. */
  readonly hexDigits?: number;
  /** A time span or an instant, which differs from run to run. */
  readonly isTime?: true;
}

/** One byte whose meanings are listed in the description's enumeration of this name. */
interface EnumerationSpec {
  readonly kind: 'enumeration';
  readonly of: string;
}

/** One byte: 0 is no, anything else yes. */
interface FlagSpec {
  readonly kind: 'flag';
  /** Texts for 0 and 1; no and yes where absent. */
  readonly words?: readonly [string, string];
}

/** ISO 8859-1 text; `rest`: to the end of the data. */
interface TextSpec {
  readonly kind: 'text';
  readonly bytes: number | 'rest';
}

interface BytesSpec {
  readonly kind: 'bytes';
  readonly bytes: number | 'rest';
}

/** Three bytes of BCD: year (20…), month, day. */
interface DateSpec {
  readonly kind: 'date';
}

/** A byte that is 1 where a value follows, and 0 where zeros replace it. */
interface OptionalSpec {
  readonly kind: 'optional';
  readonly of: ValueSpec;
}

/** Values to the end of the data; `each` says in words what each one belongs to. */
interface ListSpec {
  readonly kind: 'list';
  readonly of: ValueSpec;
  readonly each: string;
}

/** A count byte, and room for `capacity` values of which the first ones are present. */
interface CountedListSpec {
  readonly kind: 'counted-list';
  readonly capacity: number;
  readonly of: ValueSpec;
}

export interface RecordSpec {
  readonly kind: 'record';
  readonly fields: readonly FieldSpec[];
}

export type ValueSpec =
  | NumberSpec
  | EnumerationSpec
  | FlagSpec
  | TextSpec
  | BytesSpec
  | DateSpec
  | OptionalSpec
  | ListSpec
  | CountedListSpec
  | RecordSpec;

interface Named {
  /** Camel case, as in JSON. */
  readonly name: string;
  /** For people; derived from the name where absent. */
  readonly title?: string;
  /** For the pages of the description only, such as how it is rounded. */
  readonly note?: string;
}

type ValueFieldSpec = ValueSpec & Named;

/** One byte of named bits, from bit 0 up. */
interface FlagsSpec {
  readonly kind: 'flags';
  readonly flags: readonly Named[];
}

/** Consecutive fields. */
export type FieldSpec = ValueFieldSpec | FlagsSpec;

/** A value as it is in the bytes: enumerations as codes, numbers unscaled. */
export type CodedValue =
  string | number | boolean | null | Uint8Array | readonly CodedValue[] | { readonly [name: string]: CodedValue };

/** The coded value of a declaration; any coded value where the declaration is not known. */
export type Coded<S> = [ValueSpec] extends [S] ? CodedValue : CodedOf<S>;

type CodedOf<S> = S extends { readonly kind: 'number' | 'enumeration' }
  ? number
  : S extends { readonly kind: 'flag' }
    ? boolean
    : S extends { readonly kind: 'text' }
      ? string
      : S extends { readonly kind: 'bytes' | 'date' }
        ? Uint8Array
        : S extends { readonly kind: 'optional'; readonly of: infer Of }
          ? Coded<Of> | null
          : S extends { readonly kind: 'list' | 'counted-list'; readonly of: infer Of }
            ? readonly Coded<Of>[]
            : S extends { readonly kind: 'record'; readonly fields: infer Fields extends readonly FieldSpec[] }
              ? CodedFields<Fields>
              : never;

type FlagNames<F> = F extends { readonly kind: 'flags'; readonly flags: readonly { readonly name: infer N }[] }
  ? N
  : never;

export type CodedRecord = Readonly<Record<string, CodedValue>>;

/** The record that fields form, with flags beside the other fields. */
export type CodedFields<Fields extends readonly FieldSpec[]> = [FieldSpec] extends [Fields[number]]
  ? CodedRecord
  : KnownFields<Fields>;

type KnownFields<Fields extends readonly FieldSpec[]> = {
  readonly [F in Exclude<Fields[number], FlagsSpec> as F['name']]: Coded<F>;
} & { readonly [Name in FlagNames<Fields[number]> & string]: boolean };

/** The meanings of codes. */
export interface Enumeration {
  readonly codes: Readonly<Record<string, number>>;
  /** Used where the name in words is not suitable. */
  readonly words?: Readonly<Record<string, string>>;
}

export type Enumerations = Readonly<Record<string, Enumeration>>;

/** A camel-case or hyphenated name in words: `keysAdded` is "keys added". */
export function inWords(name: string): string {
  return name.replaceAll('-', ' ').replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** How people call a field or a flag, and in which unit it is; null where it has none. */
export interface ValueLabel {
  readonly title: string;
  readonly unit: string | null;
}

/** The labels in a declared value, by the names of its fields and flags. */
export function labelsOf(spec: ValueSpec): Readonly<Record<string, ValueLabel>> {
  if (spec.kind === 'record') {
    return Object.fromEntries(spec.fields.flatMap((field) => Object.entries(labelsOfField(field))));
  }
  return 'of' in spec && typeof spec.of === 'object' ? labelsOf(spec.of) : {};
}

function labelsOfField(field: FieldSpec): Readonly<Record<string, ValueLabel>> {
  if (field.kind !== 'flags') {
    const unit = unitOf(field);
    return { ...labelsOf(field), [field.name]: { title: withoutUnit(titleOf(field), unit), unit } };
  }
  return Object.fromEntries(field.flags.map((flag) => [flag.name, { title: titleOf(flag), unit: null }]));
}

/** A name that ends in its unit, such as `tookMs`, has it once. */
function withoutUnit(title: string, unit: string | null): string {
  const end = ` ${unit?.toLowerCase()}`;
  return unit !== null && title.endsWith(end) ? title.slice(0, -end.length) : title;
}

/** The unit of a declared number; null for any other value. */
export function unitOf(spec: ValueSpec): string | null {
  if (spec.kind === 'optional') return unitOf(spec.of);
  return spec.kind === 'number' ? (spec.unit ?? null) : null;
}

function titleOf({ name, title }: Named): string {
  return title ?? inWords(name);
}

/** The name of an enumeration's code; undefined where it has none. */
export function nameOfCode({ codes }: Enumeration, code: number): string | undefined {
  return Object.keys(codes).find((name) => codes[name] === code);
}

export function wordsOfName({ words }: Enumeration, name: string): string {
  return words?.[name] ?? inWords(name);
}
