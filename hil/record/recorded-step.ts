import type { Micros } from '../../can-bus/time/micros.ts';

/** A value of a scenario file. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** A step of a scenario, as recorded. */
export interface RecordedStep {
  /** Its name in a scenario file. */
  readonly verb: string;
  readonly value: YamlValue;
  /** Vehicle time of its begin and of its end. */
  readonly startUs: Micros;
  readonly quietSinceUs: Micros;
  /** Equal for requests that only read, or keep a session alive, and have equal answers; null for all other steps. */
  readonly poll: string | null;
  /**
   * The end of a request whose answer the step does not await, although one was on the bus: the tool has waited, and so
   * does the step that follows.
   */
  readonly sentUs?: Micros;
  /**
   * By how much later it may begin when all steps before it are run again, none of them at a given instant; the same as
   * of the step before where absent.
   */
  readonly shiftUs?: Micros;
}

/** A key that occurs, with its name in the scenario. */
export interface RecordedKey {
  readonly name: string;
  /** 8 upper-case hex digits. */
  readonly id: string;
  readonly isRegistered: boolean;
  readonly life: 'blank' | 'bound';
  readonly location: 'cabin' | 'outside';
  readonly batteryV: number;
}

/** The car's state at the end: fields of an `expect` step. */
interface RecordedEnd extends Partial<Pick<RecordedStep, 'quietSinceUs' | 'shiftUs'>> {
  readonly timeUs: Micros;
  readonly expect: YamlValue;
}

/** A session with a car, as a scenario describes it. */
export interface RecordedSession {
  readonly keys: readonly RecordedKey[];
  /** How the car differed from a new one at the beginning: fields of a `vehicle` step. */
  readonly given: YamlValue;
  /** Trouble codes that were set then. */
  readonly givenCodes: readonly string[];
  readonly steps: readonly RecordedStep[];
  /** Null where it is unknown. */
  readonly final: RecordedEnd | null;
  /** What could not be recorded, in words. */
  readonly warnings: readonly string[];
}
