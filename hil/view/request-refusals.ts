import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { entryById, type DataIdentifierSpec } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { SERVICES } from '../../ecu-sim/description/smart-key/services.ts';
import type { CarView } from './car-view.ts';
import { CONDITION_ROWS, countOutOfRange } from './condition-refusals.ts';
import { FIRST_STEPS, goOn, keyWithoutSeed, ORDER_ROWS } from './order-refusals.ts';
import type { RefusalRow, RowOf } from './refusal-row.ts';
import { rightLength } from './request-length.ts';
import { keyRequest, seedRequest, type RequestStep } from './request-step.ts';
import { hexByte, hexWords, instantWords, procedureWords } from './view-words.ts';
import { SID, SUPPRESS_POSITIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';
import { MAX_SHORT_MESSAGE } from '../../can-bus/isotp/defaults.ts';
import { outOfRangePart } from './out-of-range.ts';

/** Refusals by their negative response code, where no reason is known. */

const DESCRIPTION = 'the diagnostic description (virtual-smart-key.pdx)';

const DECLARED: readonly { readonly sid: number; readonly rule: string }[] = Object.values(SERVICES);
const SERVICE_LIST = DECLARED.map(({ sid }) => hexByte(sid));

export const NRC_ROWS: Readonly<Record<number, RowOf<RequestStep>>> = {
  [NRC.serviceNotSupported]: (_view, { sid }) => ({
    rule: 'conformance 1',
    condition: 'the service must be one that the ECU has',
    value: `it has no service ${hexByte(sid)}`,
    next: `use one of ${SERVICE_LIST.slice(0, -1).join(', ')} and ${SERVICE_LIST.at(-1) ?? ''}`,
  }),
  [NRC.subFunctionNotSupported]: (_view, { sid, bytes }) => ({
    rule: sid === SID.routineControl ? 'conformance 50' : 'conformance 2',
    condition: 'the sub-function must be one that the service has',
    value: `service ${hexByte(sid)} has no sub-function ${subFunctionWords(bytes[1] ?? 0)}`,
    next: `use one that ${DESCRIPTION} lists`,
  }),
  [NRC.incorrectMessageLengthOrInvalidFormat]: (_view, { sid, bytes, hex }) => {
    const { length, next } = rightLength(bytes);
    return {
      rule: sid === SID.securityAccess ? 'conformance 40' : 'conformance 3',
      condition: `the request ${shortened(hex)} must have ${length}`,
      value: `it has ${bytes.length}`,
      next,
    };
  },
  [NRC.responseTooLong]: () => ({
    rule: 'conformance 48',
    condition: 'the response must fit into one message',
    value: `it would have more than ${MAX_SHORT_MESSAGE} bytes`,
    next: 'ask for fewer identifiers at a time',
  }),
  [NRC.busyRepeatRequest]: (_view, { hex }) => ({
    rule: 'conformance 28',
    condition: 'the previous request must have had its final response',
    value: 'it is still being processed',
    next: `wait for that response, then send ${hex}`,
  }),
  [NRC.conditionsNotCorrect]: conditionsNotCorrect,
  [NRC.requestSequenceError]: (view, step) => {
    if (step.sid === SID.securityAccess) return keyWithoutSeed(view, step);
    const row = ORDER_ROWS[`${step.routine ?? ''} ${step.option ?? ''}`];
    return row === undefined ? unknownOrder(view) : row(view, step);
  },
  [NRC.requestOutOfRange]: (view, step) =>
    step.routine === 'erasure' && step.option === 'declare'
      ? countOutOfRange(view, step)
      : { ...outOfRange(step), ...outOfRangePart(step) },
  [NRC.securityAccessDenied]: (view, step) => ({
    rule: 'AUT-5',
    condition: `security level ${step.level ?? 0} must be unlocked`,
    value: view.securityLevel === 0 ? 'no level is' : `level ${view.securityLevel} is`,
    next: authorising(view, step),
  }),
  [NRC.invalidKey]: CONDITION_ROWS['pass-code'],
  [NRC.exceededNumberOfAttempts]: CONDITION_ROWS['pass-code'],
  [NRC.requiredTimeDelayNotExpired]: ({ attemptsDelayUntilUs }, { hex }) => ({
    rule: 'AUT-3',
    condition: 'the delay after wrong pass-codes must be over',
    value: attemptsDelayUntilUs === null ? 'it was running' : `it runs until ${instantWords(attemptsDelayUntilUs)}`,
    next: `wait for its end, then send ${hex}`,
  }),
  [NRC.generalProgrammingFailure]: CONDITION_ROWS.memory,
  [NRC.serviceNotSupportedInActiveSession]: (_view, { hex }) => ({
    rule: 'conformance 1',
    condition: 'the extended session must be open',
    value: 'the default session is active',
    next: `send 10 03, then ${hex}`,
  }),
  [NRC.vehicleSpeedTooHigh]: CONDITION_ROWS.speed,
  [NRC.voltageTooLow]: CONDITION_ROWS.battery,
};

/** As it was sent; without the bit that suppresses the response, where it was set. */
function subFunctionWords(sent: number): string {
  const meant = sent & ~SUPPRESS_POSITIVE_RESPONSE;
  if (meant === sent) return hexByte(sent);
  return `${hexByte(meant)} (${hexByte(sent)} is ${hexByte(meant)} with the bit that suppresses a positive response)`;
}

function conditionsNotCorrect(view: CarView, step: RequestStep): RefusalRow {
  if (step.sid === SID.securityAccess) {
    return {
      rule: 'AUT-1',
      condition: "there must be seeds left in the ECU's life",
      value: 'all of them were used',
      next: 'restart the car with a fresh memory',
    };
  }
  return {
    rule: 'RST-5',
    condition: 'no reset may be running',
    value: procedureWords(view),
    next:
      step.option === 'stop'
        ? `wait until it completes${until(view)}: once begun it cannot be stopped`
        : `wait until it completes${until(view)}, then send ${step.hex}`,
  };
}

/** The states in which the level of a later step is of use. */
const READY_STATES: Readonly<Record<string, CarView['state']>> = { begin: 'armed', open: 'declared' };

/** How a start gets its level; what comes before it, where it would be refused then, too. */
function authorising(view: CarView, { routine, option, level, hex }: RequestStep): string {
  if (view.state === 'running') return goOn(view);
  const ready = READY_STATES[option ?? ''];
  const isOutOfOrder = ready !== undefined && ready !== view.state;
  if (isOutOfOrder && view.procedure === routine) return goOn(view);
  if (isOutOfOrder) return `begin with the first step: ${FIRST_STEPS[routine ?? ''] ?? hex}`;
  return `send ${seedRequest(level ?? 0)} for a seed, its pass-code with ${keyRequest(level ?? 0)}, then ${hex}`;
}

function until({ procedureDeadlineUs }: CarView): string {
  return procedureDeadlineUs === null ? '' : ` at ${instantWords(procedureDeadlineUs)}`;
}

function unknownOrder(view: CarView): RefusalRow {
  return {
    rule: 'conformance 2',
    condition: 'the steps must come in their order',
    value: procedureWords(view),
    next: 'send the step that is due',
  };
}

function outOfRange(step: RequestStep): RefusalRow {
  const { sid, hex } = step;
  const rule = DECLARED.find((service) => service.sid === sid)?.rule ?? 'conformance 2';
  const row = sid === SID.writeDataByIdentifier ? notWritten(step) : null;
  if (row !== null) return { rule, ...row };
  return {
    rule,
    condition: 'identifiers, options and values must be ones that the ECU has',
    value: `${shortened(hex)} contains one that it does not have`,
    next: `use one that ${DESCRIPTION} lists`,
  };
}

/** Of an identifier that the ECU has: it can only be read, or the value is not possible. */
function notWritten({ bytes }: RequestStep): Omit<RefusalRow, 'rule'> | null {
  const [, spec] = entryById(SMART_KEY.dataIdentifiers, ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)) ?? [];
  if (spec === undefined) return null;
  if (spec.writable !== true) {
    return {
      condition: 'the identifier must be one that can be written',
      value: `${identifierName(spec)} can only be read`,
      next: `write ${WRITABLE.join(' or ')}`,
    };
  }
  return {
    condition: `the value must be one that ${identifierName(spec)} can have`,
    value: `it is ${shortened(hexWords(bytes.subarray(3)))}`,
    next: `use one that ${DESCRIPTION} lists`,
  };
}

/** `F190 (VIN)` */
function identifierName({ id, title }: DataIdentifierSpec): string {
  return `${numberToHex(id, 4)} (${title})`;
}

const WRITABLE = Object.values<DataIdentifierSpec>(SMART_KEY.dataIdentifiers)
  .filter(({ writable }) => writable === true)
  .map(identifierName);

const SHOWN_BYTES = 16;

function shortened(hex: string): string {
  const shown = 3 * SHOWN_BYTES - 1;
  return hex.length > shown ? `${hex.slice(0, shown)} …` : hex;
}
