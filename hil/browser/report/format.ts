import type { Verdict } from '../../scenario/result.ts';

/** How the page formats values. */

const MICROS = 1_000_000;

export const VERDICTS: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'pass'];

/** A symbol in addition to the colour, for people who cannot distinguish colours. */
export const SIGNS: Readonly<Record<Verdict | 'skipped', string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  error: '!',
  skipped: '–',
};

export const WORDS: Readonly<Record<Verdict | 'skipped', string>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  error: 'bench error',
  skipped: 'not reached',
};

/** An instant with a resolution of a microsecond: `960.058212 s`. */
export function instant(us: number): string {
  return `${(us / MICROS).toFixed(6)} s`;
}

/** A duration in a suitable unit: `16 min 0.1 s`, `30.0 s`, `1.18 ms`, `700 µs`. */
export function span(us: number): string {
  if (us >= 60 * MICROS) {
    const tenths = Math.round(us / (MICROS / 10));
    return `${Math.floor(tenths / 600)} min ${((tenths % 600) / 10).toFixed(1)} s`;
  }
  if (us >= MICROS) return `${(us / MICROS).toFixed(us >= 10 * MICROS ? 1 : 2)} s`;
  return us >= 1000 ? `${(us / 1000).toFixed(us >= 10_000 ? 1 : 2)} ms` : `${Math.round(us)} µs`;
}

/** Seconds with as many digits as ticks of this distance need. */
export function tick(us: number, stepUs: number): string {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(stepUs / MICROS) - 1e-9)));
  return `${(us / MICROS).toFixed(digits)} s`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
