/// <reference lib="esnext.disposable" preserve="true" />
/*
 * The types of `virtual-smart-key/testing`. This file imports nothing but the state, which is printed from its schema, so
 * that they stand alone in the package; the compiler compares them with the program's own in `start-car.ts`.
 */
import type { CarState } from './car-state.ts';

export type { CarState } from './car-state.ts';

/** Options of a car; all are optional. */
export interface StartCarOptions {
  /** The profile: a YAML or JSON file, or its fields, such as `{ keySlots: 7 }`; the others are the default car's. */
  readonly profile?: string | Readonly<Record<string, unknown>>;
  /** Seed of all randomness in the car; a whole number from 0, 1 unless given. */
  readonly seed?: number;
  /** `virtual` (unless given): time moves by `advance` and with a tool's frames. `real`: it keeps pace with the clock. */
  readonly time?: 'virtual' | 'real';
  /** Real time only: vehicle seconds per real second, 0.01 to 1000; 1 unless given. */
  readonly rate?: number;
  /**
   * URLs of the buses it serves, `['slcan-tcp:127.0.0.1:0']` unless given. Port 0 picks a free one; `buses` returns the
   * actual URLs.
   */
  readonly buses?: readonly string[];
  /** Where HTTP listens, `127.0.0.1:0` unless given. */
  readonly http?: string;
  /** Only the Smart Key ECU is on the bus. */
  readonly onlyEcu?: boolean;
}

/** A key, in the car or outside of it. */
export type CarKey = CarState['keys'][number];
/** True = open. */
export type CarDoors = CarState['doors'];

/** Omitted parts stay as they are. */
export interface VehicleInput {
  /** Doors to open (true) or close. */
  readonly doors?: {
    /** True = open. */
    readonly [Door in keyof CarDoors]?: boolean;
  };
  /** The power mode; `start` starts the engine. */
  readonly powerMode?: 'off' | 'acc' | 'on';
  /** The 12 V supply in volts, 6.0 to 18.0; `powerCycle` switches it off. */
  readonly batteryV?: number;
  /** True = the brake pedal is pressed. */
  readonly brake?: boolean;
  /** True = the shift lever is in P. */
  readonly shiftP?: boolean;
  /** Vehicle speed in km/h, 0 to 655.35. */
  readonly speedKmh?: number;
}

/** A key to create; all parts are optional. */
export interface NewKeyInput {
  /** 1 to 8 hex digits, not 0; the next free one unless given. */
  readonly id?: string;
  /** `blank` unless given; `bound`: to another vehicle. */
  readonly life?: 'blank' | 'bound';
  /** Volts of its own battery, 0 to 5; 3.0 unless given. 2.2 and below is weak (KEY-6). */
  readonly batteryV?: number;
}

/** The reaction, also where nothing happened: `none`, with a reason in kebab-case. */
export interface KeyReaction {
  /** What happened, such as `start-permitted`; `none` if nothing did. */
  readonly reaction: string;
  /** Why nothing happened, such as `not-registered`; null where there is nothing to explain. */
  readonly reason: string | null;
}

/** The result of pressing the engine switch (KEY-5). */
export interface EngineStart {
  /** True = the engine runs. */
  readonly running: boolean;
  /** Why it does not run, such as `brake-not-pressed`; null where it does. */
  readonly reason: string | null;
}

/** A kind of deadline, or a timer of the ECU by its name. */
export type DeadlineName =
  | ('procedure' | 'session' | 'lockout' | 'next')
  | ('reset' | 'registration-step' | 'erase-window' | 's3' | 'attempts-delay' | 'start-window');

/** By vehicle seconds, or to a deadline of the ECU, `offsetUs` microseconds after it (before it where negative). */
export type TimeStep =
  | number
  | {
      /** The deadline; there must be one of this name. */
      readonly toDeadline: DeadlineName;
      /** Microseconds after it, before it where negative; 0 unless given. */
      readonly offsetUs?: number;
    };

/** What is left out stays as it is. */
export interface TimeInput {
  /** `real`: time follows the clock of the machine; `virtual`: it moves when it is advanced. */
  readonly mode?: 'virtual' | 'real';
  /** Vehicle seconds per real second, 0.01 to 1000; kept, and without effect, in virtual time. */
  readonly rate?: number;
  /** True stops real time: the car then behaves as in virtual time. */
  readonly paused?: boolean;
}

/** How time moves from this instant on. */
export interface TimeState {
  /** Vehicle time in whole microseconds. */
  readonly timeUs: number;
  /** `real`: time follows the clock of the machine; `virtual`: it moves when it is advanced. */
  readonly mode: 'virtual' | 'real';
  /** Vehicle seconds per real second; without effect in virtual time. */
  readonly rate: number;
  /** True: real time is stopped. */
  readonly paused: boolean;
}

/**
 * One thing that happened, as `GET /api/events` reports it: each kind has fields of its own. An event has its number as
 * `id` and a sentence as `text`; a frame has its CAN id as `id` and its number as `eventId`.
 */
