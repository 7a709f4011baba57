import { partOf } from '../../can-bus/bytes/part-of.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { encodeSignal } from '../../can-bus/dbc/signal.ts';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_SECOND, NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { encodeSmartKeyStatus } from '../signals/broadcast-codec.ts';
import { SMART_KEY_SIGNALS, SMART_KEY_STATUS } from '../signals/broadcast-database.ts';
import { INDICATOR, LOCK_REQUESTS, PROCEDURES, PROCEDURE_STATES } from '../description/codes.ts';
import { immobilizerSet, startObstacle } from './immobilizer.ts';
import { remainingUs } from './progress.ts';
import { procedureStateOf, type FirmwareState, type Procedure } from './state.ts';
import { registeredKeys } from './step.ts';

const MAX_REMAINING_S = 0xffff;

/** The bytes of the last frame, and the seconds in it; −1 before the first. */
export interface StatusBroadcastSnapshot {
  readonly data: Uint8Array;
  readonly remainingS: number;
}

/**
 * The SMART_KEY_STATUS frame 0x5B5 of the state at an instant. The frame of the last call is returned again while its
 * content is the same, so that sender and receivers can compare by identity.
 */
export class StatusBroadcast {
  /** A state that the frame is true of; null before the first. */
  state: FirmwareState | null = null;
  /** Until then the frame stays the same, unless the state changes. */
  steadyUntilUs: Micros = 0;
  #frame: CanFrame = dataFrame(SMART_KEY_STATUS.id, new Uint8Array(SMART_KEY_STATUS.length));
  #remainingS = -1;

  /** The last content; its state is not needed, because states that differ are compared by their bytes. */
  snapshot(): StatusBroadcastSnapshot {
    return { data: this.#frame.data, remainingS: this.#remainingS };
  }

  restore({ data, remainingS }: StatusBroadcastSnapshot): void {
    this.#frame = dataFrame(SMART_KEY_STATUS.id, data);
    this.state = null;
    this.#remainingS = remainingS;
  }

  /** Whether the frame is also true of a new state, apart from the running count of seconds. */
  isOf(state: FirmwareState): boolean {
    if (!saysTheSame(state, this.state)) return false;
    this.state = state;
    return true;
  }

  /** Whether a new state changes the frame's content, apart from the running count of seconds. */
  differs(state: FirmwareState): boolean {
    return !sameBytes(bytesOf(state, this.#remainingS), this.#frame.data);
  }

  frameAt(state: FirmwareState, nowUs: Micros): CanFrame {
    const remainingS = remainingSecondsOf(state, nowUs);
    const same = saysTheSame(state, this.state);
    this.state = state;
    this.steadyUntilUs = sameSecondsUntilUs(state, remainingS);
    if (same && remainingS === this.#remainingS) return this.#frame;
    this.#remainingS = remainingS;
    const bytes = same ? partOf(this.#frame.data, 0, SMART_KEY_STATUS.length) : bytesOf(state, remainingS);
    if (same) encodeSignal(bytes, SMART_KEY_SIGNALS.remainingS, remainingS);
    else if (sameBytes(bytes, this.#frame.data)) return this.#frame;
    this.#frame = dataFrame(SMART_KEY_STATUS.id, bytes);
    return this.#frame;
  }
}

/** Whether all sources of the frame are unchanged, and whether it is sent at all; most steps change none of them. */
function saysTheSame(state: FirmwareState, other: FirmwareState | null): boolean {
  return (
    state === other ||
    (other !== null &&
      state.procedure === other.procedure &&
      state.communication === other.communication &&
      state.content.slots === other.content.slots &&
      state.buzzers.exterior === other.buzzers.exterior &&
      state.lockRequest === other.lockRequest &&
      state.indicatorOverride === other.indicatorOverride &&
      permitsTheSame(state, other))
  );
}

/** Of two states with the same keys and procedure. */
function permitsTheSame(state: FirmwareState, other: FirmwareState): boolean {
  const untouched =
    state.faults === other.faults &&
    state.cabinKeys === other.cabinKeys &&
    state.startWindowUntilUs === other.startWindowUntilUs;
  return untouched || (startObstacle(state) === null) === (startObstacle(other) === null);
}

function remainingSecondsOf(state: FirmwareState, nowUs: Micros): number {
  const { procedure } = state;
  const stopped = stoppedAtUs(procedure);
  return Math.min(Math.ceil(remainingUs(procedure, stopped ?? nowUs) / MICROS_PER_SECOND), MAX_REMAINING_S);
}

/** Until when {@link remainingSecondsOf} stays the same: it is rounded up. */
function sameSecondsUntilUs({ procedure }: FirmwareState, remainingS: number): Micros {
  if (remainingS === 0 || procedure.kind === 'none' || stoppedAtUs(procedure) !== null) return NEVER_US;
  return procedure.deadlineUs - (remainingS - 1) * MICROS_PER_SECOND;
}

/** An erasure's clock is stopped while its delete is written. */
function stoppedAtUs(procedure: Procedure): Micros | null {
  return procedure.kind === 'erasure' ? procedure.stoppedAtUs : null;
}

function bytesOf(state: FirmwareState, remainingS: number): Uint8Array {
  const immobilized = immobilizerSet(state);
  const registering = state.procedure.kind === 'registration';
  return encodeSmartKeyStatus({
    procedure: PROCEDURES[state.procedure.kind],
    state: PROCEDURE_STATES[procedureStateOf(state.procedure)],
    keys: registeredKeys(state.content).length,
    remainingS: Math.max(remainingS, 0),
    beeps: state.buzzers.exterior,
    immobilizerSet: immobilized,
    indicator:
      state.indicatorOverride ?? (registering ? INDICATOR.steady : immobilized ? INDICATOR.flashing : INDICATOR.off),
    lockRequest: LOCK_REQUESTS[state.lockRequest],
    startPermit: startObstacle(state) === null,
  });
}
