import { refuse, type Refusal } from './rules/dealer-commands.ts';

/** A month of the dealer's calendar in UTC. */
export interface ReportMonth {
  /** `2019-07`. */
  readonly name: string;
  readonly fromMs: number;
  /** The first instant after it. */
  readonly toMs: number;
}

/** The month of an instant. */
export function monthAt(epochMs: number): ReportMonth {
  return monthOf(new Date(epochMs).getUTCFullYear(), new Date(epochMs).getUTCMonth());
}

/** A typed month, or the reason why it is invalid. */
export function takeMonth(typed: string): ReportMonth | Refusal {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(typed.trim());
  if (match !== null) return monthOf(Number(match[1]), Number(match[2]) - 1);
  return refuse({
    code: 'invalid-field',
    field: 'month',
    message: 'a month has four digits for the year and two for the month',
    hint: 'such as 2019-07',
  });
}

function monthOf(year: number, month: number): ReportMonth {
  const name = `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}`;
  return { name, fromMs: Date.UTC(year, month), toMs: Date.UTC(year, month + 1) };
}