export interface CarEvent {
  /** What happened; it determines the other fields. */
  readonly kind:
    | 'frame'
    | 'uds'
    | 'effect'
    | 'state'
    | 'stimulus'
    | 'bus'
    | 'memory'
    | 'dealer'
    | 'time'
    | 'client'
    | 'technician'
    | 'scenario';
  /** Vehicle time in whole microseconds. */
  readonly timeUs: number;
  /** The fields of the kind. */
  readonly [field: string]: unknown;
}

/**
 * A virtual car in this process. Operator inputs go through its HTTP interface, so that they are checked in the same
 * way: every method rejects with an Error that states the problem and how to fix it.
 */
export interface CarUnderTest {
  /** `http://127.0.0.1:PORT`. */
  readonly http: string;
  /** Addresses for tools, such as `slcan-tcp:127.0.0.1:PORT`, in the order of `StartCarOptions.buses`. */
  readonly buses: readonly string[];
  /** The car at this instant. */
  state(): Promise<CarState>;
  /** Doors, power mode, supply, brake, lever, speed; resolves with the new state. */
  vehicle(change: VehicleInput): Promise<CarState>;
  /** Presses the engine switch. */
  start(): Promise<EngineStart>;
  /** Creates a key outside of the car. */
  makeKey(key?: NewKeyInput): Promise<CarKey>;
  /** Holds a key to the engine switch. */
  touch(keyId: string): Promise<KeyReaction>;
  /** Carries a key into the cabin, or out of the car. */
  move(keyId: string, to: 'cabin' | 'outside'): Promise<KeyReaction>;
  /** Presses a button of a key, for `holdMs` milliseconds (0 unless given; panic takes 1000). */
  press(keyId: string, button: 'lock' | 'unlock' | 'trunk' | 'panic', holdMs?: number): Promise<KeyReaction>;
  /** Sets the voltage of a key's own battery, 0 to 5. */
  setKeyBattery(keyId: string, batteryV: number): Promise<CarKey>;
  /** Removes a blank key; resolves with the key as it was. */
  removeKey(keyId: string): Promise<CarKey>;
  /** Takes the 12 V away for `offMs` milliseconds (100 unless given); resolves when the ECUs have booted. */
  powerCycle(offMs?: number): Promise<CarState>;
  /** Sets parts of the fault plan, as `POST /api/faults` takes them (docs/faults.md). */
  faults(parts: Readonly<Record<string, unknown>>): Promise<void>;
  /** Real or virtual time, rate, pause, from this instant on; frames under way and clients' connections stay. */
  setTime(change: TimeInput): Promise<TimeState>;
  /** A fresh car of the same profile and seed takes its place, at time 0; clients stay connected. */
  restart(): Promise<CarState>;
  /** In virtual time, or paused: moves the car's clock; resolves with vehicle time in microseconds when all due has happened. */
  advance(step: TimeStep): Promise<number>;
  /**
   * Calls the listener for everything that happens from now on, at once and in order; with `since` first for what came
   * after the event of that number. @returns ends it
   *
   * @throws RangeError where what came after it is not kept
   */
  onEvent(
    listener: (event: CarEvent) => void,
    options?: {
      /** The number of an event (`lastEventId`); only what happens from now on unless given. */
      readonly since?: number;
    },
  ): () => void;
  /** What was on the bus since the start, as text. */
  trace(format: 'candump' | 'asc' | 'jsonl'): Promise<string>;
  /** Writes the session since the start as one archive, for `smartkey view` and `smartkey replay`; creates its folder. */
  saveBundle(path: string): Promise<void>;
  /** Closes its ports; may be called again. Rejects with an earlier error that has ended the car, if there was one. */
  stop(): Promise<void>;
  /** As `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of the car of each test. */
export interface UseCarOptions extends StartCarOptions {
  /** Where the session of a test that failed is kept: `reports/bundles` unless given, null for nowhere. */
  readonly bundles?: string | null;
}

/** The hooks of a test runner, as vitest, Jest, Mocha and `node:test` have them. */
export interface TestHooks {
  /** Runs a function before each test. */
  readonly beforeEach: (run: (this: unknown, ...context: unknown[]) => Promise<void>) => unknown;
  /** Runs a function after each test, with the context of the runner. */
  readonly afterEach: (run: (this: unknown, ...context: unknown[]) => Promise<void>) => unknown;
}

/** What the tests of a file share. */
export interface TestBench {
  /** The car of the test that runs now. */
  readonly car: CarUnderTest;
  /**
   * Wraps the function of a test, for runners whose `afterEach` does not report the result, such as Jest: the session is
   * kept where the function throws or rejects, or is still running when the test ends (a timeout).
   */
  saveOnFailure<Values extends readonly unknown[]>(
    run: (...values: Values) => unknown,
  ): (...values: Values) => Promise<void>;
}
