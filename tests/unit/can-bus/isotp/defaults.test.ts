import { describe, expect, it } from 'vitest';
import { ISO_TP_DEFAULT_TIMING, isoTpConfig, MAX_SHORT_MESSAGE } from '../../../../can-bus/isotp/defaults.ts';

describe('the default configuration of ISO-TP', () => {
  it('conformance 58, 60: has time limits of one second', () => {
    expect(ISO_TP_DEFAULT_TIMING).toEqual({
      nAsUs: 1_000_000,
      nArUs: 1_000_000,
      nBsUs: 1_000_000,
      nCrUs: 1_000_000,
    });
  });

  it('is for classical CAN, padded with CC, up to the 4095 bytes of a 12-bit length', () => {
    expect(MAX_SHORT_MESSAGE).toBe(4095);
    expect(isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7ff })).toMatchObject({
      extendedIds: false,
      fd: false,
      frameLength: 8,
      padding: 0xcc,
      blockSize: 0,
      separationTime: 0,
      receiveLimit: 4095,
    });
  });

  it('has 29-bit ids where one of them needs it, and what is to be different', () => {
    const send = isoTpConfig({ kind: 'normal', sendId: 0x800, receiveId: 0x7bd });
    const receive = isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x800 }, { blockSize: 3 });
    expect([send.extendedIds, receive.extendedIds, receive.blockSize]).toEqual([true, true, 3]);
    expect(isoTpConfig({ kind: 'normal', sendId: 0x7ff, receiveId: 0x7bd }).extendedIds).toBe(false);
    expect([send.maxWaitFrames, send.singleFrameOnly]).toEqual([10, false]);
  });
});
