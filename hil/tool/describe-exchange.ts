import { toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { outcomeName, procedureStateName, reasonName, type KeyProcedure } from '../../ecu-sim/smart-key/codes.ts';
import { decodeResults, ROUTINE } from './ecu-requests.ts';
import { KNOWN_IDENTIFIERS, readingOf, type ReadingValue } from './identifier-readings.ts';
import { ALL_CODES, codeName, decodeListedCodes } from './trouble-codes.ts';

/** What was sent and what came, in the vehicle's terms. */

const PROCEDURE_TITLES: Readonly<Record<KeyProcedure, string>> = {
  reset: 'Smart Code Reset',
  registration: 'Smart Code Registration',
  erasure: 'Undesignated Key Permanent Erasure',
};

/** What each option of a routine's start does. */
const OPTION_NAMES: Readonly<Record<KeyProcedure, readonly string[]>> = {
  reset: ['arm', 'begin'],
  registration: ['enter', 'Pre-Start Check', 'start'],
  erasure: ['declare', 'open the window', 'delete'],
};

const PROCEDURES: readonly KeyProcedure[] = ['reset', 'registration', 'erasure'];

/** A request in words; its bytes where it is none of the utilities'. */
export function describeRequest(payload: Uint8Array): string {
  const [sid = 0, first = 0, second = 0, third = 0] = payload;
  switch (sid) {
    case SID.diagnosticSessionControl:
      return first === 0x03 ? 'open the extended session' : 'close the session';
    case SID.testerPresent:
      return 'tester present';
    case SID.readDtcInformation:
      return first === 0x06 ? `read how often ${codeName(code24(payload, 2))} came` : 'read the trouble codes';
    case SID.clearDiagnosticInformation: {
      const code = code24(payload, 1);
      return code === ALL_CODES ? 'clear the trouble codes' : `clear ${codeName(code)}`;
    }
    case SID.securityAccess: {
      const level = (first + 1) >> 1;
      return first % 2 === 1 ? `ask for a seed, level ${level}` : `send the pass-code, level ${level}`;
    }
    case SID.readDataByIdentifier: {
      const identifier = (first << 8) | second;
      const known = KNOWN_IDENTIFIERS.find((candidate) => candidate.identifier === identifier);
      return known === undefined ? `read ${toHex(payload.subarray(1))}` : `read ${known.name}`;
    }
    case SID.routineControl: {
      const procedure = procedureOf((second << 8) | third);
      return procedure === undefined ? toHex(payload, ' ') : describeRoutine(procedure, first, payload);
    }
    default:
      return toHex(payload, ' ');
  }
}

/** How the request ended, in words. */
export function describeOutcome(payload: Uint8Array, outcome: UdsOutcome): string {
  switch (outcome.kind) {
    case 'positive':
      return describePositive(payload, outcome.response);
    case 'negative':
      return `refused, ${describeNegativeResponse(outcome.nrc)}`;
    case 'no-response':
      return 'no answer, as asked for';
    case 'timeout':
      return 'no answer';
    case 'send-failed':
      return 'it did not get through';
    case 'receive-failed':
      return 'the answer broke off';
  }
}

function procedureOf(routine: number): KeyProcedure | undefined {
  return PROCEDURES.find((procedure) => ROUTINE[procedure] === routine);
}

function describeRoutine(procedure: KeyProcedure, subFunction: number, payload: Uint8Array): string {
  const title = PROCEDURE_TITLES[procedure];
  if (subFunction === 0x02) return `${title}: stop`;
  if (subFunction === 0x03) return `${title}: results`;
  const [option = 0, parameter] = payload.subarray(4);
  const name = OPTION_NAMES[procedure][option - 1] ?? `option ${option}`;
  return parameter === undefined ? `${title}: ${name}` : `${title}: ${name} ${parameter}`;
}

function describePositive(payload: Uint8Array, response: Uint8Array): string {
  const [sid = 0, subFunction = 0] = payload;
  switch (sid) {
    case SID.readDataByIdentifier:
      return describeValue(((response[1] ?? 0) << 8) | (response[2] ?? 0), response.subarray(3));
    case SID.readDtcInformation:
      return describeTrouble(subFunction, response);
    case SID.securityAccess:
      return subFunction % 2 === 1 ? `seed ${toHex(response.subarray(2))}` : 'unlocked';
    case SID.routineControl:
      return subFunction === 0x03 ? describeResults(response) : describeState(response[4]);
    default:
      return 'done';
  }
}

function describeTrouble(subFunction: number, response: Uint8Array): string {
  if (subFunction === 0x06) return response[7] === undefined ? 'not told' : String(response[7]);
  const listed = decodeListedCodes(response);
  if (listed === null) return toHex(response, ' ');
  return listed.length === 0 ? 'none' : listed.map(({ bytes }) => codeName(bytes)).join(', ');
}

function code24(payload: Uint8Array, offset: number): number {
  return ((payload[offset] ?? 0) << 16) | ((payload[offset + 1] ?? 0) << 8) | (payload[offset + 2] ?? 0);
}

function describeState(state: number | undefined): string {
  return state === undefined ? 'done' : (procedureStateName(state) ?? `state ${state}`);
}

function describeResults(response: Uint8Array): string {
  const results = decodeResults(response);
  if (results === null) return toHex(response, ' ');
  const { state, outcome, reason } = results;
  const ended = outcome === 0 ? '' : `, ${outcomeName(outcome) ?? `outcome ${outcome}`}`;
  return `${describeState(state)}${ended}${reason === reasonName(0) ? '' : ` (${reason})`}`;
}

function describeValue(identifier: number, bytes: Uint8Array): string {
  const known = KNOWN_IDENTIFIERS.find((candidate) => candidate.identifier === identifier);
  const value = known === undefined ? null : readingOf(known, bytes).value;
  return value === null ? toHex(bytes, ' ') : describeReading(value);
}

/** A decoded value in one line: of a list its entries, of a record what is not false, 0 or empty. */
export function describeReading(value: ReadingValue): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (isList(value)) return value.length === 0 ? 'none' : value.map(describeReading).join(', ');
  const parts = Object.entries(value).filter(([, part]) => part !== false);
  return parts.map(([name, part]) => (part === true ? name : `${name} ${describeReading(part)}`)).join(' ');
}

function isList(value: ReadingValue): value is readonly ReadingValue[] {
  return Array.isArray(value);
}
