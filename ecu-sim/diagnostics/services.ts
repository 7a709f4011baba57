import type { EcuDescription, ServiceSpec } from '../description/ecu-description.ts';
import type { SERVICES } from '../description/smart-key/services.ts';
import { SMART_KEY } from '../description/smart-key/smart-key-description.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { serviceRules, type ServiceRules } from './common-checks.ts';
import { communicationControl } from './communication-control.ts';
import { DATA_READERS, DATA_WRITERS, type DataReader, type DataWriter } from './data-identifiers.ts';
import { readDataService, writeDataService } from './data-services.ts';
import { clearInformation, controlFaultSetting, readFaults } from './fault-services.ts';
import { inputOutputControlService, OUTPUT_CONTROLS, type OutputControl } from './input-output-control.ts';
import { PROCEDURE_ROUTINES } from './procedure-routines.ts';
import type { Serve } from './request.ts';
import { routineControlService, type Routine } from './routine-control.ts';
import { securityAccess } from './security-access.ts';
import { ecuReset, sessionControl, testerPresent } from './session-services.ts';

/** One service of the server: its declared checks and its implementation. */
interface Service extends ServiceRules {
  readonly serve: Serve;
}

/** Everything that an ECU's server needs for its answers. */
export interface DiagnosticServices {
  /** By service identifier; every other one gets 0x11. */
  readonly bySid: ReadonlyMap<number, Service>;
  /** The answer to a request whose memory write is complete (ERA-7). */
  readonly completeWrite: (step: FirmwareStep, payload: Uint8Array) => Uint8Array;
}

/** The implementations for the names of a description. */
interface Implementation {
  readonly readers: Readonly<Record<string, DataReader>>;
  readonly writers: Readonly<Record<string, DataWriter>>;
  readonly outputs: Readonly<Record<string, OutputControl>>;
  readonly routines: Readonly<Record<string, Routine>>;
}

export const SMART_KEY_IMPLEMENTATION: Implementation = {
  readers: DATA_READERS,
  writers: DATA_WRITERS,
  outputs: OUTPUT_CONTROLS,
  routines: PROCEDURE_ROUTINES,
};

/**
 * Compiles a description and its implementations, once per ECU.
 *
 * @throws Error where a declared item has no implementation
 */
export function createServices(description: EcuDescription, implementation: Implementation): DiagnosticServices {
  const routineControl = routineControlService(description, implementation.routines);
  const serve: Readonly<Record<keyof typeof SERVICES, Serve>> & Readonly<Record<string, Serve>> = {
    sessionControl,
    ecuReset,
    clearInformation,
    readFaults,
    readData: readDataService(description, implementation.readers),
    securityAccess,
    communicationControl,
    writeData: writeDataService(description, implementation.writers),
    inputOutputControl: inputOutputControlService(description, implementation.outputs),
    routineControl: routineControl.serve,
    testerPresent,
    faultSetting: controlFaultSetting,
  };
  const bySid = new Map(
    Object.entries(description.services).map(([name, spec]) => [spec.sid, compileService(name, spec, serve[name])]),
  );
  return { bySid, completeWrite: routineControl.complete };
}

function compileService(name: string, spec: ServiceSpec, serve: Serve | undefined): Service {
  if (serve === undefined) throw new Error(`the service ${name} is declared but not implemented`);
  return { ...serviceRules(spec), serve };
}

export const SMART_KEY_SERVICES: DiagnosticServices = createServices(SMART_KEY, SMART_KEY_IMPLEMENTATION);
