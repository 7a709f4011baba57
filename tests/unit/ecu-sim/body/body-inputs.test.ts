import { describe, expect, it } from 'vitest';
import {
  changeInputs,
  checkChange,
  DEFAULT_BODY_INPUTS,
  DOORS,
  type BodyChange,
} from '../../../../ecu-sim/body/body-inputs.ts';

describe('the inputs of the body ECU', () => {
  it('name every door', () => {
    expect([...DOORS].sort()).toEqual(Object.keys(DEFAULT_BODY_INPUTS.doors).sort());
  });

  it('VEH-1: are at first those of a parked car with IG on and 12.6 V', () => {
    expect(DEFAULT_BODY_INPUTS).toEqual({
      doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false },
      powerMode: 'on',
      brake: false,
      shiftP: true,
      speedKmh: 0,
      batteryMv: 12_600,
      driverBeltUnlatched: false,
      parkingBrake: false,
    });
    expect(DOORS).toEqual(['driver', 'passenger', 'rearLeft', 'rearRight', 'trunk']);
  });

  it('VEH-1: change in what is given, also door by door', () => {
    const changed = changeInputs(DEFAULT_BODY_INPUTS, { doors: { trunk: true }, batteryMv: 11_900 });
    expect(changed).toEqual({
      ...DEFAULT_BODY_INPUTS,
      doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: true },
      batteryMv: 11_900,
    });
    expect(changeInputs(changed, { doors: { driver: true } }).doors).toMatchObject({ driver: true, trunk: true });
  });

  it('keep a speed to the nearest 0.01 km/h', () => {
    expect(changeInputs(DEFAULT_BODY_INPUTS, { speedKmh: 4.996 }).speedKmh).toBe(5);
    expect(changeInputs(DEFAULT_BODY_INPUTS, { speedKmh: 4.994 }).speedKmh).toBe(4.99);
  });

  it.each([{ batteryMv: -1 }, { speedKmh: -0.01 }, { speedKmh: 655.36 }])('%j is refused', (change) => {
    expect(() => {
      checkChange(change);
    }).toThrow(expect.objectContaining({ code: 'usage/limit' }));
  });

  it('the supply is 6 to 18 V, and the error names it', () => {
    const refusal = (change: BodyChange): string | null => {
      try {
        checkChange(change);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    expect([refusal({ batteryMv: 6_000 }), refusal({ batteryMv: 18_000 })]).toEqual([null, null]);
    expect(refusal({ batteryMv: 5_999 })).toMatch(/^batteryV\b/);
    expect(refusal({ batteryMv: 18_001 })).toMatch(/^batteryV\b/);
    expect(refusal({ speedKmh: 655.36 })).toMatch(/^speedKmh\b/);
  });

  it('take what is within the limits', () => {
    expect(() => {
      checkChange({ batteryMv: 12_600, speedKmh: 5 });
      checkChange({});
    }).not.toThrow();
  });
});
