import { counted } from '../../can-bus/text/counted.ts';
import { minutesText } from './minutes-text.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { DEFAULT_PROFILE, type Profile } from '../../ecu-sim/profile.ts';

/** Limits of the procedures as a technician reads them: the vehicle's where they are known, else the bulletin's. */

/** The part of a profile that the screens name. */
export type KnownLimits = Pick<
  Profile,
  'resetDurationUs' | 'eraseWindowUs' | 'batteryMinMv' | 'attemptsMax' | 'timing'
>;

/** How long a reset takes (RST-2). */
export function resetDurationText(limits: KnownLimits | null): string {
  return said(limits, ({ resetDurationUs }) => spanText(resetDurationUs));
}

/** How long the keys to keep can be touched (ERA-3). */
export function eraseWindowText(limits: KnownLimits | null): string {
  return said(limits, ({ eraseWindowUs }) => spanText(eraseWindowUs));
}

/** The least 12 V supply with which a reset goes on (RST-7). */
export function batteryMinText(limits: KnownLimits | null): string {
  return said(limits, ({ batteryMinMv }) => `${batteryMinMv / 1000} V`);
}

/** Wrong pass-codes that are left before the delay (AUT-3); of the default limit where the vehicle's is not known. */
export function attemptsLeftText(limits: KnownLimits | null, wrong: number): string {
  const { attemptsMax } = limits ?? DEFAULT_PROFILE;
  const left = Math.max(1, attemptsMax - wrong);
  const limit = limits === null ? `, with the usual limit of ${attemptsMax}` : '';
  return `${left} attempt${left === 1 ? '' : 's'} left before the ECU locks out further attempts${limit}`;
}

/** The limits of a vehicle that does not report them are the bulletin's, which is said. */
function said(limits: KnownLimits | null, text: (limits: KnownLimits) => string): string {
  return limits === null ? `${text(DEFAULT_PROFILE)} (the bulletin's value)` : text(limits);
}

/** `16 minutes`, `12 seconds`, `1:30 minutes`. */
function spanText(us: Micros): string {
  const seconds = us / MICROS_PER_SECOND;
  if (seconds < 60) return counted(seconds, 'second');
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? counted(whole / 60, 'minute') : `${minutesText(whole)} minutes`;
}
