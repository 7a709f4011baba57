import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { CarFault } from '../car/car-fault.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import type { DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import type { ExpectedParts, ObservedParts } from './expectation.ts';
import type { FrameWatch, SeenFrame } from './frame-history.ts';
import type { DealerOperation, EndpointChoice, ToolRun } from './scenario.ts';

/** In virtual time the value itself, in real time a promise. */
export type Awaitable<Value> = Value | Promise<Value>;

/** How the car reacted to a stimulus. */
export interface StimulusResult {
  readonly reaction: string;
  readonly reason: string | null;
}

/** How the dealer answered. */
export interface DealerAnswer {
  readonly answer: 'accepted' | 'refused';
  /** The refusal's code; null where it was accepted. */
  readonly reason: string | null;
  /** The same for people, with what to do; null where it was accepted. */
  readonly refusal: string | null;
  /** As sent over the bus; null where none was issued. */
  readonly passCode: Uint8Array | null;
  /** Number of the request concerned (DLR-11); null where there was none, or it was refused. */
  readonly requestNumber: string | null;
  /** The dealer's log: number of entries, and the kind of the newest (DLR-9). */
  readonly logged: number;
  readonly newestEntry: string | null;
}

/** The bench cannot do what is requested: this is no statement about the car. */
export class BenchError extends OperationError {
  override readonly name = 'BenchError';
  declare readonly hint: string;

  constructor(message: string, hint: string, { cause }: ErrorOptions = {}) {
    super('bench', message, { hint, cause });
  }
}

/** The run was ended from outside while the bench was working: there are no further results. */
export class InterruptedError extends OperationError {
  override readonly name = 'InterruptedError';

  constructor() {
    super('interrupted', 'the run was interrupted');
  }
}

/**
 * What a scenario runs on: cars, keys, a tool on the bus, and time that moves when it is advanced. Cars and keys have
 * the scenario's names. Every method may throw BenchError, or reject with it.
 */
export interface ScenarioBench {
  nowUs(): Micros;
  /** Processes everything due up to and including that instant, which is not before the present one. */
  advanceTo(timeUs: Micros): Awaitable<void>;
  /**
   * Advances to the next instant at which something is due, if it is not beyond `limitUs`; false, with the limit
   * reached, if it is.
   */
  advanceToNext(limitUs: Micros): Awaitable<boolean>;
  /** The instant of that deadline; null where none is pending. */
  deadline(car: string, name: DeadlineName): Awaitable<Micros | null>;

  setVehicle(car: string, change: VehicleChange): Awaitable<void>;
  pressEngineSwitch(car: string): Awaitable<StartAnswer>;
  touchKey(car: string, key: string): Awaitable<StimulusResult>;
  moveKey(car: string, key: string, to: 'cabin' | 'outside'): Awaitable<void>;
  pressButton(car: string, key: string, button: KeyButton, holdMs: number): Awaitable<StimulusResult>;
  /** The ECUs have booted when it returns. */
  powerCycle(car: string, offUs: Micros): Awaitable<void>;
  setFault(car: string, fault: CarFault, on: boolean): Awaitable<void>;
  /** Each part replaces the active one. */
  setFaults(car: string, form: FaultPlanForm): Awaitable<void>;
  /** Sets faults of the dealer's server; those not named stay as they are. */
  orderDealerFaults(car: string, faults: Partial<DealerFaults>): Awaitable<void>;
  /** Clears all faults, including those of VEH-8 and of the dealer. */
  clearFaults(car: string): Awaitable<void>;

  /** The request's outcome is known when it returns. */
  request(car: string, endpoint: EndpointChoice, payload: Uint8Array): Awaitable<UdsExchange>;
  /** Returns when the request is on the wire; its answer is ignored. */
  send(car: string, endpoint: EndpointChoice, payload: Uint8Array): Awaitable<void>;
  /** Tester present every 2 s while a session is open. */
  keepAlive(car: string, on: boolean): Awaitable<void>;
  /** The correct pass-code for a seed. */
  passCodeFor(car: string, level: SecurityLevel, seed: Uint8Array): Awaitable<Uint8Array>;
  /** Runs a utility of the scan tool to its end; returns its result. */
  runTool(car: string, run: ToolRun): Awaitable<ObservedParts>;

  /** @param seed for a requested pass-code; otherwise null */
  askDealer(car: string, operation: DealerOperation, seed: Uint8Array | null): Awaitable<DealerAnswer>;

  /** Sends a frame of the scenario's own on the car's bus. */
  sendFrame(car: string, frame: CanFrame): Awaitable<void>;
  /** Sends a frame cyclically, until it is stopped or replaced under the same name. */
  startTraffic(car: string, name: string, frame: CanFrame, cycleUs: Micros): Awaitable<void>;
  /** False where nothing is sent under that name. */
  stopTraffic(car: string, name: string): Awaitable<boolean>;

  /**
   * The car at the present instant, with the names of keys.
   *
   * @param wanted the parts that will be checked. A bench that has to read each part reads only these, and throws
   * BenchError for a part it cannot observe
   */
  observe(car: string, wanted: ExpectedParts): Awaitable<ObservedParts>;
  /** The last frame of that id, null if there was none. */
  lastFrame(car: string, id: number): SeenFrame | null;
  /** Watches for frames from now on. */
  watchFrames(car: string, wanted: (frame: CanFrame) => boolean): FrameWatch;
  /** The 4 bytes of a key's id. */
  keyId(key: string): Uint8Array;
  /** The last requests and their answers, oldest first. */
  recentExchanges(): readonly CarExchange[];
  /** Hash of everything on the buses and of all events, as 64 hex digits. */
  traceHash(): string;
  /** Releases its resources; called once, at the end of a run. */
  close(): Awaitable<void>;
}

export interface CarExchange {
  readonly car: string;
  readonly exchange: UdsExchange;
}
