import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { Profile } from '../profile.ts';
import type { TimerEvent } from './events.ts';
import { START_WINDOW_US } from './immobilizer.ts';
import type { FirmwareState, Procedure } from './state.ts';
import { TIMER_NAMES, type TimerName } from './timer-names.ts';

/** A timer that runs. */
export interface EcuTimer {
  readonly name: TimerName;
  /** When it was started, or started anew: S3 is with each answer. */
  readonly startedUs: Micros;
  readonly deadlineUs: Micros;
}

/**
 * The timers that run, in the order of {@link TIMER_NAMES}. One that stands still is none of them: S3 while a request is
 * processed, the erasure's window while its delete is written (ERA-7).
 */
export function timersOf(state: FirmwareState, profile: Profile): readonly EcuTimer[] {
  const { procedure, s3DeadlineUs, lockoutDeadlineUs, startWindowUntilUs } = state;
  const timers: readonly (EcuTimer | null)[] = [
    procedureTimer(procedure, profile),
    endingAt('s3', s3DeadlineUs, profile.timing.s3Us),
    endingAt('attempts-delay', lockoutDeadlineUs, profile.attemptsDelayUs),
    endingAt('start-window', startWindowUntilUs, START_WINDOW_US),
  ];
  return timers.filter((timer) => timer !== null);
}

/**
 * What a step has changed about the timers; `before` is null where the firmware starts. Nothing in most steps, which is
 * found out by comparing deadlines. A firmware that ends, which the ECU reports, ends all its timers.
 */
export function timerChanges(
  before: FirmwareState | null,
  after: FirmwareState,
  profile: Profile,
): readonly TimerEvent[] {
  if (before === after || (before !== null && haveSameDeadlines(before, after))) return NO_CHANGES;
  const former = before === null ? [] : timersOf(before, profile);
  const present = timersOf(after, profile);
  return TIMER_NAMES.flatMap((name): readonly TimerEvent[] => {
    const deadlineUs = deadlineOf(present, name);
    if (deadlineUs === deadlineOf(former, name)) return NO_CHANGES;
    return [{ kind: 'timer', name, startedUs: startOf(present, name), deadlineUs }];
  });
}

const NO_CHANGES: readonly TimerEvent[] = [];

function deadlineOf(timers: readonly EcuTimer[], name: TimerName): Micros | null {
  return timers.find((timer) => timer.name === name)?.deadlineUs ?? null;
}

function startOf(timers: readonly EcuTimer[], name: TimerName): Micros | null {
  return timers.find((timer) => timer.name === name)?.startedUs ?? null;
}

function haveSameDeadlines(a: FirmwareState, b: FirmwareState): boolean {
  return (
    a.s3DeadlineUs === b.s3DeadlineUs &&
    a.lockoutDeadlineUs === b.lockoutDeadlineUs &&
    a.startWindowUntilUs === b.startWindowUntilUs &&
    a.procedure.kind === b.procedure.kind &&
    procedureDeadlineUs(a.procedure) === procedureDeadlineUs(b.procedure)
  );
}

function procedureDeadlineUs(procedure: Procedure): Micros {
  return procedure.kind === 'none' ? NEVER_US : procedure.deadlineUs;
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
      return endingAt('erase-window', procedure.deadlineUs, profile.eraseWindowUs);
  }
}

function endingAt(name: TimerName, deadlineUs: Micros, spanUs: Micros): EcuTimer | null {
  return deadlineUs === NEVER_US ? null : { name, startedUs: deadlineUs - spanUs, deadlineUs };
}
