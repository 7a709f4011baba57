import { describe, expect, it } from 'vitest';
import { isLossReason, lossWords, messageLostBy } from '../../../../can-bus/isotp/lost-message.ts';
import type { IsoTpEffect } from '../../../../can-bus/isotp/types.ts';

describe('a message that an endpoint lost', () => {
  it.each<[IsoTpEffect, string, string]>([
    [{ kind: 'send-failed', fault: 'timeout-bs' }, 'response', 'timeout-bs'],
    [{ kind: 'receive-failed', fault: 'wrong-sequence-number' }, 'request', 'wrong-sequence-number'],
    [{ kind: 'ignored' }, 'request', 'response-under-way'],
  ])('follows from %o: a %s, for the reason %s', (effect, direction, reason) => {
    expect(messageLostBy(effect, 'oem')).toEqual({ kind: 'message-lost', endpoint: 'oem', direction, reason });
  });

  it.each<IsoTpEffect>([
    { kind: 'sent' },
    { kind: 'received', payload: Uint8Array.of(0x3e) },
    { kind: 'reception-started', length: 9 },
  ])('follows not from %o', (effect) => {
    expect(messageLostBy(effect, 'oem')).toBeNull();
  });

  it('has its reason in words, with the name of ISO 15765-2', () => {
    expect(lossWords('timeout-bs')).toBe('nobody answers with a flow control (N_TIMEOUT_Bs)');
    expect(['timeout-cr', 'response-under-way', 'toString', 'x'].map(isLossReason)).toEqual([true, true, false, false]);
  });
});
