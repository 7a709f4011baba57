import { describe, expect, it } from 'vitest';
import {
  addressLength,
  normalFixedFunctionalId,
  normalFixedId,
  peerAddressing,
} from '../../../../can-bus/isotp/addressing.ts';
import type { IsoTpAddressing } from '../../../../can-bus/isotp/types.ts';
import { EXTENDED, NORMAL } from './endpoint-driver.ts';

const MIXED: IsoTpAddressing = { kind: 'mixed', sendId: 1, receiveId: 2, sendAddress: 3, receiveAddress: 3 };

describe('29-bit ids', () => {
  it('conformance 64: a physical id is 18DA, target, source', () => {
    expect(normalFixedId(0xb5, 0xf1)).toBe(0x18dab5f1);
    expect([normalFixedId(0, 0), normalFixedId(0xff, 0xff)]).toEqual([0x18da0000, 0x18daffff]);
  });

  it('conformance 64: a functional id is 18DB, target, source', () => {
    expect(normalFixedFunctionalId(0x33, 0xf1)).toBe(0x18db33f1);
    expect(normalFixedFunctionalId(0, 0)).toBe(0x18db0000);
  });

  it('addresses beyond a byte are refused', () => {
    expect(() => normalFixedId(256, 0)).toThrow('target address is 0 to 255, not 256');
    expect(() => normalFixedId(0, -1)).toThrow('source address is 0 to 255, not -1');
    expect(() => normalFixedId(0.5, 0)).toThrow('target address is 0 to 255, not 0.5');
  });
});

describe('addressing', () => {
  it('of the peer is the same turned round', () => {
    expect(peerAddressing(NORMAL)).toStrictEqual({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd });
    const oneWay = { kind: 'extended', sendId: 1, receiveId: 2, sendAddress: 3, receiveAddress: 4 } as const;
    expect(peerAddressing(oneWay)).toEqual({
      kind: 'extended',
      sendId: 2,
      receiveId: 1,
      sendAddress: 4,
      receiveAddress: 3,
    });
  });

  it('takes a byte of each frame unless it is normal', () => {
    expect([NORMAL, EXTENDED, MIXED].map(addressLength)).toEqual([0, 1, 1]);
  });
});
