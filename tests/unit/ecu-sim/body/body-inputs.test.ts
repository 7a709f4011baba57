import { describe, expect, it } from 'vitest';
import { changeInputs, checkChange, DEFAULT_BODY_INPUTS, DOORS } from '../../../../ecu-sim/body/body-inputs.ts';

describe('the inputs of the body ECU', () => {
  it('name every door', () => {
    expect([...DOORS].sort()).toEqual(Object.keys(DEFAULT_BODY_INPUTS.doors).sort());
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

  it('take what is within the limits', () => {
    expect(() => {
      checkChange({ batteryMv: 12_600, speedKmh: 5 });
      checkChange({});
    }).not.toThrow();
  });
});
