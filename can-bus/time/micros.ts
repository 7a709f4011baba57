/**
 * An instant or a span in whole microseconds. Instants count from the vehicle's power-on (time 0).
 * A number holds whole microseconds exactly for 285 years.
 */
export type Micros = number;

/** The instant that never comes: the deadline of a machine that has nothing scheduled. */
export const NEVER_US: Micros = Infinity;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;
