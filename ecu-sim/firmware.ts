import { NEVER_US, type Micros } from '../can-bus/time/micros.ts';
import { beginOperationCycle, updateFaults } from './diagnostics/fault-memory.ts';
import { SMART_KEY_SERVICES, type DiagnosticServices } from './diagnostics/services.ts';
import { answerRequest, finishProcessing, responseSent } from './diagnostics/server.ts';
import { endSession, expireLockout } from './diagnostics/session.ts';
import type { NvmContent } from './memory/content.ts';
import { nextEdgeUs, silence, takeEdges, type Buzzers } from './smart-key/buzzers.ts';
import { KEY_PROCEDURES, OUTCOMES, REASONS } from './description/codes.ts';
import { timeOutErasure, touchInErasure } from './smart-key/erasure.ts';
import type { TouchReaction } from './smart-key/events.ts';
import {
  expireDailyUse,
  pressButton,
  pressEngineSwitch,
  touchInDailyUse,
  type ButtonReaction,
  type KeyButton,
  type StartReaction,
} from './smart-key/immobilizer.ts';
import { WEAK_KEY_BATTERY_MV } from './smart-key/limits.ts';
import { timeOutRegistration, touchInRegistration } from './smart-key/registration.ts';
import { checkResetSupply, completeReset } from './smart-key/reset.ts';
import {
  FULL_COMMUNICATION,
  UNKNOWN_SIGNALS,
  type BenchFault,
  type EndpointName,
  type FirmwareContext,
  type FirmwareState,
  type KeyReading,
  type VehicleSignals,
} from './smart-key/state.ts';
import { FirmwareStep, type FirmwareEffect } from './smart-key/step.ts';
import { expiryUs } from './smart-key/progress.ts';

/** Every input of the running firmware. */
export type FirmwareInput =
  | { readonly kind: 'deadline' }
  | {
      readonly kind: 'request';
      readonly endpoint: EndpointName;
      readonly payload: Uint8Array;
      /** Another endpoint is still being answered. */
      readonly busy: boolean;
    }
  /** The answer in progress is on the bus, or could not be delivered. */
  | { readonly kind: 'response-sent' }
  | { readonly kind: 'key-touched'; readonly key: KeyReading }
  | {
      readonly kind: 'button-pressed';
      readonly keyId: number;
      readonly button: KeyButton;
      readonly holdUs: Micros;
    }
  | { readonly kind: 'engine-switch-pressed'; readonly brake: boolean; readonly shiftP: boolean }
  | { readonly kind: 'cabin-keys'; readonly ids: readonly number[] }
  | { readonly kind: 'supply'; readonly mv: number }
  | { readonly kind: 'fault'; readonly fault: BenchFault; readonly on: boolean };

export type FirmwareReaction = TouchReaction | ButtonReaction | StartReaction;

export interface FirmwareResult {
  /** The same object where the input changed nothing. */
  readonly state: FirmwareState;
  readonly effects: readonly FirmwareEffect[];
  /** The reaction to an operator's input; null for all other inputs. */
  readonly reaction: FirmwareReaction | null;
}

/** Why the firmware starts: power-on, which begins an operation cycle, or 0x11. */
export type BootCause = 'power-on' | 'reset';

/** External conditions when the ECU starts: they outlive a reset. */
export interface PhysicalInputs {
  readonly supplyMv: number;
  readonly cabinKeys: readonly number[];
  readonly faults: readonly BenchFault[];
}

/**
 * The firmware's state when its boot is complete, at `nowUs`. A run that the memory records as in progress was cut by a
 * power loss and is closed as aborted (RST-6, AUT-6); a delay that had not expired restarts (AUT-3).
 *
 * @param counted the beeps so far; they count since power-on and so survive a reset of the ECU
 */
export function bootFirmware(
  context: FirmwareContext,
  content: NvmContent,
  memoryDamaged: boolean,
  inputs: PhysicalInputs,
  counted: Buzzers,
  nowUs: Micros,
  cause: BootCause,
): FirmwareResult {
  const state: FirmwareState = {
    content,
    memoryDamaged,
    session: 'default',
    s3DeadlineUs: NEVER_US,
    unlockedLevel: 0,
    pendingSeed: null,
    lockoutDeadlineUs: content.delayPending ? nowUs + context.profile.attemptsDelayUs : NEVER_US,
    procedure: { kind: 'none' },
    processing: null,
    resetAfterResponse: false,
    supplyMv: inputs.supplyMv,
    cabinKeys: inputs.cabinKeys,
    faults: inputs.faults,
    faultSetting: true,
    communication: FULL_COMMUNICATION,
    indicatorOverride: null,
    startWindowUntilUs: NEVER_US,
    unlockAllUntilUs: 0,
    lockRequest: 0,
    lockRequestUntilUs: NEVER_US,
    alarmOn: false,
    keyLowBatterySeen: false,
    buzzers: silence(counted),
  };
  const step = new FirmwareStep(context, state, UNKNOWN_SIGNALS, nowUs);
  closeInterruptedRuns(step);
  if (cause === 'power-on') beginOperationCycle(step);
  else updateFaults(step);
  return { state: step.state, effects: step.effects, reaction: null };
}

