import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { Profile } from '../profile.ts';
import { START_WINDOW_US } from './immobilizer.ts';
import type { FirmwareState, Procedure } from './state.ts';
import { expiryUs } from './progress.ts';

/**
 * The timers that a person or a tool waits for, in the order in which their deadlines are processed at one instant: the
 * 16 minutes of a reset (RST-4), the step timeout of a registration (REG-7), the window of an erasure (ERA-2), the end
 * of the session without requests (S3), the delay after wrong pass-codes (AUT-3), the start permitted by a touched key
 * (KEY-4).
 */
export const TIMER_NAMES = [
  'reset',
  'registration-step',
  'erase-window',
  's3',
  'attempts-delay',
  'start-window',
] as const;
export type TimerName = (typeof TIMER_NAMES)[number];

/** A running timer. */
export interface EcuTimer {
  readonly name: TimerName;
  /** When it was started or restarted; each answer restarts S3. */
  readonly startedUs: Micros;
  readonly deadlineUs: Micros;
}

/** Reads the timers of one ECU repeatedly: returns the same list while its state is the same. */
export class TimerReader {
  readonly #profile: Profile;
  #state: FirmwareState | null = null;
  #timers: readonly EcuTimer[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  read(state: FirmwareState | null): readonly EcuTimer[] {
    if (state === this.#state) return this.#timers;
    this.#state = state;
    this.#timers = timersOf(state, this.#profile);
    return this.#timers;
  }
}

/**
 * The running timers, in the order of {@link TIMER_NAMES}. A stopped one is not included: S3 while a request is
 * processed, the window of an erasure while its delete is written (ERA-7).
 *
 * @param state null while the ECU is off or boots, which ends all timers
 */
export function timersOf(state: FirmwareState | null, profile: Profile): readonly EcuTimer[] {
  if (state === null) return [];
  const { procedure, s3DeadlineUs, lockoutDeadlineUs, startWindowUntilUs } = state;
  const timers: readonly (EcuTimer | null)[] = [
    procedureTimer(procedure, profile),
    endingAt('s3', s3DeadlineUs, profile.timing.s3Us),
    endingAt('attempts-delay', lockoutDeadlineUs, profile.attemptsDelayUs),
    endingAt('start-window', startWindowUntilUs, START_WINDOW_US),
  ];
  return timers.filter((timer) => timer !== null);
}

function procedureTimer(procedure: Procedure, profile: Profile): EcuTimer | null {
  switch (procedure.kind) {
    case 'none':
      return null;
    case 'reset':
      return endingAt('reset', procedure.deadlineUs, profile.resetDurationUs);
    case 'registration':
      return endingAt('registration-step', procedure.deadlineUs, profile.registrationStepTimeoutUs);
    case 'erasure':
      return endingAt('erase-window', expiryUs(procedure), profile.eraseWindowUs);
  }
}

function endingAt(name: TimerName, deadlineUs: Micros, spanUs: Micros): EcuTimer | null {
  return deadlineUs === NEVER_US ? null : { name, startedUs: deadlineUs - spanUs, deadlineUs };
}
