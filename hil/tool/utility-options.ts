import type { KnownLimits } from './vehicle-limits-text.ts';

/** The options of every utility. */
export interface UtilityOptions {
  /** The vehicle that a script is for: used where none is reported (TEC-5); no other one is touched. */
  readonly vin?: string;
  /**
   * A technician is guided through it: actions at the car are detected instead of requested from the operator, and
   * failures may be retried. False where absent.
   */
  readonly guided?: boolean;
  /** Vehicle seconds per second of the technician's; 1 where absent. */
  readonly rate?: number;
  /** What the vehicle's procedures are limited to, for the texts; not known where absent, as of a real vehicle. */
  readonly limits?: KnownLimits | null;
}

export interface RegisterOptions extends UtilityOptions {
  /**
   * Key ids in the order in which they are touched to the engine switch. In additional mode (keys are registered) the
   * first is the registered key, touched at the beginning of each run, and the others are new; in initial mode all are
   * new. At least one new key. Empty where a technician touches keys without naming them.
   */
  readonly touch: readonly number[];
}

export interface EraseOptions extends UtilityOptions {
  /**
   * Ids of the keys that are present, and so kept; their number is declared. At least one; empty where a technician is
   * asked.
   */
  readonly touch: readonly number[];
}
