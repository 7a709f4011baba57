import { describe, expect, it } from 'vitest';
import {
  addressLength,
  mixedAddressing,
  mixedFunctionalId,
  mixedId,
  normalFixedAddressing,
  normalFixedFunctionalId,
  normalFixedId,
  peerAddressing,
} from '../../../../can-bus/isotp/addressing.ts';
import { EXTENDED, NORMAL } from './endpoint-driver.ts';

describe('29-bit ids', () => {
  it('conformance 64: a physical id is 18DA, target, source', () => {
    expect(normalFixedId(0xb5, 0xf1)).toBe(0x18dab5f1);
    expect([normalFixedId(0, 0), normalFixedId(0xff, 0xff)]).toEqual([0x18da0000, 0x18daffff]);
  });

  it('conformance 64: a functional id is 18DB, target, source', () => {
    expect(normalFixedFunctionalId(0x33, 0xf1)).toBe(0x18db33f1);
    expect(normalFixedFunctionalId(0, 0)).toBe(0x18db0000);
  });

  it('conformance 64: an endpoint sends to its peer and listens to what the peer sends it', () => {
    expect(normalFixedAddressing(0xf1, 0xb5)).toEqual({ kind: 'normal', sendId: 0x18dab5f1, receiveId: 0x18daf1b5 });
  });

  it('mixed addressing has ids of its own', () => {
    expect(mixedId(0xb5, 0xf1)).toBe(0x18ceb5f1);
    expect(mixedFunctionalId(0x33, 0xf1)).toBe(0x18cd33f1);
    expect([mixedId(0, 0), mixedFunctionalId(0, 0)]).toEqual([0x18ce0000, 0x18cd0000]);
    expect(mixedAddressing(0xf1, 0xb5, 0x42)).toEqual({
      kind: 'mixed',
      sendId: 0x18ceb5f1,
      receiveId: 0x18cef1b5,
      sendAddress: 0x42,
      receiveAddress: 0x42,
    });
  });

  it('addresses beyond a byte are refused', () => {
    expect(() => normalFixedId(256, 0)).toThrow('target address is 0 to 255, not 256');
    expect(() => normalFixedId(0, -1)).toThrow('source address is 0 to 255, not -1');
    expect(() => mixedAddressing(0, 0, 0.5)).toThrow('address extension');
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
    expect([NORMAL, EXTENDED, mixedAddressing(1, 2, 3)].map(addressLength)).toEqual([0, 1, 1]);
  });
});
