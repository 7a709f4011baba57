import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';

/** Service identifiers of requests, with the names of ISO 14229-1. */
export const SID = {
  diagnosticSessionControl: 0x10,
  ecuReset: 0x11,
  clearDiagnosticInformation: 0x14,
  readDtcInformation: 0x19,
  readDataByIdentifier: 0x22,
  readMemoryByAddress: 0x23,
  readScalingDataByIdentifier: 0x24,
  securityAccess: 0x27,
  communicationControl: 0x28,
  authentication: 0x29,
  readDataByPeriodicIdentifier: 0x2a,
  dynamicallyDefineDataIdentifier: 0x2c,
  writeDataByIdentifier: 0x2e,
  inputOutputControlByIdentifier: 0x2f,
  routineControl: 0x31,
  requestDownload: 0x34,
  requestUpload: 0x35,
  transferData: 0x36,
  requestTransferExit: 0x37,
  requestFileTransfer: 0x38,
  writeMemoryByAddress: 0x3d,
  testerPresent: 0x3e,
  accessTimingParameter: 0x83,
  securedDataTransmission: 0x84,
  controlDtcSetting: 0x85,
  responseOnEvent: 0x86,
  linkControl: 0x87,
} as const;

/** Offset of a positive response's first byte from the request's (conformance 7). */
export const POSITIVE_RESPONSE_OFFSET = 0x40;
/** First byte of a negative response (conformance 5). */
export const NEGATIVE_RESPONSE = 0x7f;
/** A response of 0x10 reports P2* in units of 10 ms, P2 in units of 1 ms (conformance 19). */
export const P2_STAR_UNIT_US: Micros = 10 * MICROS_PER_MILLI;
/** suppressPosRspMsgIndicationBit of the sub-function byte (conformance 9). */
export const SUPPRESS_POSITIVE_RESPONSE = 0x80;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(SID).map(([name, sid]) => [sid, name]));

/** The standard's name of a service, or null where ISO 14229-1 names none. */
export function serviceName(sid: number): string | null {
  return NAMES.get(sid) ?? null;
}
