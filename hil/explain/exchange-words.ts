import { printable } from '../../can-bus/bytes/printable.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { hasSubFunction, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { entryById } from '../../ecu-sim/description/ecu-description.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import { LAST_OBD_SERVICE, serviceTitle } from './service-titles.ts';

/** Data identifiers with a meaning in every vehicle (ISO 14229-1, annex C). */
const STANDARD_IDENTIFIERS: Readonly<Record<number, string>> = {
  0xf180: 'boot software identification',
  0xf181: 'application software identification',
  0xf182: 'application data identification',
  0xf186: 'active session',
  0xf187: 'spare part number',
  0xf188: 'ECU software number',
  0xf189: 'ECU software version',
  0xf18a: 'system supplier',
  0xf18b: 'ECU manufacturing date',
  0xf18c: 'ECU serial number',
  0xf190: 'VIN',
  0xf191: 'ECU hardware number',
  0xf192: "supplier's hardware number",
  0xf193: "supplier's hardware version",
  0xf194: "supplier's software number",
  0xf195: "supplier's software version",
  0xf197: 'system name',
  0xf198: 'repair shop code',
  0xf199: 'programming date',
  0xf19d: 'installation date',
  0xf19e: 'ODX file',
};
const SESSIONS: Readonly<Record<number, string>> = {
  1: 'default session',
  2: 'programming session',
  3: 'extended session',
  4: 'safety system session',
};
const RESETS: Readonly<Record<number, string>> = { 1: 'hard reset', 2: 'key off/on reset', 3: 'soft reset' };
const ROUTINE_CONTROLS: Readonly<Record<number, string>> = { 1: 'start', 2: 'stop', 3: 'results of' };
/** Bytes of an answer that a line has room for. */
const SHOWN_BYTES = 24;

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/**
 * A request in words: its service, and what it is about.
 *
 * @param isSmartKey whether it is for the ECU of the bulletin
 * @param described its name in a diagnostic description; null where there is none
 */
export function requestWords(request: Uint8Array, isSmartKey: boolean, described: string | null = null): string {
  const [sid = 0] = request;
  const name = serviceWords(sid);
  if (described !== null) return `${name}: ${described} (${toHex(request.subarray(1), ' ')})`;
  if (isSmartKey && sid !== SID.testerPresent) {
    const words = describeRequest(request);
    if (words !== toHex(request, ' ')) return `${name}: ${words}${identifierNumber(request)}`;
  }
  const subject = subjectOf(request);
  return subject === '' ? name : `${name}: ${subject}`;
}

function identifierNumber(request: Uint8Array): string {
  const [sid, second = 0, third = 0] = request;
  return sid === SID.readDataByIdentifier ? ` (${hex((second << 8) | third, 4)})` : '';
}

function serviceWords(sid: number): string {
  return `${hex(sid, 2)} ${serviceTitle(sid) ?? 'unknown service'}`;
}

function subjectOf(request: Uint8Array): string {
  const [sid = 0, second = 0, third = 0, fourth = 0] = request;
  const rest = toHex(request.subarray(1), ' ');
  if (request.length < 2) return '';
  const subFunction = hasSubFunction(sid) ? subFunctionOf(request) : second;
  switch (sid) {
    case SID.diagnosticSessionControl:
      return SESSIONS[subFunction] ?? `session ${hex(subFunction, 2)}`;
    case SID.ecuReset:
      return RESETS[subFunction] ?? `reset ${hex(subFunction, 2)}`;
    case SID.securityAccess: {
      const level = hex(subFunction, 2);
      return subFunction % 2 === 1 ? `request seed ${level}` : `send key ${level}`;
    }
    case SID.readDataByIdentifier:
      return identifiersOf(request);
    case SID.writeDataByIdentifier:
    case SID.inputOutputControlByIdentifier:
      return `${identifierWords((second << 8) | third)} ${toHex(request.subarray(3), ' ')}`.trimEnd();
    case SID.routineControl: {
      const control = ROUTINE_CONTROLS[subFunction] ?? `control ${hex(subFunction, 2)}`;
      return `${control} routine ${hex((third << 8) | fourth, 4)} ${toHex(request.subarray(4), ' ')}`.trimEnd();
    }
    case SID.testerPresent:
      return '';
    default:
      return sid <= LAST_OBD_SERVICE ? `PID ${rest}` : rest;
  }
}

function identifiersOf(request: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 1; at + 1 < request.length; at += 2) {
    parts.push(identifierWords(((request[at] ?? 0) << 8) | (request[at + 1] ?? 0)));
  }
  return parts.join(', ');
}

function identifierWords(identifier: number): string {
  const name = STANDARD_IDENTIFIERS[identifier];
  return name === undefined ? hex(identifier, 4) : `${hex(identifier, 4)} ${name}`;
}

/** How a request ended, in words: its fields where they are known, otherwise text or bytes. */
export function outcomeWords(request: Uint8Array, outcome: UdsOutcome, isSmartKey: boolean): string {
  if (outcome.kind !== 'positive' || (isSmartKey && isDescribed(request))) return describeOutcome(request, outcome);
  const { response } = outcome;
  const [sid = 0] = request;
  const isIdentifier = sid === SID.readDataByIdentifier && request.length === 3;
  const value = response.subarray(isIdentifier ? 3 : hasSubFunction(sid) ? 2 : 1);
  return value.length === 0 ? 'done' : valueWords(value);
}

/** Services and identifiers of the Smart Key ECU whose answers have fields. */
function isDescribed(request: Uint8Array): boolean {
  const [sid = 0, second = 0, third = 0] = request;
  if (sid !== SID.readDataByIdentifier) return true;
  return request.length === 3 && entryById(SMART_KEY.dataIdentifiers, (second << 8) | third) !== undefined;
}

function valueWords(value: Uint8Array): string {
  const text = String.fromCharCode(...value.subarray(0, 2 * SHOWN_BYTES));
  if (value.length >= 3 && /^[\x20-\x7e]+\0*$/.test(text)) return JSON.stringify(printable(text.replace(/\0+$/, '')));
  const shown = toHex(value.subarray(0, SHOWN_BYTES), ' ');
  return value.length > SHOWN_BYTES ? `${shown} … (${value.length} bytes)` : shown;
}
