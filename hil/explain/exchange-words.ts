import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { BODY } from '../../ecu-sim/description/body-description.ts';
import { entryById } from '../../ecu-sim/description/ecu-description.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import { describeObdRequest, describeObdResponse, isObdService } from '../tester/describe-obd.ts';
import type { ExplainedExchange } from './explained.ts';
import { LAST_OBD_SERVICE, serviceTitle } from './service-titles.ts';
import { partOf } from './transport-watch.ts';
import { responseWords, subjectOf } from './uds-words.ts';
import { bytesWords } from './value-words.ts';

/** What a diagnostic description says of an exchange. */
export interface DescribedExchange {
  readonly service: string;
  /** The values of the request, and of the response; null where there are none. */
  readonly request: string | null;
  readonly response: string | null;
}

/** An exchange, as far as its words need it. */
export type WordedExchange = Pick<ExplainedExchange, 'request' | 'outcome' | 'pair' | 'functional' | 'brokenOff'>;

/**
 * A request in words: its service, and what it is about.
 *
 * @param isOurs whether it is for an ECU of this car
 * @param described by a diagnostic description; null where there is none
 */
export function requestWords(request: Uint8Array, isOurs: boolean, described: DescribedExchange | null = null): string {
  const [sid = 0] = request;
  const name = `${numberToHex(sid, 2)} ${serviceTitle(sid) ?? 'unknown service'}`;
  if (described !== null) {
    const values = described.request === null ? '' : `, ${described.request}`;
    const bytes = request.length > 1 ? ` (${bytesWords(request.subarray(1))})` : '';
    return `${name}: ${described.service}${bytes}${values}`;
  }
  if (isObdService(sid)) {
    const subject = describeObdRequest(request).split(': ')[1];
    return subject === undefined ? name : `${name}: ${subject}`;
  }
  if (sid <= LAST_OBD_SERVICE) return request.length === 1 ? name : `${name}: ${toHex(request.subarray(1), ' ')}`;
  if (isOurs && sid !== SID.testerPresent) {
    const words = describeRequest(request);
    if (words !== toHex(request, ' ')) return `${name}: ${words}${identifierNumber(request)}`;
  }
  const subject = subjectOf(request);
  return subject === '' ? name : `${name}: ${subject}`;
}

function identifierNumber(request: Uint8Array): string {
  const [sid, second = 0, third = 0] = request;
  const isOne = sid === SID.writeDataByIdentifier || (sid === SID.readDataByIdentifier && request.length === 3);
  return isOne ? ` (${numberToHex((second << 8) | third, 4)})` : '';
}

/** How a request ended, in words: its fields where they are known, otherwise text or bytes. */
export function outcomeWords(
  { request, outcome, pair, functional, brokenOff }: WordedExchange,
  described: DescribedExchange | null = null,
): string {
  const [sid = 0] = request;
  switch (outcome.kind) {
    case 'positive':
      if (described !== null && described.response !== null) return described.response;
      if (isObdService(sid)) return obdWords(request, outcome.response);
      if (pair?.isOurs === true && isDescribed(request)) return describeOutcome(request, outcome);
      return responseWords(request, outcome.response);
    case 'receive-failed':
      return `${describeOutcome(request, outcome)}${brokenOff === null ? '' : partOf(brokenOff)}`;
    case 'no-response':
      if (functional && pair === null && !suppressesPositiveResponse(request)) return 'no ECU answered';
      return describeOutcome(request, outcome);
    case 'negative':
    case 'timeout':
    case 'send-failed':
      return describeOutcome(request, outcome);
  }
}

/** What the standard's layouts do not decode is shown without the service. */
function obdWords(request: Uint8Array, response: Uint8Array): string {
  const words = describeObdResponse(request, response);
  return words === toHex(response, ' ') ? bytesWords(response.subarray(1)) : words;
}

/** Services and identifiers of this car's ECUs whose answers have fields. */
function isDescribed(request: Uint8Array): boolean {
  const [sid = 0, second = 0, third = 0] = request;
  if (sid === SID.diagnosticSessionControl) return false;
  if (sid !== SID.readDataByIdentifier) return true;
  const identifier = (second << 8) | third;
  const isKnown = [SMART_KEY, BODY].some((ecu) => entryById(ecu.dataIdentifiers, identifier) !== undefined);
  return request.length === 3 && isKnown;
}

/** Whether nothing was asked and nothing was said: a tester present that wants no response. */
export function isSilentTesterPresent(request: Uint8Array, { kind }: UdsOutcome): boolean {
  return kind === 'no-response' && request[0] === SID.testerPresent && suppressesPositiveResponse(request);
}
