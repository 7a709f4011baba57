import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { Reaction, TouchReaction } from './events.ts';
import type { FirmwareState, KeyReading } from './state.ts';
import { isRegistered, registeredKeys, type FirmwareStep } from './step.ts';

/** The functions of registered keys in daily use (KEY-4, KEY-5, KEY-7). */

/** How long the engine may be started after a dead key was touched (KEY-4). */
export const START_WINDOW_US: Micros = 10_000_000;
/** A second press of unlock within this time opens all doors (KEY-5). */
const UNLOCK_ALL_WINDOW_US: Micros = 3_000_000;
/** How long the panic button is held before it acts (KEY-5). */
export const PANIC_HOLD_US: Micros = 1_000_000;
/** A lock request stays on the bus this long, so that the body ECU sees it in at least one cyclic frame. */
const LOCK_REQUEST_US: Micros = 300_000;

export type KeyButton = 'lock' | 'unlock' | 'trunk' | 'panic';

/** What a button of a key does, and why it does nothing. */
export const BUTTON_REACTIONS = [
  'none',
  'lock',
  'unlock-driver',
  'unlock-all',
  'trunk',
  'alarm-on',
  'alarm-off',
] as const;
export const BUTTON_REASONS = ['ecu-off', 'not-registered', 'held-too-short'] as const;
export type ButtonReaction = Reaction<(typeof BUTTON_REACTIONS)[number], (typeof BUTTON_REASONS)[number]>;

/** Why the engine does not start. */
export const START_REASONS = [
  'ecu-off',
  'immobilizer-set',
  'steering-lock-fault',
  'no-registered-key',
  'brake-not-pressed',
  'shift-not-in-p',
] as const;
type StartReason = (typeof START_REASONS)[number];
export type StartReaction = Reaction<'started' | 'none', StartReason>;

/** KEY-7: set while no key is registered or a reset runs; then the engine does not start. */
export function immobilizerSet(state: FirmwareState): boolean {
  const resetRuns = state.procedure.kind === 'reset' && state.procedure.state === 'running';
  return resetRuns || registeredKeys(state.content).length === 0;
}

/** Why keys and immobilizer do not allow an engine start now; null where they do. */
export function startObstacle(state: FirmwareState): StartReason | null {
  if (immobilizerSet(state)) return 'immobilizer-set';
  if (state.faults.includes('B2781')) return 'steering-lock-fault';
  const inCabin = state.cabinKeys.some((id) => isRegistered(state.content, id));
  return inCabin || state.startWindowUntilUs !== NEVER_US ? null : 'no-registered-key';
}

/** KEY-4: a touch outside of the procedures. */
export function touchInDailyUse(step: FirmwareStep, key: KeyReading): TouchReaction {
  if (!isRegistered(step.state.content, key.id)) return { reaction: 'none', reason: 'not-registered' };
  step.beep('interior', 1);
  step.draft.startWindowUntilUs = step.nowUs + START_WINDOW_US;
  return { reaction: 'start-permitted', reason: null };
}

/**
 * KEY-5: the engine switch is pressed. The immobilizer's permission comes from this ECU; brake and lever are those at
 * the instant of the press.
 */
export function pressEngineSwitch(step: FirmwareStep, brake: boolean, shiftP: boolean): StartReaction {
  const obstacle = startObstacle(step.state);
  if (obstacle !== null) return { reaction: 'none', reason: obstacle };
  if (!brake) return { reaction: 'none', reason: 'brake-not-pressed' };
  if (!shiftP) return { reaction: 'none', reason: 'shift-not-in-p' };
  return { reaction: 'started', reason: null };
}

/** KEY-5: a button of a key, held for a time. */
export function pressButton(step: FirmwareStep, keyId: number, button: KeyButton, holdUs: Micros): ButtonReaction {
  if (!isRegistered(step.state.content, keyId)) return { reaction: 'none', reason: 'not-registered' };
  switch (button) {
    case 'lock':
      step.draft.unlockAllUntilUs = 0;
      requestLocks(step, 1, 'lock', 1);
      return { reaction: 'lock', reason: null };
    case 'unlock': {
      const all = step.nowUs < step.state.unlockAllUntilUs;
      step.draft.unlockAllUntilUs = all ? 0 : step.nowUs + UNLOCK_ALL_WINDOW_US;
      const request = all ? 'unlock-all' : 'unlock-driver';
      requestLocks(step, all ? 3 : 2, request, 2);
      return { reaction: request, reason: null };
    }
    case 'trunk':
      step.emit({ kind: 'trunk-opener' });
      return { reaction: 'trunk', reason: null };
    case 'panic': {
      if (holdUs < PANIC_HOLD_US) return { reaction: 'none', reason: 'held-too-short' };
      const on = !step.state.alarmOn;
      step.draft.alarmOn = on;
      step.emit({ kind: 'alarm', on });
      return { reaction: on ? 'alarm-on' : 'alarm-off', reason: null };
    }
  }
}

function requestLocks(
  step: FirmwareStep,
  lockRequest: 1 | 2 | 3,
  request: 'lock' | 'unlock-driver' | 'unlock-all',
  answers: number,
): void {
  step.draft.lockRequest = lockRequest;
  step.draft.lockRequestUntilUs = step.nowUs + LOCK_REQUEST_US;
  step.emit({ kind: 'lock-request', request });
  step.beep('answer-back', answers);
  step.emit({ kind: 'flashers', count: answers });
}

/** The lock request is removed from the bus; the start window closes. */
export function expireDailyUse(step: FirmwareStep): void {
  if (step.nowUs >= step.state.lockRequestUntilUs) {
    step.draft.lockRequest = 0;
    step.draft.lockRequestUntilUs = NEVER_US;
  }
  if (step.nowUs >= step.state.startWindowUntilUs) step.draft.startWindowUntilUs = NEVER_US;
}
