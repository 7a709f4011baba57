import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { BenchFault, SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import type { DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import type { ExpectedParts, ObservedParts } from './expectation.ts';
import type { FrameWatch, SeenFrame } from './frame-history.ts';
import type { DealerOperation, EndpointChoice, ToolRun } from './scenario.ts';

/** A bench on virtual time has its answer at once; one on real time when it is there. */
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
  /** As it goes over the bus; null where none was issued. */
  readonly passCode: Uint8Array | null;
  /** Of the request it was about (DLR-11); null where it was about none, or was refused. */
  readonly requestNumber: string | null;
  /** What the dealer's log has now: how many entries, and of what kind the newest is (DLR-9). */
  readonly logged: number;
  readonly newestEntry: string | null;
}

/** The bench cannot do what is asked of it: nothing is said about the car. */
export class BenchError extends OperationError {
  override readonly name = 'BenchError';
  declare readonly hint: string;

  constructor(message: string, hint: string, { cause }: ErrorOptions = {}) {
    super('bench', message, { hint, cause });
  }
}

/** The run was ended from outside while the bench was at work: nothing more is to be learnt. */
export class InterruptedError extends OperationError {
  override readonly name = 'InterruptedError';

  constructor() {
    super('interrupted', 'the run was interrupted');
  }
}

/**
 * What a scenario is run on: cars, keys, a tool on the bus, and time that moves when it is advanced. Cars and keys go
 * by the scenario's names. Every method may throw BenchError, or reject with it.
 */
export interface ScenarioBench {
  nowUs(): Micros;
  /** Everything due up to and including that instant happens; it is not before the present one. */
  advanceTo(timeUs: Micros): Awaitable<void>;
  /** The next instant at which something is due, if it is not beyond `limitUs`; false, with the limit reached, if not. */
  advanceToNext(limitUs: Micros): Awaitable<boolean>;
  /** When that deadline is; null where none is pending. */
  deadline(car: string, name: DeadlineName): Awaitable<Micros | null>;

  setVehicle(car: string, change: VehicleChange): Awaitable<void>;
  pressEngineSwitch(car: string): Awaitable<StartAnswer>;
  touchKey(car: string, key: string): Awaitable<StimulusResult>;
  moveKey(car: string, key: string, to: 'cabin' | 'outside'): Awaitable<void>;
  pressButton(car: string, key: string, button: KeyButton, holdMs: number): Awaitable<StimulusResult>;
  /** Time has moved until the ECUs have booted when it returns. */
  powerCycle(car: string, offUs: Micros): Awaitable<void>;
  setFault(car: string, fault: BenchFault, on: boolean): Awaitable<void>;
  /** Each part takes the place of that part in force. */
  setFaults(car: string, form: FaultPlanForm): Awaitable<void>;
  /** Faults of the dealer's server, from here on; those not named stay. */
  orderDealerFaults(car: string, faults: Partial<DealerFaults>): Awaitable<void>;
  /** Those of VEH-8 and of the dealer too. */
  clearFaults(car: string): Awaitable<void>;

  /** Time has moved until the request's outcome is there when it returns. */
  request(car: string, endpoint: EndpointChoice, payload: Uint8Array): Awaitable<UdsExchange>;
  /** Goes on when the request is on the wire; what is answered goes by. */
  send(car: string, endpoint: EndpointChoice, payload: Uint8Array): Awaitable<void>;
  /** Tester present every 2 s while a session is open. */
  keepAlive(car: string, on: boolean): Awaitable<void>;
  /** The right pass-code for a seed. */
  passCodeFor(car: string, level: SecurityLevel, seed: Uint8Array): Awaitable<Uint8Array>;
  /** Runs a utility of the scan tool to its end; what came of it. */
  runTool(car: string, run: ToolRun): Awaitable<ObservedParts>;

  /** @param seed of a pass-code that is asked for; null else */
  askDealer(car: string, operation: DealerOperation, seed: Uint8Array | null): Awaitable<DealerAnswer>;

  /** Puts a frame of the scenario's own on the car's bus. */
  sendFrame(car: string, frame: CanFrame): Awaitable<void>;
  /** Sends a frame now and again and again, until it is stopped or another takes its name. */
  startTraffic(car: string, name: string, frame: CanFrame, cycleUs: Micros): Awaitable<void>;
  /** False where nothing is sent under that name. */
  stopTraffic(car: string, name: string): Awaitable<boolean>;

  /**
   * The car at the present instant, keys by their names.
   *
   * @param wanted what is going to be looked at. A bench that has to ask for each part asks for these alone, and
   * throws BenchError for a part it cannot see
   */
  observe(car: string, wanted: ExpectedParts): Awaitable<ObservedParts>;
  /** The last frame of that id, null if there was none. */
  lastFrame(car: string, id: number): SeenFrame | null;
  /** Looks out for frames from now on. */
  watchFrames(car: string, wanted: (frame: CanFrame) => boolean): FrameWatch;
  /** The 4 bytes of a key's id. */
  keyId(key: string): Uint8Array;
  /** The last requests and their answers, oldest first. */
  recentExchanges(): readonly CarExchange[];
  /** Of everything that was on the buses and happened, as 64 hex digits. */
  traceHash(): string;
  /** Gives back what it holds of this machine; called once, at the end of a run. */
  close(): Awaitable<void>;
}

export interface CarExchange {
  readonly car: string;
  readonly exchange: UdsExchange;
}
