import { SID } from '../../can-bus/uds/service-ids.ts';
import type { SessionName } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { communicationControl } from './communication-control.ts';
import { clearInformation, controlFaultSetting, readFaults } from './fault-services.ts';
import { inputOutputControl } from './input-output-control.ts';
import { readData, writeData } from './data-services.ts';
import type { ServiceOutcome, ServiceRequest } from './request.ts';
import { routineControl } from './routine-control.ts';
import { securityAccess } from './security-access.ts';
import { ecuReset, sessionControl, testerPresent } from './session-services.ts';

/** One service of the server: where it may be used and what it does. */
export interface Service {
  readonly sessions: readonly SessionName[];
  /** Its second byte is a sub-function whose bit 7 suppresses the positive answer. */
  readonly hasSubFunction: boolean;
  readonly serve: (step: FirmwareStep, request: ServiceRequest) => ServiceOutcome;
}

const ANY_SESSION: readonly SessionName[] = ['default', 'extended'];
const EXTENDED_ONLY: readonly SessionName[] = ['extended'];

/** The services the ECU has; every other service identifier gets 0x11. */
export const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [SID.diagnosticSessionControl, { sessions: ANY_SESSION, hasSubFunction: true, serve: sessionControl }],
  [SID.ecuReset, { sessions: ANY_SESSION, hasSubFunction: true, serve: ecuReset }],
  [SID.clearDiagnosticInformation, { sessions: ANY_SESSION, hasSubFunction: false, serve: clearInformation }],
  [SID.readDtcInformation, { sessions: ANY_SESSION, hasSubFunction: true, serve: readFaults }],
  [SID.readDataByIdentifier, { sessions: ANY_SESSION, hasSubFunction: false, serve: readData }],
  [SID.securityAccess, { sessions: EXTENDED_ONLY, hasSubFunction: true, serve: securityAccess }],
  [SID.communicationControl, { sessions: EXTENDED_ONLY, hasSubFunction: true, serve: communicationControl }],
  [SID.writeDataByIdentifier, { sessions: EXTENDED_ONLY, hasSubFunction: false, serve: writeData }],
  [SID.inputOutputControlByIdentifier, { sessions: EXTENDED_ONLY, hasSubFunction: false, serve: inputOutputControl }],
  [SID.routineControl, { sessions: EXTENDED_ONLY, hasSubFunction: true, serve: routineControl }],
  [SID.testerPresent, { sessions: ANY_SESSION, hasSubFunction: true, serve: testerPresent }],
  [SID.controlDtcSetting, { sessions: EXTENDED_ONLY, hasSubFunction: true, serve: controlFaultSetting }],
]);
