import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { IsoTpSnapshot } from '../../can-bus/isotp/endpoint.ts';
import { messageLostBy, type MessageLost } from '../../can-bus/isotp/lost-message.ts';
import type { IsoTpEffect } from '../../can-bus/isotp/types.ts';
import { emptyList } from '../../can-bus/lists/empty-list.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import type { EngineFault } from '../description/engine-trouble-codes.ts';
import type { Profile } from '../profile.ts';
import { decodeVehicleState } from '../signals/broadcast-codec.ts';
import { VEHICLE_STATE } from '../signals/broadcast-database.ts';
import { beginsRequest, ENGINE_IDS, ENGINE_IDS_29, engineChannel, type EngineChannel } from './engine-channel.ts';
import { engineFrom, engineMemoryOf, type EngineMemory } from './engine-memory.ts';
import type { EngineValues } from './engine-values.ts';
import { answerObd, clearsCodes } from './obd-services.ts';
import { engineValues } from './read-engine.ts';
import {
  beginCycle,
  clearCodes,
  detect,
  newTroubleMemory,
  permanentCodes,
  setFault,
  type TroubleMemory,
} from './trouble-memory.ts';
import {
  changeConditions,
  modelAt,
  NEW_VEHICLE_MODEL,
  NO_SUPPLY,
  type Conditions,
  type VehicleModel,
} from './vehicle-model.ts';

interface EngineConfig {
  readonly vin: string;
  readonly bootTimeUs: Micros;
  /** How long the starter turns the engine before it idles. */
  readonly crankTimeUs: Micros;
  /** Another ECU has its 29-bit ids: it answers 11-bit ids alone. */
  readonly on11BitsOnly?: boolean;
}

/** The engine ECU of a car with this profile, which may give the 29-bit ids of ISO 15765-4 to the Smart Key ECU. */
export function engineConfig(profile: Profile): EngineConfig {
  const { vin, bootTimeUs, crankTimeUs } = profile;
  const { oem, generic } = profile.addressing;
  const taken = [oem, generic].flatMap(({ requestId, responseId }) => [requestId, responseId]);
  const { requestId, responseId } = ENGINE_IDS_29;
  return { vin, bootTimeUs, crankTimeUs, on11BitsOnly: taken.includes(requestId) || taken.includes(responseId) };
}

/** The complete state of the engine ECU, as a value. */
export interface EngineSnapshot {
  readonly bootEndUs: Micros;
  readonly alive: boolean;
  readonly model: VehicleModel;
  readonly memory: TroubleMemory;
  /** The physical endpoint of each id format. Functional requests are single frames: none is ever partly received. */
  readonly endpoints: readonly IsoTpSnapshot[];
}

interface EngineUds extends NodeEvent {
  readonly kind: 'uds';
  readonly endpoint: EngineEndpoint;
  readonly direction: 'request' | 'response';
  readonly payload: Uint8Array;
}

interface EngineFaultChanged extends NodeEvent {
  readonly kind: 'fault';
  readonly code: EngineFault;
  readonly on: boolean;
}

export type EngineEvent = EngineUds | EngineFaultChanged | MessageLost;

/** 11- and 29-bit ids, and requests to all ECUs. */
type EngineEndpoint = 'obd' | 'obd-29' | 'functional';
type EngineOutbox = Outbox<EngineEvent>;

/**
 * The engine ECU: the node by which a generic OBD reader finds a car, and sees whether the engine was allowed to start.
 * It receives power mode, speed and supply in the body ECU's 0x5B0 and is awake with IG on and running. It answers 11-
 * and 29-bit ids alike. What it knows of the engine is a model in closed form, so that it needs no deadlines.
 */
export class EngineEcu implements BusNode<EngineEvent> {
  readonly name = 'engine';
  readonly listensTo: readonly number[];
  readonly #config: EngineConfig;
  readonly #base: EngineChannel = engineChannel(ENGINE_IDS);
  readonly #extended: EngineChannel = engineChannel(ENGINE_IDS_29);
  readonly #effects: IsoTpEffect[] = [];
  #bootEndUs: Micros = NEVER_US;
  #alive = false;
  #vehicleFrame: CanFrame | null = null;
  /** Kept, for it is read far more often than it changes. */
  #deadlineUs: Micros = NEVER_US;
  #model: VehicleModel = NEW_VEHICLE_MODEL;
  #memory: TroubleMemory = newTroubleMemory(NEW_VEHICLE_MODEL);
  #stored: EngineMemory = engineMemoryOf(this.#model, this.#memory);