function closeInterruptedRuns(step: FirmwareStep): void {
  KEY_PROCEDURES.forEach((procedure, index) => {
    const run = step.state.content.lastRuns[index];
    if (run?.outcome !== OUTCOMES['under-way']) return;
    step.storeRun({ ...run, state: 0, outcome: OUTCOMES.aborted, reason: REASONS['power-loss'] }, procedure);
    step.log(procedure, 'aborted', 'power-loss');
  });
}

/**
 * One step: input and instant in, state and effects out. It has no other side effects.
 *
 * @param services the ECU's answers; from another description for another ECU
 */
export function stepFirmware(
  context: FirmwareContext,
  state: FirmwareState,
  input: FirmwareInput,
  signals: VehicleSignals,
  nowUs: Micros,
  services: DiagnosticServices = SMART_KEY_SERVICES,
): FirmwareResult {
  const step = new FirmwareStep(context, state, signals, nowUs);
  const reaction = take(step, input, services);
  return { state: step.state, effects: step.effects, reaction };
}

function take(step: FirmwareStep, input: FirmwareInput, services: DiagnosticServices): FirmwareReaction | null {
  switch (input.kind) {
    case 'deadline':
      takeDeadlines(step, services);
      return null;
    case 'request':
      answerRequest(step, services, input.endpoint, input.payload, input.busy);
      return null;
    case 'response-sent':
      responseSent(step);
      return null;
    case 'key-touched':
      return touch(step, input.key);
    case 'button-pressed':
      return pressButton(step, input.keyId, input.button, input.holdUs);
    case 'engine-switch-pressed':
      return pressEngineSwitch(step, input.brake, input.shiftP);
    case 'cabin-keys':
      step.draft.cabinKeys = input.ids;
      return null;
    case 'supply':
      step.draft.supplyMv = input.mv;
      checkResetSupply(step);
      return null;
    case 'fault':
      setFault(step, input.fault, input.on);
      return null;
  }
}

function touch(step: FirmwareStep, key: KeyReading): TouchReaction {
  if (key.batteryMv <= WEAK_KEY_BATTERY_MV && !step.state.keyLowBatterySeen) step.draft.keyLowBatterySeen = true;
  const { procedure } = step.state;
  switch (procedure.kind) {
    case 'none':
      return touchInDailyUse(step, key);
    case 'reset':
      return { reaction: 'none', reason: 'procedure-under-way' };
    case 'registration':
      return touchInRegistration(step, procedure, key);
    case 'erasure':
      return touchInErasure(step, procedure, key);
  }
}

function setFault(step: FirmwareStep, fault: BenchFault, on: boolean): void {
  const { faults } = step.state;
  if (faults.includes(fault) === on) return;
  step.draft.faults = on ? [...faults, fault].sort() : faults.filter((held) => held !== fault);
  step.emit({ kind: 'fault', code: fault, on });
  updateFaults(step);
}

/** The next instant at which a `deadline` input is due. */
export function firmwareDeadlineUs(state: FirmwareState): Micros {
  const { procedure, processing } = state;
  return Math.min(
    state.s3DeadlineUs,
    state.lockoutDeadlineUs,
    state.startWindowUntilUs,
    state.lockRequestUntilUs,
    expiryUs(procedure),
    processing === null ? NEVER_US : Math.min(processing.nextPendingUs, processing.finishUs),
    state.buzzers.soundings.length === 0 ? NEVER_US : nextEdgeUs(state.buzzers),
  );
}

/**
 * Processes all deadlines that are due, procedures before the session, so that a completion is exact to the
 * microsecond.
 */
function takeDeadlines(step: FirmwareStep, services: DiagnosticServices): void {
  const { nowUs } = step;
  const { procedure } = step.state;
  if (procedure.kind !== 'none' && expiryUs(procedure) <= nowUs) {
    if (procedure.kind === 'reset') completeReset(step);
    else if (procedure.kind === 'registration') timeOutRegistration(step, procedure);
    else timeOutErasure(step, procedure);
  }
  const { processing } = step.state;
  if (processing !== null) finishProcessing(step, services, processing);
  if (step.state.s3DeadlineUs <= nowUs) endSession(step, 'default');
  if (step.state.lockoutDeadlineUs <= nowUs) expireLockout(step);
  if (step.state.lockRequestUntilUs <= nowUs || step.state.startWindowUntilUs <= nowUs) expireDailyUse(step);
  if (step.state.buzzers.soundings.length > 0) soundBuzzers(step);
}

function soundBuzzers(step: FirmwareStep): void {
  const { nowUs } = step;
  const buzzers = takeEdges(step.state.buzzers, nowUs, (buzzer, on) => step.emit({ kind: 'buzzer', buzzer, on }));
  if (buzzers !== step.state.buzzers) step.draft.buzzers = buzzers;
}
