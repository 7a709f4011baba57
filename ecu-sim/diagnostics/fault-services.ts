import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeSubFunctionResponse, newPositiveResponse, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { StoredFault } from '../memory/content.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { clearFaults, faultRecord, STATUS_AVAILABILITY_MASK, SUPPORTED_CODES, updateFaults } from './fault-memory.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

const ALL_GROUPS = 0xffffff;
/** DTCFormatIdentifier: ISO 14229-1. */
const DTC_FORMAT = 0x01;
const ALL_RECORDS = 0xff;
/** The one extended data record: the occurrence counter. */
const OCCURRENCE_RECORD = 0x01;

function u24At(payload: Uint8Array, offset: number): number {
  return ((payload[offset] ?? 0) << 16) | ((payload[offset + 1] ?? 0) << 8) | (payload[offset + 2] ?? 0);
}

function codeBytes(code: number): readonly number[] {
  return [(code >>> 16) & 0xff, (code >>> 8) & 0xff, code & 0xff];
}

/** 0x14 ClearDiagnosticInformation: all groups, or one code. */
export function clearInformation(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  const code = u24At(payload, 1);
  if (code !== ALL_GROUPS && !SUPPORTED_CODES.includes(code)) return negative(NRC.requestOutOfRange);
  if (step.state.memoryDamaged) return negative(NRC.generalProgrammingFailure);
  clearFaults(step, code === ALL_GROUPS ? null : code);
  return positive(
    newPositiveResponse(SID.clearDiagnosticInformation, 0),
    step.context.profile.actionDurationsUs.clearFaults,
  );
}

type Report = (step: FirmwareStep, payload: Uint8Array) => readonly number[] | 'out-of-range';

const REPORTS: ReadonlyMap<number, Report> = new Map<number, Report>([
  [0x01, numberByStatusMask],
  [0x02, codesByStatusMask],
  [0x06, extendedDataOfCode],
  [0x0a, supportedCodes],
]);

/** 0x19 ReadDTCInformation: 01, 02, 06 and 0A. */
export function readFaults(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  const subFunction = subFunctionOf(payload);
  const report = REPORTS.get(subFunction)?.(step, payload);
  if (report === undefined) return negative(NRC.subFunctionNotSupported);
  if (report === 'out-of-range') return negative(NRC.requestOutOfRange);
  const answer = newPositiveResponse(SID.readDtcInformation, 1 + report.length);
  answer[1] = subFunction;
  answer.set(report, 2);
  return positive(answer, step.context.profile.actionDurationsUs.readFaults);
}

function matching(step: FirmwareStep, mask: number): readonly StoredFault[] {
  return SUPPORTED_CODES.map((code) => faultRecord(step, code)).filter((fault) => (fault.status & mask) !== 0);
}

function numberByStatusMask(step: FirmwareStep, payload: Uint8Array): readonly number[] {
  return [STATUS_AVAILABILITY_MASK, DTC_FORMAT, 0, matching(step, payload[2] ?? 0).length];
}

function codesByStatusMask(step: FirmwareStep, payload: Uint8Array): readonly number[] {
  const faults = matching(step, payload[2] ?? 0);
  return [STATUS_AVAILABILITY_MASK, ...faults.flatMap(({ code, status }) => [...codeBytes(code), status])];
}

function extendedDataOfCode(step: FirmwareStep, payload: Uint8Array): readonly number[] | 'out-of-range' {
  const code = u24At(payload, 2);
  const record = payload[5];
  if (!SUPPORTED_CODES.includes(code)) return 'out-of-range';
  if (record !== ALL_RECORDS && record !== OCCURRENCE_RECORD) return 'out-of-range';
  const { status, occurrences } = faultRecord(step, code);
  return [...codeBytes(code), status, OCCURRENCE_RECORD, occurrences];
}

function supportedCodes(step: FirmwareStep): readonly number[] {
  const faults = SUPPORTED_CODES.map((code) => faultRecord(step, code));
  return [STATUS_AVAILABILITY_MASK, ...faults.flatMap(({ code, status }) => [...codeBytes(code), status])];
}

const SETTING_ON = 0x01;

/** 0x85 ControlDTCSetting: while off, no fault record changes. */
export function controlFaultSetting(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const setting = subFunctionOf(request.payload);
  step.draft.faultSetting = setting === SETTING_ON;
  updateFaults(step);
  const answer = encodeSubFunctionResponse(SID.controlDtcSetting, setting);
  return positive(answer, step.context.profile.actionDurationsUs.faultSetting);
}
