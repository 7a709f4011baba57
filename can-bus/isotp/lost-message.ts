import type { IsoTpEffect, ReceiveFault, SendFault } from './types.ts';

/** Why a message was lost: N_Result, or it began while the endpoint was sending a message of several frames. */
type LossReason = SendFault | ReceiveFault | 'response-under-way';

/**
 * A request that did not reach an ECU, or a response that did not reach the tool, as the ECU's transport knows it. For
 * observers: the tool sees no response, or a part of one.
 */
export interface MessageLost {
  readonly kind: 'message-lost';
  /** As the ECU names its endpoints. */
  readonly endpoint: string;
  readonly direction: 'request' | 'response';
  readonly reason: LossReason;
}

const WORDS: Readonly<Record<LossReason, string>> = {
  'timeout-a': 'the bus does not take its frames (N_TIMEOUT_A)',
  'timeout-bs': 'nobody answers with a flow control (N_TIMEOUT_Bs)',
  overflow: 'it is too long for the receiver (N_BUFFER_OVFLW)',
  'wait-limit': 'the receiver sent too many WAIT flow controls (N_WFT_OVRN)',
  'invalid-flow-status': 'the flow control is invalid (N_INVALID_FS)',
  'timeout-ar': 'the bus does not take the flow control (N_TIMEOUT_A)',
  'timeout-cr': 'its frames stopped coming (N_TIMEOUT_Cr)',
  'wrong-sequence-number': 'a frame of it is missing (N_WRONG_SN)',
  'unexpected-frame': 'another message interrupted it (N_UNEXP_PDU)',
  'response-under-way': 'the response before it is not yet complete',
};

/** The reason in words, with the name of ISO 15765-2. */
export function lossWords(reason: LossReason): string {
  return WORDS[reason];
}

/** What an effect of an ECU's endpoint says of a lost message; null where none is lost. */
export function messageLostBy(effect: IsoTpEffect, endpoint: string): MessageLost | null {
  const kind = 'message-lost';
  switch (effect.kind) {
    case 'send-failed':
      return { kind, endpoint, direction: 'response', reason: effect.fault };
    case 'receive-failed':
      return { kind, endpoint, direction: 'request', reason: effect.fault };
    case 'ignored':
      return { kind, endpoint, direction: 'request', reason: 'response-under-way' };
    case 'send':
    case 'reception-started':
    case 'received':
    case 'sent':
      return null;
  }
}

/** Whether that is one of the reasons. */
export function isLossReason(text: string): text is LossReason {
  return Object.hasOwn(WORDS, text);
}
