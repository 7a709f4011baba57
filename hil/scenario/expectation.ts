import type { Verdict } from './result.ts';

/** A number with a tolerance, for measured values. Both ends included; null where open. */
export interface Measured {
  readonly kind: 'measured';
  readonly min: number | null;
  readonly max: number | null;
  /** Unit of the field, for the report; empty for a plain number. */
  readonly unit: string;
}

export type ScalarValue = string | number | boolean | null;

/** The expected parts of a state, a signal or a reaction; absent parts are not checked. */
export type Expected = ScalarValue | Measured | readonly ScalarValue[] | ExpectedParts;
export interface ExpectedParts {
  readonly [part: string]: Expected | undefined;
}

/** The observed values: plain data. */
type Observed = ScalarValue | readonly ScalarValue[] | ObservedParts;
export interface ObservedParts {
  readonly [part: string]: Observed;
}

/** One part that differs, with both sides in words. */
interface Mismatch {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** The outcome of a step. */
export interface StepOutcome {
  readonly verdict: Exclude<Verdict, 'error'>;
  /** Null where the step checked nothing. */
  readonly expected: string | null;
  readonly got: string | null;
}

export const DONE: StepOutcome = { verdict: 'pass', expected: null, got: null };

/** Compares, and reports only the parts that differ. */
export function judge(expect: ExpectedParts, observed: ObservedParts): StepOutcome {
  const mismatches = findMismatches(expect, observed);
  if (mismatches.length > 0) {
    return {
      verdict: 'fail',
      expected: mismatches.map(({ path, expected }) => `${path} ${expected}`).join(', '),
      got: mismatches.map(({ path, got }) => `${path} ${got}`).join(', '),
    };
  }
  if (Object.keys(expect).length === 0) return DONE;
  const words = formatExpected(expect);
  return { verdict: 'pass', expected: words, got: words };
}

/** Something that a step needs does not exist: nothing can be said about the car. */
export function inconclusive(expected: string, got: string): StepOutcome {
  return { verdict: 'inconclusive', expected, got };
}

/** Every part of `expected` that differs in `observed`. */
export function findMismatches(expected: Expected, observed: Observed | undefined, path = ''): readonly Mismatch[] {
  if (isMeasured(expected)) {
    return isWithin(expected, observed) ? [] : [mismatch(path, formatMeasured(expected), observed, expected.unit)];
  }
  if (isScalar(expected)) return expected === observed ? [] : [mismatch(path, formatScalar(expected, path), observed)];
  if (isList(expected)) return sameList(expected, observed) ? [] : [mismatch(path, formatList(expected), observed)];
  return Object.entries(expected).flatMap(([part, value]) =>
    value === undefined ? [] : findMismatches(value, partOf(observed, part), path === '' ? part : `${path}.${part}`),
  );
}

/** The expected value, in one line. */
export function formatExpected(expected: Expected, path = ''): string {
  if (isMeasured(expected)) return formatMeasured(expected);
  if (isScalar(expected)) return formatScalar(expected, path);
  if (isList(expected)) return formatList(expected);
  return Object.entries(expected)
    .filter(([, value]) => value !== undefined)
    .map(([part, value]) => `${part} ${formatNested(value ?? null, path === '' ? part : `${path}.${part}`)}`)
    .join(', ');
}

function formatNested(value: Expected, path: string): string {
  const isParts = !isMeasured(value) && !isScalar(value) && !isList(value);
  return isParts ? `(${formatExpected(value, path)})` : formatExpected(value, path);
}

export function isMeasured(value: Expected): value is Measured {
  return typeof value === 'object' && value !== null && 'kind' in value && value['kind'] === 'measured';
}

function isScalar(value: Expected | Observed): value is ScalarValue {
  return typeof value !== 'object' || value === null;
}

function isList(value: Expected | Observed): value is readonly ScalarValue[] {
  return Array.isArray(value);
}

function isWithin({ min, max }: Measured, observed: Observed | undefined): boolean {
  return typeof observed === 'number' && observed >= (min ?? -Infinity) && observed <= (max ?? Infinity);
}

function sameList(expected: readonly ScalarValue[], observed: Observed | undefined): boolean {
  if (observed === undefined || !isList(observed) || observed.length !== expected.length) return false;
  return expected.every((value, index) => value === observed[index]);
}

function partOf(observed: Observed | undefined, part: string): Observed | undefined {
  if (observed === undefined || isScalar(observed) || isList(observed)) return undefined;
  return Object.hasOwn(observed, part) ? observed[part] : undefined;
}

function mismatch(path: string, expected: string, observed: Observed | undefined, unit = ''): Mismatch {
  return { path, expected, got: formatObserved(observed, path) + (unit === '' ? '' : ` ${unit}`) };
}

function formatMeasured({ min, max, unit }: Measured): string {
  const words =
    min === null
      ? `at most ${String(max)}`
      : max === null
        ? `at least ${min}`
        : min === max
          ? `${min}`
          : `${min} to ${max}`;
  return unit === '' ? words : `${words} ${unit}`;
}

/** As a file has it: doors are open or closed. */
function formatScalar(value: ScalarValue, path = ''): string {
  if (typeof value === 'boolean' && path.startsWith('doors.')) return value ? 'open' : 'closed';
  return value === null ? 'none' : String(value);
}

function formatList(list: readonly ScalarValue[]): string {
  return `[${list.map((value) => formatScalar(value)).join(', ')}]`;
}

function formatObserved(observed: Observed | undefined, path: string): string {
  if (observed === undefined) return 'nothing';
  if (isScalar(observed)) return formatScalar(observed, path);
  if (isList(observed)) return formatList(observed);
  const parts = Object.entries(observed).map(([part, value]) => `${part} ${formatObserved(value, `${path}.${part}`)}`);
  return `(${parts.join(', ')})`;
}
