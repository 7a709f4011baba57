import {
  OUTCOMES,
  PROCEDURE_STATES,
  REASONS,
  REGISTRATION_MODES,
  type OutcomeName,
  type ReasonName,
} from '../description/codes.ts';
import type { StartAnswer, StopAnswer } from '../description/smart-key/routines.ts';
import type { TouchReaction, TouchReason } from './events.ts';
import { progressOf } from './progress.ts';
import { firstFailure, outOfOrder, type StepResult } from './refusal.ts';
import type { KeyReading, RegistrationProcedure } from './state.ts';
import { freeSlots, isRegistered, registeredKeys, type FirmwareStep } from './step.ts';
import { WEAK_KEY_BATTERY_MV } from './limits.ts';

/** Smart Code Registration: add keys (REG). */

/** REG-1, REG-2. */
export function enterRegistration(step: FirmwareStep): StepResult<StartAnswer<'registration', 'enter'>> {
  if (step.state.procedure.kind === 'registration') return outOfOrder();
  const failure = firstFailure(step, 'registration', [
    'memory',
    'other-procedure',
    'no-prohibiting-fault',
    'battery',
    'speed',
    'free-slot',
  ]);
  if (failure !== null) return failure;
  const mode = registeredKeys(step.state.content).length > 0 ? 'additional' : 'initial';
  const state = mode === 'additional' ? 'awaiting-registered-key' : 'awaiting-pre-start-check';
  step.enter({
    kind: 'registration',
    mode,
    state,
    sinceUs: step.nowUs,
    deadlineUs: step.nowUs + step.context.profile.registrationStepTimeoutUs,
    added: 0,
    lastRefusal: 'none',
  });
  step.storeUnderWay('registration', [0, freeSlots(step.state.content), REASONS.none]);
  return {
    answer: {
      state: PROCEDURE_STATES[state],
      mode: REGISTRATION_MODES[mode],
      freeSlots: freeSlots(step.state.content),
    },
  };
}

/** REG-3: informative; its findings do not block the start. It may be repeated until the start. */
export function preStartCheck(step: FirmwareStep): StepResult<StartAnswer<'registration', 'check'>> {
  const { procedure } = step.state;
  if (procedure.kind !== 'registration') return outOfOrder();
  if (procedure.state !== 'awaiting-pre-start-check' && procedure.state !== 'ready-to-start') return outOfOrder();
  advance(step, procedure, { state: 'ready-to-start' });
  return { answer: { state: PROCEDURE_STATES['ready-to-start'], ...preStartFindings(step, procedure) } };
}

function preStartFindings(
  step: FirmwareStep,
  procedure: RegistrationProcedure,
): Omit<StartAnswer<'registration', 'check'>, 'state'> {
  const { state, signals, context } = step;
  const keyPresent = state.cabinKeys.some((id) => isRegistered(state.content, id));
  const touched = procedure.mode === 'additional';
  return {
    doorKnown: signals.doorKnown,
    battery: state.supplyMv >= context.profile.batteryMinMv,
    freeSlot: freeSlots(state.content) > 0,
    keyPresent: keyPresent || touched,
    noFault: !state.faults.includes('B278D'),
  };
}

/** REG-3: not before the Pre-Start Check. */
export function startRegistration(step: FirmwareStep): StepResult<StartAnswer<'registration', 'start'>> {
  const { procedure } = step.state;
  if (procedure.kind !== 'registration' || procedure.state !== 'ready-to-start') return outOfOrder();
  advance(step, procedure, { state: 'awaiting-new-key' });
  return { answer: { state: PROCEDURE_STATES['awaiting-new-key'] } };
}

/** REG-7: after at least one key this is how an initial registration is finished. */
export function stopRegistration(step: FirmwareStep): StepResult<StopAnswer> {
  const { procedure } = step.state;
  if (procedure.kind !== 'registration') return outOfOrder();
  endRegistration(step, procedure, procedure.added > 0 ? 'completed' : 'stopped', 'none');
  return { answer: { state: PROCEDURE_STATES.idle } };
}

