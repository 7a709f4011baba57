import { MICROS_PER_MILLI } from '../time/micros.ts';

const WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS: readonly string[] = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS_IN_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  return (DAYS_IN_MONTH[month - 1] ?? 0) + (month === 2 && isLeapYear(year) ? 1 : 0);
}

/** 0 for Sunday; Gregorian, from the days since 1 January of year 1, which was a Monday. */
function weekday(year: number, month: number, day: number): number {
  const past = year - 1;
  let days = 365 * past + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  for (let passed = 1; passed < month; passed++) days += daysInMonth(year, passed);
  return (days + day) % 7;
}

/**
 * A UTC date in its parts.
 *
 * @param iso `2019-07-01T08:00:00Z`, with up to three fractional digits
 * @throws RangeError for anything else
 */
export function utcDateParts(iso: string): AscDate & { readonly weekday: number } {
  const parts = ISO.exec(iso);
  if (parts === null) throw new RangeError(`"${iso}" is not a UTC date like 2019-07-01T08:00:00Z`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const dateExists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!dateExists || hour > 23 || minute > 59 || second > 59) throw new RangeError(`"${iso}" is not an existing date`);
  const micros = Number((parts[7] ?? '').padEnd(6, '0'));
  return { year, month, day, hour, minute, second, micros, weekday: weekday(year, month, day) };
}

/**
 * A date in the form of an ASC file, with three fractional digits (CANoe rejects six) and a 12-hour clock: `Mon Jul 01
 * 08:00:00.000 am 2019`.
 *
 * @param iso as for {@link utcDateParts}
 * @throws RangeError for anything else
 */
export function ascDate(iso: string): string {
  const date = utcDateParts(iso);
  const digits = (value: number, count: number): string => String(value).padStart(count, '0');
  const two = (value: number): string => digits(value, 2);
  const hour = two(date.hour % 12 === 0 ? 12 : date.hour % 12);
  const time = `${hour}:${two(date.minute)}:${two(date.second)}.${digits(date.micros / MICROS_PER_MILLI, 3)}`;
  const half = date.hour < 12 ? 'am' : 'pm';
  const name = `${WEEKDAYS[date.weekday] ?? ''} ${MONTHS[date.month - 1] ?? ''}`;
  return `${name} ${two(date.day)} ${time} ${half} ${digits(date.year, 4)}`;
}

/** A date as in a log, without a time zone. */
export interface AscDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

const READ_DATE =
  /^\p{L}+\.?\s+(\p{L}+)\.?\s+(\d{1,2})\s+(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:\s+([ap])m)?\s+(\d{4})$/iu;
/** German abbreviations that differ. */
const GERMAN_MONTHS: Readonly<Record<string, number>> = { mär: 3, mrz: 3, mai: 5, okt: 10, dez: 12 };

/** The date in a line of an ASC header: English or German, with 12 or 24 hours; null where the line has none. */
export function parseAscDate(text: string): AscDate | null {
  const parts = READ_DATE.exec(text.trim());
  if (parts === null) return null;
  const [, name = '', day, hourText, minute, second, fraction = '', half, year] = parts;
  const short = name.slice(0, 3).toLowerCase();
  const month = MONTHS.findIndex((known) => known.toLowerCase() === short) + 1 || (GERMAN_MONTHS[short] ?? 0);
  const hours = Number(hourText);
  const hour = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const date = { year: Number(year), month, day: Number(day), hour, minute: Number(minute), second: Number(second) };
  const exists = month > 0 && date.day >= 1 && date.day <= daysInMonth(date.year, month);
  const isTime = hour <= 23 && date.minute <= 59 && date.second <= 59;
  return exists && isTime ? { ...date, micros: Number(fraction.padEnd(6, '0')) } : null;
}
