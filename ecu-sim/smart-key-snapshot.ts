import type { Micros } from '../can-bus/time/micros.ts';
import type { DiagnosticEndpointsSnapshot } from './diagnostics/endpoints.ts';
import type { BootCause, PhysicalInputs } from './firmware.ts';
import type { LoadedMemory } from './memory/non-volatile-memory.ts';
import type { WriteCut } from './memory/write-cut.ts';
import type { Buzzers } from './smart-key/buzzers.ts';
import type { ReceivedSignalsSnapshot } from './smart-key/received-signals.ts';
import type { FirmwareState } from './smart-key/state.ts';
import type { StatusBroadcastSnapshot } from './smart-key/status-broadcast.ts';

export type EcuPhase = 'off' | 'booting' | 'running';

/** The whole ECU as a value. */
export interface SmartKeySnapshot {
  readonly phase: EcuPhase;
  /** Seconds of the ECU's life at vehicle time 0. */
  readonly lifeBaseSeconds: number;
  readonly bootEndUs: Micros;
  readonly bootCause: BootCause;
  readonly nextStatusUs: Micros;
  readonly memory: LoadedMemory;
  readonly writeCut: WriteCut | null;
  readonly firmware: FirmwareState | null;
  readonly inputs: PhysicalInputs;
  readonly counted: Buzzers;
  readonly signals: ReceivedSignalsSnapshot;
  readonly awakeUntilUs: Micros;
  readonly status: StatusBroadcastSnapshot;
  readonly endpoints: DiagnosticEndpointsSnapshot;
}
