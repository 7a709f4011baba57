import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';

/** Micro-units per unit; both spellings of the micro sign (U+00B5, U+03BC) are accepted. */
const MICROS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['min', 60 * MICROS_PER_SECOND],
  ['s', MICROS_PER_SECOND],
  ['ms', 1_000],
  ['us', 1],
  ['\u00b5s', 1],
  ['\u03bcs', 1],
]);

const MILLIVOLTS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['V', 1_000],
  ['mV', 1],
]);

/** A decimal number, then a unit, with or without a space between them. */
const QUANTITY_PATTERN: RegExp = /^\s*(\d+)(?:\.(\d+))?\s*([A-Za-z\u00b5\u03bc]+)\s*$/;

/**
 * A duration in a file: a number of seconds, or a text with a unit (`16 min`, `960 s`, `50 ms`, `120000 us`). Null when
 * it is neither, is negative, or is not a whole number of microseconds.
 */
export function parseDuration(value: number | string): Micros | null {
  return typeof value === 'number' ? scaleNumber(value, MICROS_PER_SECOND) : scaleText(value, MICROS_PER_UNIT);
}

/** A voltage in a file, in mV: a number of volts, or a text (`11.0 V`, `11000 mV`). Null as for durations. */
export function parseVoltage(value: number | string): number | null {
  return typeof value === 'number' ? scaleNumber(value, 1_000) : scaleText(value, MILLIVOLTS_PER_UNIT);
}

/**
 * A number's shortest decimal form is what its writer meant: 0.1 s is 100,000 µs, although 0.1 × 10⁶ need not be exact
 * in binary. Therefore its text is scaled.
 */
function scaleNumber(value: number, scale: number): number | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(value));
  return match === null ? null : scaleDecimal(match[1] ?? '', match[2] ?? '', scale);
}

function scaleText(text: string, units: ReadonlyMap<string, number>): number | null {
  const match = QUANTITY_PATTERN.exec(text);
  const scale = units.get(match?.[3] ?? '');
  if (match === null || scale === undefined) return null;
  return scaleDecimal(match[1] ?? '', match[2] ?? '', scale);
}

/** `whole.fraction` × scale, exactly; null when it is not a whole number or is too large to be one. */
function scaleDecimal(whole: string, fraction: string, scale: number): number | null {
  const divisor = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * BigInt(scale);
  if (scaled % divisor !== 0n) return null;
  const result = Number(scaled / divisor);
  return Number.isSafeInteger(result) ? result : null;
}
