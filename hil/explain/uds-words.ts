import { counted } from '../../can-bus/text/counted.ts';
import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { hasSubFunction, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID, P2_STAR_UNIT_US } from '../../can-bus/uds/service-ids.ts';
import { bytesWords, identifierWords, isTextIdentifier, textOf } from './value-words.ts';
import { listedCodes, troubleCodeName } from './trouble-words.ts';
import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';

/*
 * What requests are about and what positive responses say, by ISO 14229-1 alone: for an ECU of which nothing else is
 * known.
 */

type Words = Readonly<Record<number, string>>;

const SESSIONS: Words = {
  1: 'default session',
  2: 'programming session',
  3: 'extended session',
  4: 'safety system session',
};
const RESETS: Words = { 1: 'hard reset', 2: 'key off/on reset', 3: 'soft reset' };
const ROUTINE_CONTROLS: Words = { 1: 'start', 2: 'stop', 3: 'results of' };
const DTC_REPORTS: Words = {
  1: 'number of codes by status',
  2: 'codes by status',
  3: 'snapshots',
  4: 'snapshot of',
  6: 'extended data of',
  7: 'number of codes by severity',
  8: 'codes by severity',
  9: 'severity of',
  0x0a: 'supported codes',
  0x0b: 'first failed code',
  0x0c: 'first confirmed code',
  0x0d: 'latest failed code',
  0x0e: 'latest confirmed code',
  0x14: 'fault detection counters',
  0x15: 'permanent codes',
};
const COMMUNICATION: Words = {
  0: 'receive and send',
  1: 'receive, do not send',
  2: 'send, do not receive',
  3: 'neither receive nor send',
};
const OUTPUT_CONTROLS: Words = { 0: 'return control', 1: 'reset to default', 2: 'freeze', 3: 'adjust' };
const DTC_SETTINGS: Words = { 1: 'on', 2: 'off' };
const ALL_GROUPS = 0xff_ffff;

const hex = numberToHex;

/** What a request is about; empty where its service says it all. */
export function subjectOf(request: Uint8Array): string {
  const [sid = 0, second = 0, third = 0, fourth = 0] = request;
  if (request.length < 2) return '';
  const subFunction = hasSubFunction(sid) ? subFunctionOf(request) : second;
  const rest = (from: number): string => (request.length > from ? ` ${bytesWords(request.subarray(from))}` : '');
  switch (sid) {
    case SID.diagnosticSessionControl:
      return SESSIONS[subFunction] ?? `session ${hex(subFunction, 2)}`;
    case SID.ecuReset:
      return RESETS[subFunction] ?? `reset ${hex(subFunction, 2)}`;
    case SID.securityAccess:
      return `${subFunction % 2 === 1 ? 'request seed' : 'send key'} ${hex(subFunction, 2)}`;
    case SID.clearDiagnosticInformation:
      return request.length === 4 ? groupWords(request.subarray(1)) : bytesWords(request.subarray(1));
    case SID.readDtcInformation:
      return reportWords(subFunction, request);
    case SID.readDataByIdentifier:
    case SID.readScalingDataByIdentifier:
      return identifiersOf(request);
    case SID.writeDataByIdentifier:
      return `${identifierWords((second << 8) | third)} =${rest(3)}`;
    case SID.inputOutputControlByIdentifier:
      return `${identifierWords((second << 8) | third)}, ${OUTPUT_CONTROLS[fourth] ?? hex(fourth, 2)}${rest(4)}`;
    case SID.routineControl: {
      const control = ROUTINE_CONTROLS[subFunction] ?? `control ${hex(subFunction, 2)}`;
      return `${control} routine ${hex((third << 8) | fourth, 4)}${rest(4)}`;
    }
    case SID.communicationControl:
      return COMMUNICATION[subFunction] ?? `control ${hex(subFunction, 2)}`;
    case SID.controlDtcSetting:
      return DTC_SETTINGS[subFunction] ?? `setting ${hex(subFunction, 2)}`;
    case SID.transferData:
      return `block ${second}, ${counted(request.length - 2, 'byte')}`;
    case SID.requestDownload:
    case SID.requestUpload:
      return transferWords(request);
    case SID.testerPresent:
      return '';
    default:
      return bytesWords(request.subarray(1));
  }
}

function groupWords(bytes: Uint8Array): string {
  const [high = 0, middle = 0, low = 0] = bytes;
  return ((high << 16) | (middle << 8) | low) === ALL_GROUPS ? 'all codes' : troubleCodeName(bytes);
}

