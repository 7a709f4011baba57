import { matchesMask } from '../bytes/byte-mask.ts';
import type { Chance } from '../random/random-source.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { NRC } from '../uds/negative-response-codes.ts';
import { FaultAllowance, type AllowanceState } from '../virtual-bus/fault-allowance.ts';
import type { AnswerFault } from './diagnostic-fault-plan.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET } from '../uds/service-ids.ts';

/** A message for the tool, and the delay after the ECU's answer. */
interface Delivery {
  readonly afterUs: Micros;
  readonly payload: Uint8Array;
}

/** What happened to an answer. */
interface AnswerFate {
  /** Names of the faults that were applied; empty where the answer passes unchanged. */
  readonly struck: readonly string[];
  readonly deliveries: readonly Delivery[];
}

/** Applies the faults of one plan to answers, one after another. */
export class AnswerFaults {
  private readonly faults: readonly AnswerFault[];
  private readonly random: Chance;
  private readonly allowances: readonly FaultAllowance[];

  constructor(faults: readonly AnswerFault[], random: Chance) {
    this.faults = faults;
    this.random = random;
    this.allowances = faults.map(() => new FaultAllowance());
  }

  get counts(): readonly AllowanceState[] {
    return this.allowances.map(({ state }) => state);
  }

  /** Those that have not been applied as often as they may. */
  get left(): readonly AnswerFault[] {
    return this.faults.filter((fault, index) => this.allowances[index]?.isSpent(fault) === false);
  }

  restore(counts: readonly AllowanceState[]): void {
    for (const [index, state] of counts.entries()) this.allowances[index]?.restore(state);
  }

  /**
   * Whether a fault may apply to an answer to this request (null: the request was not seen), so that the answer has to
   * be held back.
   */
  concerns(request: Uint8Array | null): boolean {
    return this.faults.some((fault, index) => {
      if (this.allowances[index]?.isSpent(fault) !== false) return false;
      return fault.request === null || (request !== null && matchesMask(fault.request, request));
    });
  }

  judge(request: Uint8Array | null, answer: Uint8Array): AnswerFate {
    const index = this.faults.findIndex((fault) => fits(fault, request, answer));
    const fault = this.faults[index];
    const allowance = this.allowances[index];
    const asItIs = { struck: [], deliveries: [{ afterUs: 0, payload: answer }] };
    if (fault === undefined || allowance?.allows(fault) !== true || !this.random.chance(fault.probability))
      return asItIs;
    allowance.strike();
    return spoil(fault, request?.[0] ?? requestSid(answer), answer);
  }
}

function fits({ request, response }: AnswerFault, asked: Uint8Array | null, answer: Uint8Array): boolean {
  if (request !== null && (asked === null || !matchesMask(request, asked))) return false;
  if (response !== null) return matchesMask(response, answer);
  return answer[0] !== NEGATIVE_RESPONSE || answer[2] !== NRC.requestCorrectlyReceivedResponsePending;
}

/** The service that an answer belongs to, where the request was not seen. */
function requestSid(answer: Uint8Array): number {
  const [first = 0, second = 0] = answer;
  return first === NEGATIVE_RESPONSE ? second : first - POSITIVE_RESPONSE_OFFSET;
}

function spoil(fault: AnswerFault, sid: number, answer: Uint8Array): AnswerFate {
  const { drop, replace, alter, truncate, pending, pendingEveryMs, delayMs } = fault;
  if (drop) return { struck: ['answer-dropped'], deliveries: [] };
  const struck: string[] = [];
  let payload = answer;
  if (replace !== null) {
    payload = replace;
    struck.push('answer-replaced');
  }
  if (alter !== null && alter.at < payload.length) {
    payload = payload.with(alter.at, (payload[alter.at] ?? 0) ^ alter.bits);
    struck.push('answer-altered');
  }
  if (truncate !== null && truncate < payload.length) {
    payload = payload.slice(0, truncate);
    struck.push('answer-truncated');
  }
  const everyUs = Math.round(pendingEveryMs * MICROS_PER_MILLI);
  const wait = Uint8Array.of(NEGATIVE_RESPONSE, sid, NRC.requestCorrectlyReceivedResponsePending);
  const waits = Array.from({ length: pending }, (_, number) => ({ afterUs: number * everyUs, payload: wait }));
  if (pending > 0) struck.push('response-pending');
  if (delayMs > 0) struck.push('answer-delayed');
  const afterUs = pending * everyUs + Math.round(delayMs * MICROS_PER_MILLI);
  return { struck, deliveries: [...waits, { afterUs, payload }] };
}
