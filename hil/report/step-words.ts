import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { ExchangeRecord, StepResult } from '../scenario/result.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import type { PageExchange } from './page-data.ts';
import type { PageStep } from './viewer-data.ts';

const STARTS_WITH_BYTE = /^[\dA-F]{2}(?: |$)/;
/** A request of a scenario's own tester, as a step shows it: bytes without names or any-byte marks. */
const REQUEST = /^uds ((?:[\dA-F]{2} )*[\dA-F]{2})( to \w+)?$/;
/** A response as a step shows it, with or without its reason, and what was measured besides. */
const RESPONSE = /^((?:[\dA-F]{2} )*[\dA-F]{2})(?: \([^)]*\))?(, .*)?$/;

/** A step with its request and its response in words. */
export function pageStep(step: StepResult): PageStep {
  const asked = REQUEST.exec(step.what);
  const request = asked === null ? null : fromHex(asked[1] ?? '');
  const got = responseWords(request, step.got);
  const what = request === null ? null : wordsOf(request, asked?.[2] ?? '');
  if (what === null && got === null) return { ...step, words: null };
  const bytes = [request === null ? null : toHex(request, ' '), got === null ? null : step.got];
  return {
    ...step,
    words: {
      what: what ?? step.what,
      ...compared(step, responseWords(request, step.expected), got),
      bytes: bytes.filter((text) => text !== null).join(' → '),
    },
  };
}

/** The step as its words say it, where it has any. */
export function stepInWords(step: StepResult): StepResult {
  const { words } = pageStep(step);
  if (words === null) return step;
  const { what, expected, got } = words;
  return { ...step, what, expected, got };
}

/** What a step does, in words where it is a request of the utilities. */
export function actionInWords(what: string): string {
  const [, request, target = ''] = REQUEST.exec(what) ?? [];
  return request === undefined ? what : (wordsOf(fromHex(request), target) ?? what);
}

/** Words where they show the difference; else the bytes that were compared. */
function compared(
  { verdict, expected, got }: StepResult,
  expectedWords: string | null,
  gotWords: string | null,
): { readonly expected: string | null; readonly got: string | null } {
  const isOfBytes = verdict !== 'pass' && STARTS_WITH_BYTE.test(expected ?? '');
  if (!isOfBytes || (expectedWords !== null && gotWords !== null && expectedWords !== gotWords)) {
    return { expected: expectedWords ?? expected, got: gotWords ?? got };
  }
  const isRefusal = got?.endsWith(')') === true;
  return { expected, got: gotWords === null || isRefusal ? got : `${got ?? ''} (${gotWords})` };
}

/** A request and its response with both in words; null where there are none but the bytes. */
export function pageExchange(exchange: ExchangeRecord): PageExchange {
  const request = fromHex(exchange.request);
  return {
    ...exchange,
    requestWords: wordsOf(request, ''),
    responseWords: responseWords(request, exchange.response),
  };
}

function wordsOf(request: Uint8Array, target: string): string | null {
  if (!isPlain(request)) return null;
  const words = describeRequest(request);
  return words === toHex(request, ' ') ? null : `${words}${target}`;
}

/** Whether the words say all that the request says: one identifier, an ordinary length, an answer wanted. */
function isPlain({ length, 0: sid = 0, 1: second = 0 }: Uint8Array): boolean {
  switch (sid) {
    case SID.diagnosticSessionControl:
      return length === 2 && (second === 0x01 || second === 0x03);
    case SID.testerPresent:
      return length === 2;
    case SID.readDataByIdentifier:
      return length === 3;
    case SID.clearDiagnosticInformation:
      return length === 4;
    case SID.securityAccess:
      return second % 2 === 0 ? length > 2 : length === 2;
    case SID.readDtcInformation:
      return second === 0x06 ? length === 6 : length === 3;
    case SID.routineControl:
      return length >= 4 && second < 0x80;
    default:
      return false;
  }
}

/** The response in words; null where the text is no response, or is none of the utilities'. */
function responseWords(request: Uint8Array | null, text: string | null): string | null {
  const [, bytes, besides = ''] = RESPONSE.exec(text ?? '') ?? [];
  if (bytes === undefined) return null;
  const response = fromHex(bytes);
  const words = describeOutcome(request ?? requestOf(response), outcomeOf(response));
  return words === toHex(response, ' ') ? null : `${words}${besides}`;
}

function outcomeOf(response: Uint8Array): UdsOutcome {
  const [sid, , nrc] = response;
  return sid === NEGATIVE_RESPONSE && nrc !== undefined
    ? { kind: 'negative', response, nrc }
    : { kind: 'positive', response };
}

/** As much of the request as its response repeats. */
function requestOf([sid = 0, subFunction = 0]: Uint8Array): Uint8Array {
  return Uint8Array.of(sid - POSITIVE_RESPONSE_OFFSET, subFunction);
}
