import { counted } from '../../can-bus/text/counted.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import type { LaneBuilder } from './lane-builder.ts';
import { TONES, type LaneItem, type Tone } from './timeline-data.ts';

/**
 * Number of equal requests in a row that are shown individually; further requests of a polling tool are combined into
 * one long item.
 */
const SINGLE_IN_A_ROW = 6;
const BYTES_SHOWN = 48;

/** Adds a request with its answer to its lane; a pass-code also to the dealer's. */
export function addExchange(exchange: UdsExchange, source: string, uds: LaneBuilder, dealer: LaneBuilder): void {
  const { request, outcome, startedUs, finishedUs } = exchange;
  const answer = describeOutcome(request, outcome);
  const label = `${describeRequest(request)}: ${answer}`;
  const tone = outcomeTone(exchange.outcome, exchange.target === 'functional');
  if (!extendRow(uds, label, tone, finishedUs)) uds.span(startedUs, finishedUs, label, tone, bytesOf(exchange, source));
  const [sid, subFunction = 1] = request;
  if (sid !== SID.securityAccess) return;
  const level = (subFunction + 1) >> 1;
  if (subFunction % 2 === 1) dealer.mark(finishedUs, `seed, level ${level}`, 'plain', answer);
  else dealer.mark(finishedUs, `pass-code, level ${level}: ${answer}`, tone, codeOf(request));
}

/** Further repetitions: the last item becomes longer, and counts them. */
function extendRow(lane: LaneBuilder, label: string, tone: Tone, toUs: number): boolean {
  const last = lane.last();
  if (last === undefined) return false;
  const counted = /^(\d+) × (.*)$/s.exec(last[2]);
  const before = counted === null ? last[2] : counted[2];
  if (before !== label || last[4] !== TONES.indexOf(tone)) return false;
  if (counted === null && lane.rowOf(label) < SINGLE_IN_A_ROW) return false;
  const count = counted === null ? 2 : Number(counted[1]) + 1;
  const longer: LaneItem = [last[0], toUs, `${count} × ${label}`, last[3], last[4]];
  lane.replaceLast(longer);
  return true;
}

/** @param isFunctional whether the request went to all ECUs, where silence is no error */
export function outcomeTone(outcome: UdsExchange['outcome'], isFunctional: boolean): Tone {
  switch (outcome.kind) {
    case 'positive':
      return 'good';
    case 'negative':
      return 'wait';
    case 'no-response':
      return 'muted';
    case 'timeout':
      return isFunctional ? 'muted' : 'bad';
    case 'send-failed':
    case 'receive-failed':
      return 'bad';
  }
}

function bytesOf({ request, response, pendingCount, target }: UdsExchange, source: string): string {
  const pending = pendingCount === 0 ? '' : `, 0x78 × ${pendingCount}`;
  const to = target === 'functional' ? ' (functional)' : '';
  return `${hex(request)}${to} → ${response === null ? 'nothing' : hex(response)}${pending}; from ${source}`;
}

function hex(bytes: Uint8Array): string {
  const shown = toHex(bytes.subarray(0, BYTES_SHOWN), ' ');
  return bytes.length > BYTES_SHOWN ? `${shown} … (${counted(bytes.length, 'byte')})` : shown;
}

/** A pass-code in its usual form: six digits, or twelve hex digits. */
function codeOf(request: Uint8Array): string {
  const key = request.subarray(2);
  return request[1] === 0x02 ? new TextDecoder().decode(key) : toHex(key);
}
