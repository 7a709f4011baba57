import { toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { readingOfBytes } from './identifier-readings.ts';
import { entryById, type EcuDescription, type RoutineSpec } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { readingOfFields, type ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import type { FieldSpec } from '../../ecu-sim/description/value-spec.ts';
import { decodeAnswer } from './routines.ts';
import { ALL_CODES, codeName, decodeListedCodes } from './trouble-codes.ts';

/** What was sent and what came, in the vehicle's terms. */

/** A request in words; its bytes where it is none of the utilities'. */
export function describeRequest(payload: Uint8Array, ecu: EcuDescription = SMART_KEY): string {
  const [sid = 0, first = 0, second = 0, third = 0] = payload;
  switch (sid) {
    case SID.diagnosticSessionControl:
      return first === 0x03 ? 'open the extended session' : 'close the session';
    case SID.testerPresent:
      return 'tester present';
    case SID.readDtcInformation:
      return first === 0x06 ? `read how often ${codeName(code24(payload, 2), ecu)} came` : 'read the trouble codes';
    case SID.clearDiagnosticInformation: {
      const code = code24(payload, 1);
      return code === ALL_CODES ? 'clear the trouble codes' : `clear ${codeName(code, ecu)}`;
    }
    case SID.securityAccess: {
      const level = (first + 1) >> 1;
      return first % 2 === 1 ? `ask for a seed, level ${level}` : `send the pass-code, level ${level}`;
    }
    case SID.readDataByIdentifier: {
      const [name] = entryById(ecu.dataIdentifiers, (first << 8) | second) ?? [];
      return `read ${name ?? toHex(payload.subarray(1))}`;
    }
    case SID.routineControl: {
      const [, routine] = entryById(ecu.routines, (second << 8) | third) ?? [];
      return routine === undefined ? toHex(payload, ' ') : describeRoutine(routine, first, payload);
    }
    default:
      return toHex(payload, ' ');
  }
}

/** How the request ended, in words. */
export function describeOutcome(payload: Uint8Array, outcome: UdsOutcome, ecu: EcuDescription = SMART_KEY): string {
  switch (outcome.kind) {
    case 'positive':
      return describePositive(payload, outcome.response, ecu);
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

function describeRoutine({ title, start }: RoutineSpec, subFunction: number, payload: Uint8Array): string {
  if (subFunction === 0x02) return `${title}: stop`;
  if (subFunction === 0x03) return `${title}: results`;
  const [option = 0, parameter] = payload.subarray(4);
  const name = Object.values(start).find(({ code }) => code === option)?.title ?? `option ${option}`;
  return parameter === undefined ? `${title}: ${name}` : `${title}: ${name} ${parameter}`;
}

function describePositive(payload: Uint8Array, response: Uint8Array, ecu: EcuDescription): string {
  const [sid = 0, subFunction = 0] = payload;
  switch (sid) {
    case SID.readDataByIdentifier:
      return describeValue(((response[1] ?? 0) << 8) | (response[2] ?? 0), response.subarray(3), ecu);
    case SID.readDtcInformation:
      return describeTrouble(subFunction, response, ecu);
    case SID.securityAccess:
      return subFunction % 2 === 1 ? `seed ${toHex(response.subarray(2))}` : 'unlocked';
    case SID.routineControl:
      return describeRoutineAnswer(payload, response, ecu);
    default:
      return 'done';
  }
}

function describeTrouble(subFunction: number, response: Uint8Array, ecu: EcuDescription): string {
  if (subFunction === 0x06) return response[7] === undefined ? 'not reported' : String(response[7]);
  const listed = decodeListedCodes(response);
  if (listed === null) return toHex(response, ' ');
  return listed.length === 0 ? 'none' : listed.map(({ bytes }) => codeName(bytes, ecu)).join(', ');
}

function code24(payload: Uint8Array, offset: number): number {
  return ((payload[offset] ?? 0) << 16) | ((payload[offset + 1] ?? 0) << 8) | (payload[offset + 2] ?? 0);
}

function describeRoutineAnswer(payload: Uint8Array, response: Uint8Array, ecu: EcuDescription): string {
  const [, routine] = entryById(ecu.routines, ((payload[2] ?? 0) << 8) | (payload[3] ?? 0)) ?? [];
  const fields = routine === undefined ? [] : answerFields(routine, payload);
  const coded = decodeAnswer(fields, response);
  if (coded === null) return toHex(response, ' ');
  return describeAnswer(readingOfFields(fields, coded, ecu.enumerations));
}

function answerFields({ start, stop, results }: RoutineSpec, payload: Uint8Array): readonly FieldSpec[] {
  const [, subFunction, , , option] = payload;
  if (subFunction === 0x02) return stop;
  if (subFunction === 0x03) return results;
  return Object.values(start).find(({ code }) => code === option)?.answer ?? [];
}

/** Of a procedure its state and how it ended, of any other routine all that it answers. */
function describeAnswer(answer: Readonly<Record<string, ReadingValue>>): string {
  const { state, outcome = 'under-way', reason = 'none' } = answer;
  if (state === undefined) return Object.keys(answer).length === 0 ? 'done' : describeReading(answer);
  const words = typeof state === 'number' ? `state ${state}` : describeReading(state);
  const ended = typeof outcome === 'number' ? `outcome ${outcome}` : describeReading(outcome);
  return `${words}${outcome === 'under-way' ? '' : `, ${ended}`}${reason === 'none' ? '' : ` (${describeReading(reason)})`}`;
}

function describeValue(identifier: number, bytes: Uint8Array, ecu: EcuDescription): string {
  const [, spec] = entryById(ecu.dataIdentifiers, identifier) ?? [];
  const value = spec === undefined ? null : readingOfBytes(spec, bytes, ecu);
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
