import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';

const MICRO_DIGITS = 6;

/** Whole microseconds as seconds with six fractional digits; before 0 with a minus in front. */
export function secondsText(timeUs: Micros): string {
  const us = Math.abs(timeUs);
  const seconds = Math.floor(us / MICROS_PER_SECOND);
  const text = `${seconds}.${String(us - seconds * MICROS_PER_SECOND).padStart(MICRO_DIGITS, '0')}`;
  return timeUs < 0 ? `-${text}` : text;
}

/**
 * Converts seconds in decimal to microseconds; finer digits are cut off.
 *
 * @param whole the digits before the point, with an optional minus
 * @param fraction the digits after it, any number of them
 */
export function microsOfSeconds(whole: string, fraction: string): Micros {
  const digits =
    fraction.length === MICRO_DIGITS ? fraction : fraction.padEnd(MICRO_DIGITS, '0').slice(0, MICRO_DIGITS);
  const micros = Number(digits);
  const seconds = Number(whole);
  // Adding 0 turns -0 into 0.
  return whole.startsWith('-') ? seconds * MICROS_PER_SECOND - micros + 0 : seconds * MICROS_PER_SECOND + micros;
}
