import type { Micros } from '../../../can-bus/time/micros.ts';

/** Gaps up to this many µs are distinguished exactly: steps of −1, 0 and +1 µs lead to these. */
const EXACT_US = 3;
/** Unit of longer gaps. All durations of a world are multiples of it; the steps of 1 µs are far below. */
const UNIT_US = 1_000;
/** Codes of one unit where a world distinguishes drifts: −3 to +3 µs. */
const DRIFTS = 8;
/** Bits of a code. */
const GAP_BITS = 20;

/** The gap between two timers in the canonical form. Gaps of different codes may differ in what follows. */
export function gapCode(gapUs: Micros, drift: boolean): number {
  if (gapUs <= EXACT_US) return gapUs;
  const units = Math.round(gapUs / UNIT_US);
  if (!drift) return EXACT_US + units;
  const driftUs = Math.max(-EXACT_US, Math.min(EXACT_US, gapUs - units * UNIT_US));
  return EXACT_US + units * DRIFTS + DRIFTS / 2 + driftUs;
}

/** The longest timer whose gap has a code. */
export function longestTimerUs(drift: boolean): Micros {
  const codes = 2 ** GAP_BITS - EXACT_US - DRIFTS;
  return Math.floor(codes / (drift ? DRIFTS : 1)) * UNIT_US;
}
