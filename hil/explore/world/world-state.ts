import type { Micros } from '../../../can-bus/time/micros.ts';
import type { BootCause, PhysicalInputs } from '../../../ecu-sim/firmware.ts';
import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import type { Buzzers } from '../../../ecu-sim/smart-key/buzzers.ts';
import type { FirmwareState } from '../../../ecu-sim/smart-key/state.ts';
import type { State as OracleState } from '../oracle/model.ts';

/** The values that the body ECU sends, or that the Smart Key ECU received last. */
export interface BodySignals {
  readonly doorOpen: boolean;
  /** At 5 km/h; otherwise at 0. */
  readonly moving: boolean;
}

/** One car: the shipped firmware, and the oracle beside it. Immutable; one that an input does not change stays the same object. */
export interface CarState {
  readonly phase: 'off' | 'booting' | 'running';
  readonly bootEndUs: Micros;
  readonly bootCause: BootCause;
  /** What the memory holds. */
  readonly content: NvmContent;
  /** Null while the ECU is off or boots. */
  readonly firmware: FirmwareState | null;
  readonly inputs: PhysicalInputs;
  /** The beeps so far, which survive 0x11. */
  readonly counted: Buzzers;
  readonly body: BodySignals;
  /** The body ECU sends its frames; at any time the newest has just been received. */
  readonly bodySends: boolean;
  /** The last frames received, and when; only looked at while none arrive. */
  readonly received: { readonly signals: BodySignals; readonly atUs: Micros } | null;
  /** The request in process was answered with 0x78. */
  readonly wasPending: boolean;
  readonly oracle: OracleState;
}

/** Several cars, and the keys that they share. */
export interface WorldState {
  readonly nowUs: Micros;
  readonly cars: readonly CarState[];
  /** The VIN each key is bound to; null while blank (KEY-1). */
  readonly keys: readonly (string | null)[];
}
