import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../../can-bus/isotp/endpoint.ts';
import type { IsoTpEffect } from '../../can-bus/isotp/types.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import { decodeVehicleState, type VehicleState } from '../signals/broadcast-codec.ts';
import { VEHICLE_STATE } from '../signals/broadcast-database.ts';
import { answerObd, type EngineValues } from './obd-services.ts';

/** Addresses of the engine ECU for a generic OBD reader (ISO 15765-4). */
export const ENGINE_REQUEST_ID = 0x7e0;
export const ENGINE_RESPONSE_ID = 0x7e8;
const OBD_FUNCTIONAL_ID = 0x7df;

const IDLE_RPM = 700;

interface EngineConfig {
  readonly vin: string;
  readonly bootTimeUs: Micros;
}

/** The complete state of the engine ECU, as a value. */
export interface EngineSnapshot {
  readonly bootEndUs: Micros;
  readonly alive: boolean;
  readonly vehicle: VehicleState | null;
  readonly physical: IsoTpSnapshot;
}

/** The engine ECU reports no events of its own; its answers are on the bus. */
export type EngineEvent = NodeEvent & { readonly kind: never };

/**
 * The engine ECU: the node by which a generic OBD reader finds a car, and sees whether the engine was allowed to start.
 * It receives power mode, speed and supply in the body ECU's 0x5B0 and is awake with IG on and running.
 */
export class EngineEcu implements BusNode<EngineEvent> {
  readonly name = 'engine';
  readonly listensTo: readonly number[] = [VEHICLE_STATE.id, ENGINE_REQUEST_ID, OBD_FUNCTIONAL_ID];
  readonly #config: EngineConfig;
  readonly #physical: IsoTpEndpoint;
  readonly #functional: IsoTpEndpoint;
  readonly #effects: IsoTpEffect[] = [];
  #bootEndUs: Micros = NEVER_US;
  #alive = false;
  #vehicleFrame: CanFrame | null = null;
  #vehicle: VehicleState | null = null;

  /** Off until `powerOn`. */
  constructor(config: EngineConfig) {
    const sendId = ENGINE_RESPONSE_ID;
    this.#config = config;
    this.#physical = new IsoTpEndpoint(isoTpConfig({ kind: 'normal', sendId, receiveId: ENGINE_REQUEST_ID }));
    this.#functional = new IsoTpEndpoint(
      isoTpConfig({ kind: 'normal', sendId, receiveId: OBD_FUNCTIONAL_ID }, { singleFrameOnly: true }),
    );
  }

  powerOn(nowUs: Micros): void {
    this.powerOff();
    this.#bootEndUs = nowUs + this.#config.bootTimeUs;
  }

  powerOff(): void {
    this.#alive = false;
    this.#bootEndUs = NEVER_US;
    this.#vehicle = null;
    this.#vehicleFrame = null;
    this.#physical.reset();
    this.#functional.reset();
  }

  deadlineUs(): Micros {
    return this.#alive ? this.#physical.deadlineUs() : this.#bootEndUs;
  }

  onDeadline(nowUs: Micros, outbox: Outbox<EngineEvent>): void {
    if (this.#bootEndUs <= nowUs) {
      this.#bootEndUs = NEVER_US;
      this.#alive = true;
    }
    this.#physical.onDeadline(nowUs, this.#effects);
    this.#drain(nowUs, outbox, false);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<EngineEvent>): void {
    if (!this.#alive || frame === this.#vehicleFrame) return;
    if (frame.id === VEHICLE_STATE.id) {
      if (frame.kind !== 'data' || frame.extended) return;
      this.#vehicle = decodeVehicleState(frame.data) ?? this.#vehicle;
      this.#vehicleFrame = frame;
      return;
    }
    // While it is not awake it begins nothing new; an answer in progress is completed.
    if (!this.#isAwake() && (this.#physical.begins(frame) || this.#functional.begins(frame))) return;
    this.#physical.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox, false);
    this.#functional.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox, true);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<EngineEvent>): void {
    this.#physical.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox, false);
  }

  /** Same as the Smart Key ECU's. */
  expireFlowControl(request: CanFrame, nowUs: Micros, outbox: Outbox<EngineEvent>): void {
    if (!this.#physical.begins(request)) return;
    this.#physical.expireFlowControl(this.#effects);
    this.#drain(nowUs, outbox, false);
  }

  snapshot(): EngineSnapshot {
    return {
      bootEndUs: this.#bootEndUs,
      alive: this.#alive,
      vehicle: this.#vehicle,
      physical: this.#physical.snapshot(),
    };
  }

  /** Restores the state of this ECU, or of another one with the same configuration. */
  restore(snapshot: EngineSnapshot): void {
    this.#bootEndUs = snapshot.bootEndUs;
    this.#alive = snapshot.alive;
    this.#vehicle = snapshot.vehicle;
    this.#vehicleFrame = null;
    this.#physical.restore(snapshot.physical);
    // Functional requests are single frames: none is ever partly received.
    this.#functional.reset();
  }

  hasPendingWork(): boolean {
    return this.#bootEndUs !== NEVER_US || this.#physical.hasPendingWork();
  }

  #isAwake(): boolean {
    return this.#vehicle?.powerMode === 'on' || this.#vehicle?.powerMode === 'running';
  }

  #values(): EngineValues {
    const running = this.#vehicle?.powerMode === 'running';
    return {
      vin: this.#config.vin,
      rpm: running ? IDLE_RPM : 0,
      speedKmh: this.#vehicle?.speedKmh ?? 0,
      supplyMv: this.#vehicle?.batteryMv ?? 0,
    };
  }

  #drain(nowUs: Micros, outbox: Outbox<EngineEvent>, functional: boolean): void {
    // An answer adds to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of this.#effects) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'received') {
        const answer = answerObd(effect.payload, this.#values(), functional);
        if (answer !== null && !this.#physical.isSending()) this.#physical.send(answer, nowUs, this.#effects);
      }
    }
    this.#effects.length = 0;
  }
}
