import { describe, expect, it } from 'vitest';
import { parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  busFaultPlan,
  BusFaultPlanError,
  hasFaults,
  isHit,
  NO_BUS_FAULTS,
  type BusFaultPlan,
} from '../../../../can-bus/virtual-bus/fault-plan.ts';

describe('the fault plan of the bus', () => {
  it('is refused by an error of its name, with skip below zero', () => {
    expect(() => busFaultPlan({ skip: -1 })).toThrow('skip is a whole number from 0, not -1');
    expect(new BusFaultPlanError('skip', 'x').name).toBe('BusFaultPlanError');
  });

  it('takes what is not set from the plan without faults', () => {
    expect(busFaultPlan({ drop: 1, delayMs: 3_600_000 })).toEqual({ ...NO_BUS_FAULTS, drop: 1, delayMs: 3_600_000 });
  });

  it.each<readonly [Partial<BusFaultPlan>, keyof BusFaultPlan, string]>([
    [{ drop: 1.1 }, 'drop', 'drop must be a number from 0 to 1, not 1.1'],
    [{ corrupt: -0.1 }, 'corrupt', 'corrupt must be a number from 0 to 1, not -0.1'],
    [{ duplicate: Number.NaN }, 'duplicate', 'duplicate must be a number from 0 to 1, not NaN'],
    [{ delayMs: 3_600_001 }, 'delayMs', 'delayMs must be a number from 0 to 3600000, not 3600001'],
    [{ jitterMs: -1 }, 'jitterMs', 'jitterMs must be a number from 0 to 3600000, not -1'],
    [{ skip: 0.5 }, 'skip', 'skip is a whole number from 0, not 0.5'],
    [{ count: 0 }, 'count', 'count is a whole number from 1, or null, not 0'],
  ])('refuses %j', (parts, field, message) => {
    expect(() => busFaultPlan(parts)).toThrow(new BusFaultPlanError(field, message));
    expect(new BusFaultPlanError(field, message)).toMatchObject({ code: 'bus-fault-plan', field, context: { field } });
  });

  it('has faults where one of its five is set', () => {
    expect(hasFaults(NO_BUS_FAULTS)).toBe(false);
    expect(hasFaults({ ...NO_BUS_FAULTS, ids: [1], skip: 3, count: 1 })).toBe(false);
    for (const field of ['drop', 'corrupt', 'duplicate', 'delayMs', 'jitterMs'] as const) {
      expect(hasFaults({ ...NO_BUS_FAULTS, [field]: 0.001 }), field).toBe(true);
    }
  });

  it('hits all frames, or those of its ids and data', () => {
    const frame = dataFrame(0x7b5, fromHex('02 3E 00'));
    expect(isHit(NO_BUS_FAULTS, frame)).toBe(true);
    expect(isHit({ ...NO_BUS_FAULTS, ids: [0x758, 0x7b5] }, frame)).toBe(true);
    expect(isHit({ ...NO_BUS_FAULTS, ids: [0x758] }, frame)).toBe(false);
    expect(isHit({ ...NO_BUS_FAULTS, data: parseByteMask('** 3E **') }, frame)).toBe(true);
    expect(isHit({ ...NO_BUS_FAULTS, data: parseByteMask('** 22 **') }, frame)).toBe(false);
  });
});
