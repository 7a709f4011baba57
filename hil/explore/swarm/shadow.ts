import type { Micros } from '../../../can-bus/time/micros.ts';
import { describeAnswer, isAllowed, SILENCE, type Answer } from '../oracle/answer-set.ts';
import type { Effect, State } from '../oracle/model.ts';
import { namedRequest } from './named-request.ts';
import type { Violation } from './violation.ts';

interface Awaiting {
  readonly request: Uint8Array;
  readonly allowed: readonly Answer[];
}

/** One possible past of the car: after a power cut inside a write the change is either there or not (VEH-4). */
export interface Shadow {
  readonly state: State;
  /** Before the last input that may bring a write about. */
  readonly before: State;
  readonly request: Uint8Array | null;
  readonly awaiting: Awaiting | null;
  /** What should have happened since the last check. */
  readonly expected: readonly string[];
  readonly problem: Violation | null;
}

export function shadowOf(state: State): Shadow {
  return { state, before: state, request: null, awaiting: null, expected: [], problem: null };
}

/** No response has come: that must be one of the allowed answers. */
export function silenceJudged(shadow: Shadow, atUs: Micros): Shadow {
  const { awaiting, problem } = shadow;
  if (awaiting === null || problem !== null) return shadow;
  const isRight = isAllowed(awaiting.allowed, null);
  return { ...shadow, awaiting: null, problem: isRight ? null : answerProblem(awaiting, 'silence', atUs) };
}

export function answerProblem({ request, allowed }: Awaiting, firmware: string, atUs: Micros): Violation {
  const { rule, name } = namedRequest(request);
  const oracle = [...new Set(allowed.map(describeAnswer))].slice(0, 4).join(', or ');
  return {
    rule,
    aspect: `answer to ${name}`,
    oracle: oracle === '' ? describeAnswer(SILENCE) : oracle,
    firmware,
    atUs,
  };
}

/** What an observer of the car sees of it. */
export function happenedOf(effect: Effect): readonly string[] {
  const { kind, atUs } = effect;
  if (kind === 'beeps') {
    return [`${effect.buzzer === 'answerBack' ? 'answer-back' : effect.buzzer} ${effect.count} at ${atUs}`];
  }
  if (kind === 'keyBound') return [`bound ${effect.id} at ${atUs}`];
  return kind === 'lockRequest' ? [`lock ${effect.allowed.join('|')} at ${atUs}`] : [];
}

/** A third press of unlock may be either. */
export function sameHappenings(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  return expected.includes('2|3') && ['2', '3'].some((one) => expected.replaceAll('2|3', one) === actual);
}