function reportWords(subFunction: number, request: Uint8Array): string {
  const words = DTC_REPORTS[subFunction] ?? `report ${hex(subFunction, 2)}`;
  if (words.endsWith(' of') && request.length >= 5) return `${words} ${troubleCodeName(request.subarray(2, 5))}`;
  return request.length === 3 ? `${words} ${hex(request[2] ?? 0, 2)}` : words;
}

function identifiersOf(request: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 1; at + 1 < request.length; at += 2) {
    parts.push(identifierWords(((request[at] ?? 0) << 8) | (request[at + 1] ?? 0)));
  }
  return parts.join(', ');
}

/** Address and size, whose lengths are in the nibbles of the third byte. */
function transferWords(request: Uint8Array): string {
  const lengths = request[2] ?? 0;
  const [addressBytes, sizeBytes] = [lengths & 0x0f, lengths >> 4];
  const isWhole = request.length === 3 + addressBytes + sizeBytes && addressBytes > 0 && sizeBytes > 0;
  if (!isWhole) return bytesWords(request.subarray(1));
  const address = toHex(request.subarray(3, 3 + addressBytes));
  return `${counted(Number.parseInt(toHex(request.subarray(3 + addressBytes)), 16), 'byte')} at ${address}`;
}

/** What a positive response says. */
export function responseWords(request: Uint8Array, response: Uint8Array): string {
  const [sid = 0, second = 0, third = 0] = request;
  const sub = subFunctionOf(request);
  switch (sid) {
    case SID.diagnosticSessionControl:
      return timingWords(response) ?? valueWords(response.subarray(2));
    case SID.securityAccess:
      return sub % 2 === 1 ? `seed ${toHex(response.subarray(2), ' ')}` : 'unlocked';
    case SID.readDtcInformation:
      return dtcWords(sub, response) ?? valueWords(response.subarray(2));
    case SID.readDataByIdentifier:
      if (request.length !== 3) return valueWords(response.subarray(1));
      return valueWords(response.subarray(3), isTextIdentifier((second << 8) | third));
    case SID.writeDataByIdentifier:
      return valueWords(response.subarray(3));
    case SID.inputOutputControlByIdentifier:
      return valueWords(response.subarray(4));
    case SID.routineControl:
      return valueWords(response.subarray(4));
    case SID.requestDownload:
    case SID.requestUpload:
      return blockWords(response) ?? valueWords(response.subarray(1));
    default: {
      const repeated = response.length > 1 && response[1] === (hasSubFunction(sid) ? sub : second);
      return valueWords(response.subarray(repeated && request.length > 1 ? 2 : 1));
    }
  }
}

/** P2 and P2* (conformance 19). */
function timingWords(response: Uint8Array): string | null {
  if (response.length !== 6) return null;
  const [, , high = 0, low = 0, starHigh = 0, starLow = 0] = response;
  const starMs = ((starHigh << 8) | starLow) * (P2_STAR_UNIT_US / MICROS_PER_MILLI);
  return `P2 ${(high << 8) | low} ms, P2* ${starMs} ms`;
}

function dtcWords(sub: number, response: Uint8Array): string | null {
  switch (DTC_REPORTS[sub]) {
    case 'number of codes by status':
    case 'number of codes by severity':
      return response.length === 6 ? counted(((response[4] ?? 0) << 8) | (response[5] ?? 0), 'code') : null;
    case 'codes by status':
    case 'supported codes':
    case 'first failed code':
    case 'first confirmed code':
    case 'latest failed code':
    case 'latest confirmed code':
    case 'permanent codes':
      return response.length >= 3 ? listedCodes(response.subarray(3)) : null;
    case 'snapshot of':
    case 'extended data of': {
      const [code] = [listedCodes(response.subarray(2, 6))];
      return response.length < 6 || code === null ? null : `${code}: ${valueWords(response.subarray(6))}`;
    }
    case undefined:
    default:
      return null;
  }
}

/** The longest block that the ECU takes. */
function blockWords(response: Uint8Array): string | null {
  const bytes = (response[1] ?? 0) >> 4;
  if (bytes === 0 || bytes > 4 || response.length !== 2 + bytes) return null;
  return `blocks of up to ${counted(Number.parseInt(toHex(response.subarray(2)), 16), 'byte')}`;
}

function valueWords(value: Uint8Array, mayBeText: boolean = true): string {
  if (value.length === 0) return 'done';
  return (mayBeText ? textOf(value) : null) ?? bytesWords(value);
}
