import { describe, expect, it } from 'vitest';
import { checkFaults } from '../../../../../hil/car/faults/check-faults.ts';
import type { FaultPlanParts } from '../../../../../hil/car/faults/fault-plan.ts';

const BABBLE = { id: 0, periodMs: 0, durationMs: 100 };
const CUT = { write: 1, block: null, byte: null, offMs: 100 };
const FLUTTER = { door: 'driver', periodMs: 10, edges: 2 } as const;

describe('checkFaults', () => {
  it('VEH-8: takes a plan within the limits, and one without parts', () => {
    expect(() => {
      checkFaults({});
      checkFaults({
        babble: BABBLE,
        supply: { stepMs: 10, points: [{ atMs: 0, mv: 6000 }] },
        doorFlutter: FLUTTER,
        memoryCut: CUT,
        keyBattery: [{ keyId: 1, batteryMv: 2200 }],
      });
      checkFaults({ babble: null, supply: null, doorFlutter: null, memoryCut: null, keyBattery: [] });
    }).not.toThrow();
  });

  it.each<readonly [string, FaultPlanParts]>([
    ['babble.periodMs', { babble: { ...BABBLE, periodMs: -1 } }],
    ['babble.durationMs', { babble: { ...BABBLE, durationMs: -1 } }],
    ['supply.stepMs', { supply: { stepMs: -1, points: [] } }],
    [
      'supply.points.1.atMs',
      {
        supply: {
          stepMs: 10,
          points: [
            { atMs: 0, mv: 12_000 },
            { atMs: -1, mv: 12_000 },
          ],
        },
      },
    ],
    ['supply.points.0.volts', { supply: { stepMs: 10, points: [{ atMs: 0, mv: 5999 }] } }],
    ['doorFlutter.periodMs', { doorFlutter: { ...FLUTTER, periodMs: -1 } }],
    ['doorFlutter.edges', { doorFlutter: { ...FLUTTER, edges: 0 } }],
    ['memoryCut.write', { memoryCut: { ...CUT, write: 0 } }],
    ['memoryCut.offMs', { memoryCut: { ...CUT, offMs: -1 } }],
    ['keyBattery.0.batteryV', { keyBattery: [{ keyId: 1, batteryMv: 5001 }] }],
  ])('names %s where it is out of range', (field, parts) => {
    expect(() => checkFaults(parts)).toThrow(
      expect.objectContaining({ code: 'usage/limit', message: expect.stringContaining(field) }),
    );
  });
});
