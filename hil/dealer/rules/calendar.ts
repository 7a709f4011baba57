const MILLIS_PER_DAY = 86_400_000;
/** Days from 0000-03-01 to 1970-01-01: counting years from March puts the leap day last. */
const DAYS_BEFORE_EPOCH = 719_468;
const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;

/**
 * The date of an instant as `YYMMDD`, in UTC: the front of a request number (DLR-11). Computed from the instant alone
 * (Gregorian calendar), so that the rules know no clock and no time zone.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00:00Z, not negative
 */
export function dateDigits(epochMs: number): string {
  const days = Math.floor(epochMs / MILLIS_PER_DAY) + DAYS_BEFORE_EPOCH;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days % DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * YEARS_PER_ERA + yearOfEra + (month <= 2 ? 1 : 0);
  return [year % 100, month, day].map((part) => String(part).padStart(2, '0')).join('');
}
