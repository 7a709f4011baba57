import type { ReceiveFault, SendFault } from '../../can-bus/isotp/types.ts';
import { describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { formatPattern, matchesPattern, type BytePattern, type Symbols } from './byte-pattern.ts';
import { formatBytes } from './format-values.ts';

/** The expected response. */
export type ResponseExpectation =
  /** Any positive response. */
  | { readonly kind: 'positive' }
  | { readonly kind: 'bytes'; readonly pattern: BytePattern }
  | { readonly kind: 'negative'; readonly nrc: number }
  /** Silence. */
  | { readonly kind: 'none' }
  /** The transport fails: request or response broke off. */
  | { readonly kind: 'broken'; readonly fault: TransportFault };

/** Why a request, or its response, was not transferred. */
export type TransportFault = SendFault | ReceiveFault;

/** Whether a request ended as expected. */
export function meetsExpectation(outcome: UdsOutcome, expect: ResponseExpectation, symbols: Symbols): boolean {
  switch (expect.kind) {
    case 'positive':
      return outcome.kind === 'positive' || outcome.kind === 'no-response';
    case 'negative':
      return outcome.kind === 'negative' && outcome.nrc === expect.nrc;
    case 'none':
      return outcome.kind === 'no-response' || (outcome.kind === 'timeout' && outcome.waitedFor === 'p2');
    case 'broken':
      return 'fault' in outcome && outcome.fault === expect.fault;
    case 'bytes':
      return 'response' in outcome && matchesPattern(expect.pattern, outcome.response, symbols);
  }
}

export function describeResponseExpectation(expect: ResponseExpectation): string {
  switch (expect.kind) {
    case 'positive':
      return 'a positive response';
    case 'negative':
      return describeNegativeResponse(expect.nrc);
    case 'none':
      return 'no response';
    case 'broken':
      return `a transfer that fails: ${expect.fault}`;
    case 'bytes':
      return formatPattern(expect.pattern);
  }
}

const TIMEOUTS = {
  p2: 'no response within P2',
  'p2-star': 'no response within P2* after "response pending"',
  'pending-limit': '"response pending" again and again',
} as const;

/** How a request ended, in one line. */
export function describeOutcome(outcome: UdsOutcome): string {
  switch (outcome.kind) {
    case 'positive':
      return formatBytes(outcome.response);
    case 'negative':
      return `${formatBytes(outcome.response)} (${describeNegativeResponse(outcome.nrc)})`;
    case 'no-response':
      return 'no response';
    case 'timeout':
      return TIMEOUTS[outcome.waitedFor];
    case 'send-failed':
      return `not sent: ${outcome.fault}`;
    case 'receive-failed':
      return `not received: ${outcome.fault}`;
  }
}
