import { describe, expect, it } from 'vitest';
import { factoryContent, unreadableContent } from '../../../../ecu-sim/memory/content.ts';

describe('what the memory holds', () => {
  it('KEY-2: of a new car its keys in the lowest slots, and nothing else', () => {
    expect(factoryContent({ keySlots: 4, slots: [0xa1, 0xa2], generator: [1, 2, 3, 4] })).toStrictEqual({
      slots: [0xa1, 0xa2, null, null],
      retired: [],
      resetIncomplete: false,
      seedCounter: 0,
      seedRound: 0,
      generator: [1, 2, 3, 4],
      attempts: 0,
      delayPending: false,
      securityLost: false,
      history: [],
      historyCounter: 0,
      lastRuns: [null, null, null],
      lifeSeconds: 0,
      testerSerial: new Uint8Array(16).fill(0x20),
      programmingDate: Uint8Array.of(0x19, 0x01, 0x01),
      storedFaults: [],
    });
  });

  it('no car has more keys than slots, or a key twice', () => {
    const generator = [1, 2, 3, 4] as const;
    expect(() => factoryContent({ keySlots: 1, slots: [1, 2], generator })).toThrow('more keys than slots');
    expect(() => factoryContent({ keySlots: 3, slots: [1, 1], generator })).toThrow('a key id occurs twice');
  });

  it('VEH-5: that cannot be read has no keys, no seed left, the delay pending and a reset to be completed', () => {
    expect(unreadableContent(2)).toMatchObject({
      slots: [null, null],
      resetIncomplete: true,
      seedCounter: 0xffff,
      seedRound: 0xffff_ffff,
      generator: [0, 0, 0, 0],
      delayPending: true,
      securityLost: true,
    });
  });
});