/** REG-7: keys registered so far stay registered. */
export function timeOutRegistration(step: FirmwareStep, procedure: RegistrationProcedure): void {
  endRegistration(step, procedure, 'timed-out', 'step-timeout');
}

export function abortRegistration(step: FirmwareStep, procedure: RegistrationProcedure, reason: ReasonName): void {
  endRegistration(step, procedure, 'aborted', reason);
}

/** A key touches the engine switch during registration. */
export function touchInRegistration(
  step: FirmwareStep,
  procedure: RegistrationProcedure,
  key: KeyReading,
): TouchReaction {
  switch (procedure.state) {
    case 'awaiting-registered-key':
      if (!isRegistered(step.state.content, key.id)) return { reaction: 'none', reason: 'not-registered' };
      advance(step, procedure, { state: 'awaiting-pre-start-check' });
      return { reaction: 'key-recognised', reason: null };
    case 'awaiting-pre-start-check':
    case 'ready-to-start':
      return { reaction: 'none', reason: 'not-started' };
    case 'awaiting-new-key':
      return touchNewKey(step, procedure, key);
  }
}

function touchNewKey(step: FirmwareStep, procedure: RegistrationProcedure, key: KeyReading): TouchReaction {
  const refusal = refusalOf(step, key);
  if (refusal !== null) {
    // REG-6: silent, logged, and the step timeout continues.
    const current = { ...procedure, lastRefusal: refusal };
    step.draft.procedure = current;
    step.storeUnderWay('registration', registrationDetail(step, current));
    step.log('registration', 'refused', refusal);
    return { reaction: 'refused', reason: refusal };
  }
  registerKey(step, key.id);
  const added = procedure.added + 1;
  const additional = procedure.mode === 'additional';
  step.beep('exterior', additional ? 2 : 1);
  advance(step, procedure, { added });
  const current = { ...procedure, added };
  step.storeUnderWay('registration', registrationDetail(step, current));
  if (additional || freeSlots(step.state.content) === 0) endRegistration(step, current, 'completed', 'none');
  return { reaction: 'registered', reason: null };
}

/** KEY-3, KEY-6, REG-6. */
function refusalOf(step: FirmwareStep, key: KeyReading): (ReasonName & TouchReason) | null {
  const { content, faults } = step.state;
  if (faults.includes('B27A5')) return 'antenna';
  if (isRegistered(content, key.id)) return 'already-registered';
  if (key.boundVin !== null || content.retired.includes(key.id)) return 'bound-elsewhere-or-retired';
  if (key.batteryMv <= WEAK_KEY_BATTERY_MV) return 'weak-key-battery';
  return null;
}

/** KEY-1, KEY-2: into the lowest free slot; the key is bound from here on. */
function registerKey(step: FirmwareStep, id: number): void {
  const { slots } = step.state.content;
  const slot = slots.indexOf(null);
  step.store({ slots: slots.map((held, index) => (index === slot ? id : held)) });
  step.emit({ kind: 'key-bound', keyId: id, vin: step.context.profile.vin });
}

/** A successful step: the step timeout restarts (REG-7). */
function advance(step: FirmwareStep, procedure: RegistrationProcedure, change: Partial<RegistrationProcedure>): void {
  const deadlineUs = step.nowUs + step.context.profile.registrationStepTimeoutUs;
  step.enter({ ...procedure, ...change, deadlineUs });
}

function endRegistration(
  step: FirmwareStep,
  procedure: RegistrationProcedure,
  outcome: OutcomeName,
  reason: ReasonName,
): void {
  const detail = registrationDetail(step, procedure);
  const { elapsedMs } = progressOf(procedure, step.nowUs);
  step.storeRun({ state: 0, outcome: OUTCOMES[outcome], reason: REASONS[reason], elapsedMs, detail }, 'registration');
  step.log('registration', outcome, reason);
  step.enter({ kind: 'none' });
}

/** Keys added, free slots, reason of the last refused touch (REG-8). */
export function registrationDetail(
  step: FirmwareStep,
  procedure: RegistrationProcedure,
): readonly [number, number, number] {
  return [procedure.added, freeSlots(step.state.content), REASONS[procedure.lastRefusal]];
}
