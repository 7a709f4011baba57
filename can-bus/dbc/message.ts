import type { Micros } from '../time/micros.ts';
import type { SignalSpec } from './signal.ts';

/** A broadcast frame as a DBC file describes it (`BO_` with its `SG_`), with an 11-bit id. */
export interface MessageSpec {
  readonly id: number;
  readonly name: string;
  /** Data bytes. */
  readonly length: number;
  /** Period of the cyclic transmission; the frame is also sent whenever a signal changes. */
  readonly cycleUs: Micros;
  /** Node that sends it. */
  readonly sender: string;
  readonly signals: readonly SignalSpec[];
}