  /** Off until `powerOn`. @param stored the memory of an earlier life; a new ECU's where absent */
  constructor(config: EngineConfig, stored?: EngineMemory) {
    this.#config = config;
    if (stored !== undefined) {
      ({ model: this.#model, memory: this.#memory } = engineFrom(stored));
      this.#stored = stored;
    }
    const heard = config.on11BitsOnly === true ? [ENGINE_IDS] : [ENGINE_IDS, ENGINE_IDS_29];
    this.listensTo = [VEHICLE_STATE.id, ...heard.flatMap(({ requestId, functionalId }) => [requestId, functionalId])];
  }

  /** Faults that a bench has set. */
  get faults(): readonly EngineFault[] {
    return this.#memory.faults;
  }

  /** What is in its non-volatile memory: another object after each write. */
  get stored(): EngineMemory {
    return this.#stored;
  }

  powerOn(nowUs: Micros): void {
    this.powerOff(nowUs);
    this.#bootEndUs = nowUs + this.#config.bootTimeUs;
    this.#updateDeadline();
  }

  /** The engine stops and cools; codes and distances are kept. */
  powerOff(nowUs: Micros): void {
    this.#alive = false;
    this.#bootEndUs = NEVER_US;
    this.#vehicleFrame = null;
    this.#changeModel(NO_SUPPLY, nowUs);
    for (const { physical } of this.#channels()) physical.reset();
    this.#updateDeadline();
  }

  /** A fault of the engine begins or ends; the ECU stores its code as soon as it is awake. */
  setFault(fault: EngineFault, on: boolean, nowUs: Micros, outbox: EngineOutbox): void {
    const memory = setFault(this.#memory, fault, on, modelAt(this.#model, nowUs).runUs);
    if (memory === this.#memory) return;
    this.#write(memory, nowUs);
    this.#detectFaults(nowUs);
    outbox.emit({ kind: 'fault', code: fault, on });
  }

  deadlineUs(): Micros {
    return this.#deadlineUs;
  }

  onDeadline(nowUs: Micros, outbox: EngineOutbox): void {
    if (this.#bootEndUs <= nowUs) {
      this.#bootEndUs = NEVER_US;
      this.#alive = true;
    }
    for (const channel of this.#channels()) {
      channel.physical.onDeadline(nowUs, this.#effects);
      this.#drain(channel, 'obd', nowUs, outbox);
    }
  }

  hearsAgain(frame: CanFrame): boolean {
    return !this.#alive || frame === this.#vehicleFrame;
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: EngineOutbox): void {
    if (this.hearsAgain(frame)) return;
    if (frame.id === VEHICLE_STATE.id) {
      this.#takeVehicleState(frame, nowUs);
      return;
    }
    const channel = this.#channelOf(frame);
    // While it is not awake it begins nothing new; an answer in progress is completed.
    if (!this.#isAwake() && beginsRequest(channel, frame)) return;
    channel.physical.onFrame(frame, nowUs, this.#effects);
    this.#drain(channel, channel.extendedIds ? 'obd-29' : 'obd', nowUs, outbox);
    channel.functional.onFrame(frame, nowUs, this.#effects);
    this.#drain(channel, 'functional', nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: EngineOutbox): void {
    const channel = this.#channelOf(frame);
    channel.physical.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(channel, 'obd', nowUs, outbox);
  }

  /** Same as the Smart Key ECU's. */
  isSending(): boolean {
    return this.#base.physical.isSending() || this.#extended.physical.isSending();
  }

  /** Same as the Smart Key ECU's. */
  expireFlowControl(request: CanFrame, nowUs: Micros, outbox: EngineOutbox): void {
    const channel = this.#channelOf(request);
    if (!channel.physical.begins(request)) return;
    channel.physical.expireFlowControl(this.#effects);
    this.#drain(channel, 'obd', nowUs, outbox);
  }

  snapshot(): EngineSnapshot {
    return {
      bootEndUs: this.#bootEndUs,
      alive: this.#alive,
      model: this.#model,
      memory: this.#memory,
      endpoints: this.#channels().map(({ physical }) => physical.snapshot()),
    };
  }

  /** Restores the state of this ECU, or of another one with the same configuration. */
  restore(snapshot: EngineSnapshot): void {
    this.#bootEndUs = snapshot.bootEndUs;
    this.#alive = snapshot.alive;
    this.#model = snapshot.model;
    this.#memory = snapshot.memory;
    this.#stored = engineMemoryOf(snapshot.model, snapshot.memory);
    this.#vehicleFrame = null;
    this.#channels().forEach(({ physical }, index) => {
      const endpoint = snapshot.endpoints[index];
      if (endpoint !== undefined) physical.restore(endpoint);
    });
    this.#updateDeadline();
  }

  hasPendingWork(): boolean {
    if (this.#bootEndUs !== NEVER_US) return true;
    return this.#base.physical.hasPendingWork() || this.#extended.physical.hasPendingWork();
  }

  #channels(): readonly EngineChannel[] {
    return [this.#base, this.#extended];
  }

  #channelOf(frame: CanFrame): EngineChannel {
    return frame.extended ? this.#extended : this.#base;
  }

  #isAwake(): boolean {
    const { powerMode } = this.#model.conditions;
    return powerMode === 'on' || powerMode === 'running';
  }

  #takeVehicleState(frame: CanFrame, nowUs: Micros): void {
    if (frame.extended) return;
    this.#vehicleFrame = frame;
    // A remote frame has no data.
    const received = decodeVehicleState(frame.data);
    if (received === null) return;
    const { powerMode, speedKmh, batteryMv: supplyMv } = received;
    this.#changeConditions({ powerMode, speedKmh, supplyMv }, nowUs);
  }

  #changeConditions(conditions: Conditions, nowUs: Micros): void {
    const wasAwake = this.#isAwake();
    this.#changeModel(conditions, nowUs);
    if (!wasAwake && this.#isAwake()) this.#write(beginCycle(this.#memory), nowUs);
    this.#detectFaults(nowUs);
  }

  /** Distance, running time and fuel are written when the ignition is switched off. */
  #changeModel(conditions: Conditions, nowUs: Micros): void {
    const wasAwake = this.#isAwake();
    this.#model = changeConditions(this.#model, conditions, nowUs);
    if (wasAwake && !this.#isAwake()) this.#stored = engineMemoryOf(this.#model, this.#memory);
  }

  /** Codes are written when they change. */
  #write(memory: TroubleMemory, nowUs: Micros): void {
    if (memory === this.#memory) return;
    this.#memory = memory;
    this.#stored = engineMemoryOf(modelAt(this.#model, nowUs), memory);
  }

  #detectFaults(nowUs: Micros): void {
    if (!this.#alive || !this.#isAwake()) return;
    this.#write(
      detect(this.#memory, modelAt(this.#model, nowUs), () => this.#values(nowUs)),
      nowUs,
    );
  }

  #values(nowUs: Micros): EngineValues {
    return engineValues(this.#model, this.#memory, this.#config.crankTimeUs, nowUs);
  }

  #answer(request: Uint8Array, functional: boolean, nowUs: Micros): Uint8Array | null {
    const { vin } = this.#config;
    const { faults, stored, pending, freezeFrame } = this.#memory;
    const permanent = permanentCodes(this.#memory, modelAt(this.#model, nowUs).runUs);
    const source = { vin, values: this.#values(nowUs), faults, stored, pending, permanent, freezeFrame };
    return answerObd(request, source, functional);
  }

  #serve(
    request: Uint8Array,
    { physical }: EngineChannel,
    endpoint: EngineEndpoint,
    nowUs: Micros,
    outbox: EngineOutbox,
  ): void {
    const answer = this.#answer(request, endpoint === 'functional', nowUs);
    if (answer === null) return;
    // Of a request to all ECUs only an answer is worth a report.
    if (physical.isSending()) {
      if (endpoint === 'functional') return;
      outbox.emit({ kind: 'message-lost', endpoint, direction: 'request', reason: 'response-under-way' });
      return;
    }
    outbox.emit({ kind: 'uds', endpoint, direction: 'request', payload: request });
    if (clearsCodes(answer)) {
      this.#write(clearCodes(this.#memory, modelAt(this.#model, nowUs)), nowUs);
      this.#detectFaults(nowUs);
    }
    outbox.emit({ kind: 'uds', endpoint, direction: 'response', payload: answer });
    physical.send(answer, nowUs, this.#effects);
  }

  #drain(channel: EngineChannel, endpoint: EngineEndpoint, nowUs: Micros, outbox: EngineOutbox): void {
    // An answer adds to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of this.#effects) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'received') this.#serve(effect.payload, channel, endpoint, nowUs, outbox);
      const lost = messageLostBy(effect, endpoint);
      if (lost !== null) outbox.emit(lost);
    }
    emptyList(this.#effects);
    this.#updateDeadline();
  }

  #updateDeadline(): void {
    this.#deadlineUs = this.#alive
      ? Math.min(this.#base.physical.deadlineUs(), this.#extended.physical.deadlineUs())
      : this.#bootEndUs;
  }
}
