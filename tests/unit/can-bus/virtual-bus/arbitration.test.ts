import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { arbitrationRank } from '../../../../can-bus/virtual-bus/arbitration.ts';

const NO_DATA = new Uint8Array(0);

describe('arbitration (ISO 11898-1)', () => {
  it('orders by identifier, then base before extended, data before remote, classical before FD', () => {
    const inOrder = [
      dataFrame(0x000, NO_DATA),
      dataFrame(0x123, NO_DATA),
      dataFrame(0x123, NO_DATA, { fd: true }),
      remoteFrame(0x123, 0),
      dataFrame(0x123 << 18, NO_DATA, { extended: true }),
      dataFrame(0x123 << 18, NO_DATA, { extended: true, fd: true }),
      remoteFrame(0x123 << 18, 0, { extended: true }),
      dataFrame((0x123 << 18) | 1, NO_DATA, { extended: true }),
      dataFrame((0x123 << 18) | 0x3ffff, NO_DATA, { extended: true }),
      dataFrame(0x124, NO_DATA),
      remoteFrame(0x7ff, 0),
      remoteFrame(0x1fff_ffff, 0),
    ];
    const ranks = inOrder.map(arbitrationRank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });
});
