import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { AscDate } from '../../can-bus/trace/asc-date.ts';

const MINUTE_MS = 60_000;

/**
 * An instant as a date of this machine's time zone (`TZ`), written as if it were UTC: an ASC date has no time zone,
 * and other programs write and read it as local time.
 */
export function localDate(timeUs: Micros): string {
  const ms = Math.floor(timeUs / MICROS_PER_MILLI);
  return new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS).toISOString();
}

/** The instant of such a date, in microseconds since 1970. */
export function localInstant({ year, month, day, hour, minute, second, micros }: AscDate): Micros {
  const seconds = Math.round(new Date(year, month - 1, day, hour, minute, second).getTime() / 1000);
  return seconds * MICROS_PER_SECOND + micros;
}
