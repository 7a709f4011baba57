import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { MessageLost } from '../../can-bus/isotp/lost-message.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import { RepeatedFrames } from '../../can-bus/virtual-bus/repeated-frames.ts';
import type { LockRequest } from '../description/codes.ts';
import type { Profile } from '../profile.ts';
import {
  decodeLockRequest,
  encodeBodyControlState,
  encodeDoorLocks,
  encodeVehicleState,
} from '../signals/broadcast-codec.ts';
import { BODY_CONTROL_STATE, DOOR_LOCKS, SMART_KEY_STATUS, VEHICLE_STATE } from '../signals/broadcast-database.ts';
import {
  bodyAddressIsTaken,
  BodyDiagnostics,
  type BodyDiagnosticsConfig,
  type BodyUds,
  type DiagnosedBody,
} from './body-diagnostics.ts';
import { changeInputs, DEFAULT_BODY_INPUTS, type BodyChange, type BodyInputs } from './body-inputs.ts';
import { allLocked, locksDiffer, obeyLockRequest, UNLOCKED, type LockCause, type LockState } from './door-locks.ts';

/** A lock motor has moved. */
interface LocksChanged extends NodeEvent {
  readonly kind: 'locks-changed';
  readonly locks: LockState;
}

export type BodyEvent = LocksChanged | BodyUds | MessageLost;

type BodyPhase = 'off' | 'booting' | 'running';

interface BodyConfig {
  /** From power-on to the first frames (profile: bootTime). */
  readonly bootTimeUs: Micros;
  /** Whether frames are also sent cyclically, in addition to on change; true where absent. */
  readonly cyclic?: boolean;
  /** Absent: it answers no diagnostics. */
  readonly diagnostics?: BodyDiagnosticsConfig;
}

/** The body ECU of a car with this profile. */
export function bodyConfig({ bootTimeUs, vin, timing, addressing }: Profile): BodyConfig {
  return bodyAddressIsTaken(addressing) ? { bootTimeUs } : { bootTimeUs, diagnostics: { vin, timing } };
}

/** The complete state of the body ECU, as a value. */
export interface BodySnapshot {
  readonly phase: BodyPhase;
  readonly inputs: BodyInputs;
  readonly locks: LockState;
  readonly lastLockRequest: LockRequest;
  readonly bootEndUs: Micros;
  readonly nextVehicleStateUs: Micros;
  readonly nextBodyControlUs: Micros;
  readonly nextDoorLocksUs: Micros;
  readonly diagnostics: ReturnType<BodyDiagnostics['snapshot']> | null;
}

/** The existing frame if it has the same content: a receiver may compare by identity. */
function frameWith(present: CanFrame, bytes: Uint8Array): CanFrame {
  return sameBytes(present.data, bytes) ? present : dataFrame(present.id, bytes);
}

function doorLocksBytes(locks: LockState, statusChanged: boolean): Uint8Array {
  const locked = allLocked(locks);
  return encodeDoorLocks({ statusChanged, locked, lockedViaKeyfob: locked && locks.cause === 'keyfob' });
}

/** Indexes of the frames that it repeats. */
const REPEATED = { vehicleState: 0, bodyControl: 1, doorLocks: 2 };

/**
 * The body ECU: knows doors, power mode, brake, shift position, speed and supply, and reports them to the others on
 * 0x620, 0x638 and 0x5B0 (VEH-2, diagnostics.md "Broadcast frames"): each once after booting, cyclically from that
 * instant, and on change in between, which does not move the cycle. It moves the door locks when LOCK_REQUEST on 0x5B5
 * changes (KEY-5, VEH-7), when the operator does ({@link setLocks}), and when a scan tool does (0x2F).
 *
 * 0x638: LOCK_STATUS is 0 (locked) only while every door is locked. LOCK_STATUS_CHANGED is 1 in the one frame that
 * reports a moved motor, also when the other doors follow the driver's. LOCKED_VIA_KEYFOB is 1 while all doors are
 * locked and a key's button locked them.
 *
 * Inputs and locks are mechanical: they also change while the ECU is off, and keep their state during a power cut; the
 * frames after the next boot report it.
 */
export class BodyEcu implements BusNode<BodyEvent> {
  readonly name = 'body';
  readonly listensTo: readonly number[];
  readonly confirms: readonly number[];
  readonly repeats: RepeatedFrames;
  readonly #diagnostics: BodyDiagnostics | null;
  readonly #bootTimeUs: Micros;

  #phase: BodyPhase = 'off';
  #inputs: BodyInputs = DEFAULT_BODY_INPUTS;
  #locks: LockState = UNLOCKED;
  #lastLockRequest: LockRequest = 'none';
  /** The last 0x5B5 seen: its sender repeats the same object while nothing changes. */
  #lastStatus: CanFrame | null = null;

