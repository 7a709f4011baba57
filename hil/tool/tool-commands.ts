import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type {
  CountCommand,
  PassCodeAnswer,
  PassCodeCommand,
  ProgressCommand,
  RequestCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  Stimulus,
  StimulusAnswer,
  TesterCommand,
  VehicleCommand,
  WatchCommand,
} from '../tester/command.ts';
import {
  BusLostError,
  CarRestartedError,
  issue,
  OperatorInterrupt,
  type Conversation,
  type ReplyTo,
} from '../tester/conversation.ts';
import { messageForInterruption, messageForLostConnection, messageForRestart } from './failure-messages.ts';
import { UtilityFailure } from './utility-failure.ts';

/** One function per command: issues it, and returns the reply's content. */

export function* request(
  payload: Uint8Array,
  options: Omit<RequestCommand, 'kind' | 'payload'> = {},
): Conversation<UdsOutcome> {
  return (yield* command({ kind: 'request', payload, ...options })).outcome;
}

export function* wait(durationUs: Micros): Conversation<void> {
  yield* command({ kind: 'wait', durationUs });
}

export function* passCode(asked: Omit<PassCodeCommand, 'kind'>): Conversation<PassCodeAnswer | 'back' | 'exit'> {
  return (yield* command({ kind: 'pass-code', ...asked })).answer;
}

export function* perform(stimulus: Stimulus): Conversation<StimulusAnswer> {
  return (yield* command({ kind: 'stimulus', stimulus })).answer;
}

export function* screen(shown: Omit<ScreenCommand, 'kind'>): Conversation<ScreenChoice> {
  return (yield* command({ kind: 'screen', ...shown })).choice;
}

export function* progress(shown: Omit<ProgressCommand, 'kind'>): Conversation<void> {
  yield* command({ kind: 'progress', ...shown });
}

/** @returns the button pressed; null where the time passed without one */
export function* watch(shown: Omit<WatchCommand, 'kind'>): Conversation<'next' | 'exit' | null> {
  return (yield* command({ kind: 'watch', ...shown })).pressed;
}

/** @returns whether to try again */
export function* retry(shown: Omit<RetryCommand, 'kind'>): Conversation<boolean> {
  return (yield* command({ kind: 'retry', ...shown })).again;
}

export function* count(asked: Omit<CountCommand, 'kind'>): Conversation<number | 'back' | 'exit'> {
  return (yield* command({ kind: 'count', ...asked })).count;
}

/** @returns the VIN; null where the technician exited */
export function* vehicle(asked: Omit<VehicleCommand, 'kind'>): Conversation<string | null> {
  return (yield* command({ kind: 'vehicle', ...asked })).vin;
}

/** A lost bus, a restarted car and an interruption are failures of the utility, which reports them (TEC-6). */
function* command<Command extends TesterCommand>(given: Command): Conversation<ReplyTo<Command['kind']>> {
  try {
    return yield* issue(given);
  } catch (error) {
    if (error instanceof BusLostError) throw new UtilityFailure('bench', messageForLostConnection());
    if (error instanceof CarRestartedError) throw new UtilityFailure('person', messageForRestart());
    if (error instanceof OperatorInterrupt) throw new UtilityFailure('person', messageForInterruption());
    throw error;
  }
}
