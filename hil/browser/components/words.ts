import { ENUMERATIONS } from '../../../ecu-sim/description/codes.ts';
import { wordsOfName } from '../../../ecu-sim/description/value-spec.ts';
import type { CarView, TimerName } from '../../view/car-view.ts';
import { PROCEDURE_TITLES } from '../../view/view-words.ts';

/** How pages write instants, spans and names. */

const MICROS = 1_000_000;

/** An instant of vehicle time as a clock: `16:00.000123` or `1:02:03.000000`; digits to the microsecond. */
export function clockText(us: number): string {
  const seconds = Math.floor(us / MICROS);
  const fraction = String(us % MICROS).padStart(6, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.${fraction}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** What is left of something, for a glance: `15:59`, `29.4 s`. Never less than is left. */
export function leftText(us: number): string {
  if (us >= 100 * MICROS) {
    const seconds = Math.ceil(us / MICROS);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  return `${(Math.ceil(us / 100_000) / 10).toFixed(1)} s`;
}

export const TIMER_TITLES: Readonly<Record<TimerName, string>> = {
  reset: 'Reset of the immobilizer',
  'registration-step': 'Next registration step',
  'erase-window': 'Erase window',
  s3: 'Session (S3)',
  'attempts-delay': 'Pass-code delay',
  'start-window': 'Start window',
};

/** The title of what the car does, on a card of its own. */
export function procedureTitle(procedure: CarView['procedure']): string {
  return procedure === 'none' ? 'No procedure under way' : PROCEDURE_TITLES[procedure];
}

/** A procedure's state in a few words: `awaiting Pre-Start Check`. */
export function stateText(state: string): string {
  return wordsOfName(ENUMERATIONS.procedureState, state);
}