  #bootEndUs: Micros = NEVER_US;

  #vehicleState: CanFrame;
  #bodyControl: CanFrame;
  #doorLocks: CanFrame;

  /** Starts switched off, with all doors unlocked. @throws SignalError for an input out of range */
  constructor(config: BodyConfig, inputs: BodyInputs = DEFAULT_BODY_INPUTS) {
    this.#bootTimeUs = config.bootTimeUs;
    const messages = [VEHICLE_STATE, BODY_CONTROL_STATE, DOOR_LOCKS];
    const cyclesUs = messages.map(({ cycleUs }) => (config.cyclic === false ? NEVER_US : cycleUs));
    this.repeats = new RepeatedFrames(cyclesUs, (index) => this.#frameOf(index));
    this.#diagnostics = config.diagnostics === undefined ? null : new BodyDiagnostics(config.diagnostics);
    this.listensTo = [SMART_KEY_STATUS.id, ...(this.#diagnostics?.requestIds ?? [])];
    this.confirms = this.#diagnostics === null ? [] : [this.#diagnostics.responseId];
    this.#vehicleState = dataFrame(VEHICLE_STATE.id, new Uint8Array(VEHICLE_STATE.length));
    this.#bodyControl = dataFrame(BODY_CONTROL_STATE.id, new Uint8Array(BODY_CONTROL_STATE.length));
    this.#doorLocks = dataFrame(DOOR_LOCKS.id, doorLocksBytes(UNLOCKED, false));
    this.#takeInputs(changeInputs(inputs, {}));
  }

  get inputs(): BodyInputs {
    return this.#inputs;
  }

  get locks(): LockState {
    return this.#locks;
  }

  get phase(): BodyPhase {
    return this.#phase;
  }

  /** The supply is switched on: boots, and clears what it has received. A running body ECU boots again. */
  powerOn(nowUs: Micros): void {
    this.powerOff();
    this.#phase = 'booting';
    this.#bootEndUs = nowUs + this.#bootTimeUs;
    this.#updateDeadline();
  }

  /**
   * The supply is lost: from here on it neither sends nor receives. The caller clears the frames it has queued at the
   * bus.
   */
  powerOff(): void {
    this.#phase = 'off';
    this.#lastLockRequest = 'none';
    this.#lastStatus = null;
    this.#bootEndUs = NEVER_US;
    this.repeats.startAt(NEVER_US);
    this.#diagnostics?.reset();
    this.#updateDeadline();
  }

  /**
   * Switches and sensors change. All changes of one call are sent at once, in at most one frame per message.
   *
   * @throws SignalError for a value out of range; then nothing has changed
   */
  set(change: BodyChange, _nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    const vehicleState = this.#vehicleState;
    const bodyControl = this.#bodyControl;
    this.#takeInputs(changeInputs(this.#inputs, change));
    if (this.#phase !== 'running') return;
    if (this.#vehicleState !== vehicleState) outbox.send(this.#vehicleState);
    if (this.#bodyControl !== bodyControl) outbox.send(this.#bodyControl);
  }

  /** The operator locks or unlocks a door: with its knob, or with the switch in the door. */
  setLocks(request: LockRequest, _nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    this.#operateLocks(request, 'hand', outbox);
  }

  deadlineUs(): Micros {
    return this.repeats.deadlineUs();
  }

  /** Allocates nothing after booting: the cyclic frames are the ones already built. */
  onDeadline(nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    if (nowUs < this.deadlineUs()) return;
    if (this.#phase === 'booting') this.#endBoot();
    if (this.repeats.nextUs <= nowUs) this.repeats.sendDue(nowUs, outbox);
    if (this.#diagnostics !== null && this.#diagnostics.deadlineUs <= nowUs) {
      this.#diagnostics.onDeadline(nowUs, this.#diagnosed(outbox), outbox);
    }
    this.#updateDeadline();
  }

  hearsAgain(frame: CanFrame): boolean {
    return this.#phase !== 'running' || frame === this.#lastStatus;
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    if (this.hearsAgain(frame)) return;
    if (frame.id !== SMART_KEY_STATUS.id) {
      if (this.#diagnostics?.concerns(frame) !== true) return;
      this.#diagnostics.onFrame(frame, nowUs, this.#diagnosed(outbox), outbox);
      this.#updateDeadline();
      return;
    }
    if (frame.extended) return;
    // A remote frame has no data.
    const request = decodeLockRequest(frame.data);
    if (request === null) return;
    this.#lastStatus = frame;
    const isEdge = request !== this.#lastLockRequest;
    this.#lastLockRequest = request;
    if (isEdge) this.#operateLocks(request, 'keyfob', outbox);
  }

  /** Only a diagnostic answer waits for its transmission. */
  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    if (this.#diagnostics === null) return;
    this.#diagnostics.onFrameSent(frame, nowUs, this.#diagnosed(outbox), outbox);
    this.#updateDeadline();
  }

  /** Same as the Smart Key ECU's. */
  isSending(): boolean {
    return this.#diagnostics?.isSending() ?? false;
  }

  /** Same as the Smart Key ECU's. */
  expireFlowControl(request: CanFrame, nowUs: Micros, outbox: Outbox<BodyEvent>): void {
    if (this.#diagnostics === null) return;
    this.#diagnostics.expireFlowControl(request, nowUs, this.#diagnosed(outbox), outbox);
    this.#updateDeadline();
  }

  hasPendingWork(): boolean {
    return this.#phase === 'booting' || (this.#diagnostics?.hasPendingWork() ?? false);
  }

  snapshot(): BodySnapshot {
    return {
      phase: this.#phase,
      inputs: this.#inputs,
      locks: this.#locks,
      lastLockRequest: this.#lastLockRequest,
      bootEndUs: this.#bootEndUs,
      nextVehicleStateUs: this.repeats.dueUs(REPEATED.vehicleState),
      nextBodyControlUs: this.repeats.dueUs(REPEATED.bodyControl),
      nextDoorLocksUs: this.repeats.dueUs(REPEATED.doorLocks),
      diagnostics: this.#diagnostics?.snapshot() ?? null,
    };
  }

  restore(snapshot: BodySnapshot): void {
    this.#takeInputs(snapshot.inputs);
    this.#locks = snapshot.locks;
    this.#doorLocks = frameWith(this.#doorLocks, doorLocksBytes(snapshot.locks, false));
    this.#lastStatus = null;
    this.#phase = snapshot.phase;
    this.#lastLockRequest = snapshot.lastLockRequest;
    this.#bootEndUs = snapshot.bootEndUs;
    this.repeats.restore([snapshot.nextVehicleStateUs, snapshot.nextBodyControlUs, snapshot.nextDoorLocksUs]);
    if (snapshot.diagnostics !== null) this.#diagnostics?.restore(snapshot.diagnostics);
    this.#updateDeadline();
  }

  #updateDeadline(): void {
    if (this.#phase === 'booting') this.repeats.otherUs = this.#bootEndUs;
    else this.repeats.otherUs = this.#diagnostics?.deadlineUs ?? NEVER_US;
  }

  #frameOf(index: number): CanFrame {
    this.repeats.settle(index, NEVER_US);
    if (index === REPEATED.vehicleState) return this.#vehicleState;
    return index === REPEATED.bodyControl ? this.#bodyControl : this.#doorLocks;
  }

  #diagnosed(outbox: Outbox<BodyEvent>): DiagnosedBody {
    const moveLocks = (request: LockRequest): void => this.#operateLocks(request, 'tool', outbox);
    return { doors: this.#inputs.doors, locks: this.#locks, moveLocks };
  }

  #endBoot(): void {
    this.#phase = 'running';
    this.repeats.startAt(this.#bootEndUs);
    this.#bootEndUs = NEVER_US;
  }

  /** Encodes first, so that a value out of range changes nothing. */
  #takeInputs(inputs: BodyInputs): void {
    const { doors } = inputs;
    const vehicleState = encodeVehicleState({ ...inputs, trunkOpen: doors.trunk });
    const bodyControl = encodeBodyControlState({
      driverDoorOpen: doors.driver,
      passengerDoorOpen: doors.passenger,
      rearLeftDoorOpen: doors.rearLeft,
      rearRightDoorOpen: doors.rearRight,
      driverBeltUnlatched: inputs.driverBeltUnlatched,
      parkingBrake: inputs.parkingBrake,
    });
    this.#inputs = inputs;
    this.repeats.unsettle();
    this.#vehicleState = frameWith(this.#vehicleState, vehicleState);
    this.#bodyControl = frameWith(this.#bodyControl, bodyControl);
  }

  #operateLocks(request: LockRequest, cause: LockCause, outbox: Outbox<BodyEvent>): void {
    const before = this.#locks;
    const locks = obeyLockRequest(before, request, cause);
    const moved = locksDiffer(before, locks);
    const steady = frameWith(this.#doorLocks, doorLocksBytes(locks, false));
    const isNews = moved || steady !== this.#doorLocks;
    this.#locks = locks;
    this.#doorLocks = steady;
    this.repeats.unsettle();
    if (this.#phase === 'running' && isNews) {
      outbox.send(moved ? dataFrame(DOOR_LOCKS.id, doorLocksBytes(locks, true)) : steady);
    }
    if (moved) outbox.emit({ kind: 'locks-changed', locks });
  }
}
