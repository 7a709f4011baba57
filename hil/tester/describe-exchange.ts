import { toHex } from '../../can-bus/bytes/hex.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { hasSubFunction, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { describeObdRequest, describeObdResponse, isObdService } from './describe-obd.ts';
import { describeReading } from './describe-reading.ts';
import { readingOfBytes } from './identifier-readings.ts';
import { BODY } from '../../ecu-sim/description/body-description.ts';
import { entryById, type EcuDescription, type RoutineSpec } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { readingOf, readingOfFields, type ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import { nameOfCode, wordsOfName, type CodedRecord, type FieldSpec } from '../../ecu-sim/description/value-spec.ts';
import { decodeAnswer } from './routines.ts';
import { ALL_CODES, codeName, decodeListedCodes } from './trouble-codes.ts';

/** Requests and responses in the vehicle's terms. */

const SESSIONS: Readonly<Record<number, string>> = { 0x01: 'close the session', 0x03: 'open the extended session' };

const DTC_REPORTS: Readonly<Record<number, string>> = {
  0x01: 'count the trouble codes',
  0x02: 'read the trouble codes',
  0x0a: 'read the supported trouble codes',
};

/** The identifiers of all ECUs that speak UDS; where two have the same one it means the same. */
const ALL_ECUS: EcuDescription = {
  ...SMART_KEY,
  enumerations: { ...BODY.enumerations, ...SMART_KEY.enumerations },
  dataIdentifiers: { ...BODY.dataIdentifiers, ...SMART_KEY.dataIdentifiers },
  outputs: { ...BODY.outputs, ...SMART_KEY.outputs },
};

/** A request in words; its bytes where the utilities do not use it. */
export function describeRequest(payload: Uint8Array, ecu: EcuDescription = ALL_ECUS): string {
  const [sid = 0, second = 0, third = 0, fourth = 0] = payload;
  if (isObdService(sid)) return describeObdRequest(payload);
  const first = hasSubFunction(sid) ? subFunctionOf(payload) : second;
  switch (sid) {
    case SID.diagnosticSessionControl:
      return SESSIONS[first] ?? toHex(payload, ' ');
    case SID.testerPresent:
      return 'tester present';
    case SID.readDtcInformation:
      if (first === 0x06) return `read the occurrences of ${codeName(code24(payload, 2), ecu)}`;
      return DTC_REPORTS[first] ?? toHex(payload, ' ');
    case SID.clearDiagnosticInformation: {
      const code = code24(payload, 1);
      return code === ALL_CODES ? 'clear the trouble codes' : `clear ${codeName(code, ecu)}`;
    }
    case SID.securityAccess: {
      const level = (first + 1) >> 1;
      if (!ecu.securityLevels.some((declared) => declared.level === level)) return toHex(payload, ' ');
      return first % 2 === 1 ? `request a seed, level ${level}` : `send the pass-code, level ${level}`;
    }
    case SID.readDataByIdentifier:
      return `read ${readSubject(payload, ecu)}`;
    case SID.writeDataByIdentifier:
      return describeWrite(payload, ecu);
    case SID.ecuReset:
    case SID.communicationControl:
      return declaredTitle(payload, ecu) ?? toHex(payload, ' ');
    case SID.controlDtcSetting: {
      const setting = declaredTitle(payload, ecu);
      return setting === null ? toHex(payload, ' ') : `setting of trouble codes: ${setting}`;
    }
    case SID.routineControl: {
      const [, routine] = entryById(ecu.routines, (third << 8) | fourth) ?? [];
      return routine === undefined ? toHex(payload, ' ') : describeRoutine(routine, first, payload);
    }
    case SID.inputOutputControlByIdentifier:
      return describeOutput(payload, ecu);
    default:
      return toHex(payload, ' ');
  }
}

/** The titles of the identifiers that are read: `VIN, part number`; bytes where one of them is not known. */
function readSubject(payload: Uint8Array, { dataIdentifiers }: EcuDescription): string {
  const titles: string[] = [];
  for (let at = 1; at < payload.length; at += 2) {
    const id = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const [, spec] = (at + 1 < payload.length ? entryById(dataIdentifiers, id) : undefined) ?? [];
    titles.push(spec === undefined ? toHex(payload.subarray(at, at + 2)) : withinSentence(spec.title));
  }
  return titles.join(', ');
}

/** `write programming date: 261129`; bytes for a value that is not of the declared form. */
function describeWrite(payload: Uint8Array, ecu: EcuDescription): string {
  const [, second = 0, third = 0] = payload;
  const [, spec] = entryById(ecu.dataIdentifiers, (second << 8) | third) ?? [];
  if (spec === undefined) return toHex(payload, ' ');
  const bytes = payload.subarray(3);
  const value = readingOfBytes(spec, bytes, ecu);
  const words = value === null || !isPrintable(bytes, value) ? toHex(bytes, ' ') : describeReading(value, spec.value);
  return `write ${withinSentence(spec.title)}${words === '' ? '' : `: ${words}`}`;
}

/** Whether a value that is text has no other characters than those of a line. */
function isPrintable(bytes: Uint8Array, value: ReadingValue): boolean {
  return typeof value !== 'string' || value.length !== bytes.length || /^[ -~]*$/.test(value);
}

/** The title of a sub-function, where the request has the declared length. */
function declaredTitle(payload: Uint8Array, { services }: EcuDescription): string | null {
  const service = Object.values(services).find(({ sid }) => sid === payload[0]);
  const declared = service?.subFunctions?.find(({ code }) => code === subFunctionOf(payload));
  return declared?.length === payload.length ? declared.title : null;
}

/** `door locks: lock`; its bytes where the output is not known. */
function describeOutput(payload: Uint8Array, { outputs, enumerations }: EcuDescription): string {
  const [, high = 0, low = 0, parameter, state] = payload;
  const [, output] = entryById(outputs, (high << 8) | low) ?? [];
  if (output === undefined) return toHex(payload, ' ');
  if (parameter === 0x00) return `${output.title}: return control`;
  if (parameter !== 0x03 || state === undefined) return toHex(payload, ' ');
  const enumeration = output.state.kind === 'enumeration' ? enumerations[output.state.of] : undefined;
  const name = enumeration === undefined ? undefined : nameOfCode(enumeration, state);
  const unit = output.state.kind === 'number' ? (output.state.unit ?? '') : '';
  return `${output.title}: ${enumeration === undefined || name === undefined ? `${state} ${unit}`.trim() : wordsOfName(enumeration, name)}`;
}

/** A title without its capital, unless it begins with an abbreviation. */
function withinSentence(title: string): string {
  return title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** How the request ended, in words. */
export function describeOutcome(payload: Uint8Array, outcome: UdsOutcome, ecu: EcuDescription = ALL_ECUS): string {
  switch (outcome.kind) {
    case 'positive':
      return describeOnce(payload, outcome.response, ecu);
    case 'negative':
      return `refused, ${describeNegativeResponse(outcome.nrc)}`;
    case 'no-response':
      return 'no response, as requested';
    case 'timeout':
      return 'no response';
    case 'send-failed':
      return 'not transmitted';
    case 'receive-failed':
      return 'the response broke off';
  }
}

function describeRoutine({ title, start }: RoutineSpec, subFunction: number, payload: Uint8Array): string {
  if (subFunction === 0x02) return `${title}: stop`;
  if (subFunction === 0x03) return `${title}: results`;
  if (subFunction !== 0x01) return `${title}: sub-function ${subFunction}`;
  const [option, parameter] = payload.subarray(4);
  if (option === undefined) return `${title}: start without an option`;
  const name = Object.values(start).find(({ code }) => code === option)?.title ?? `option ${option}`;
  return parameter === undefined ? `${title}: ${name}` : `${title}: ${name} ${parameter}`;
}

/** The last answer that was described: an exchange is reported by the ECU and by the tester. */
let lastAnswer = { payload: new Uint8Array(), response: new Uint8Array(), ecu: ALL_ECUS, words: '' };

function describeOnce(payload: Uint8Array, response: Uint8Array, ecu: EcuDescription): string {
  const isSame = sameBytes(lastAnswer.response, response) && sameBytes(lastAnswer.payload, payload);
  if (isSame && lastAnswer.ecu === ecu && response.length > 0) return lastAnswer.words;
  const words = describePositive(payload, response, ecu);
  lastAnswer = { payload: payload.slice(), response: response.slice(), ecu, words };
  return words;
}

/** The same ECU, the codes of which read as words instead of names. */
const inWordsOf = new WeakMap<EcuDescription, EcuDescription>();

function worded(ecu: EcuDescription): EcuDescription {
  const known = inWordsOf.get(ecu);
  if (known !== undefined) return known;
  const enumerations = Object.entries(ecu.enumerations).map(([title, each]) => {
    const codes = Object.entries(each.codes).map(([name, code]) => [wordsOfName(each, name), code]);
    return [title, { codes: Object.fromEntries(codes) as Readonly<Record<string, number>> }];
  });
  const made = { ...ecu, enumerations: Object.fromEntries(enumerations) as EcuDescription['enumerations'] };
  inWordsOf.set(ecu, made);
  return made;
}

function describePositive(payload: Uint8Array, response: Uint8Array, named: EcuDescription): string {
  const ecu = worded(named);
  const [sid = 0, subFunction = 0] = payload;
  if (isObdService(sid)) return describeObdResponse(payload, response);
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
  return describeAnswer(fields, coded, ecu);
}

function answerFields({ start, stop, results }: RoutineSpec, payload: Uint8Array): readonly FieldSpec[] {
  const [, subFunction, , , option] = payload;
  if (subFunction === 0x02) return stop;
  if (subFunction === 0x03) return results;
  return Object.values(start).find(({ code }) => code === option)?.answer ?? [];
}

/** As the outcome reads in words. */
const UNDER_WAY = 'under way';

/** For a procedure its state and how it ended; for any other routine its complete answer. */
function describeAnswer(fields: readonly FieldSpec[], coded: CodedRecord, { enumerations }: EcuDescription): string {
  const reading = (name: string): ReadingValue | undefined => {
    const field = fields.find((each) => each.kind !== 'flags' && each.name === name);
    if (field === undefined || field.kind === 'flags') return undefined;
    return readingOf(field, coded[name] ?? null, enumerations);
  };
  const [state, outcome = UNDER_WAY, reason = 'none'] = [reading('state'), reading('outcome'), reading('reason')];
  if (state === undefined) {
    const answer = readingOfFields(fields, coded, enumerations);
    return fields.length === 0 ? 'done' : describeReading(answer, { kind: 'record', fields });
  }
  const words = typeof state === 'number' ? `state ${state}` : describeReading(state);
  const ended =
    outcome === UNDER_WAY ? '' : `, ${typeof outcome === 'number' ? `outcome ${outcome}` : describeReading(outcome)}`;
  return `${words}${ended}${reason === 'none' ? '' : ` (${describeReading(reason)})`}`;
}

function describeValue(identifier: number, bytes: Uint8Array, ecu: EcuDescription): string {
  const [, spec] = entryById(ecu.dataIdentifiers, identifier) ?? [];
  const value = spec === undefined ? null : readingOfBytes(spec, bytes, ecu);
  return value === null || spec === undefined ? toHex(bytes, ' ') : describeReading(value, spec.value);
}
