import { describe, expect, it } from 'vitest';
import { REASONS } from '../../../../ecu-sim/description/codes.ts';
import { FAULTS, KEY, REACTION, START, STATE, TIME, TIME_SETTING } from '../../../../hil/server/answers.ts';
import { carView } from '../../../support/car-views.ts';

describe('the answers of the interface', () => {
  it.each([KEY, REACTION, START, STATE, TIME, TIME_SETTING].map((named) => [named.name, named] as const))(
    '%s: the example is one of them',
    (_name, { schema, example }) => {
      expect(example).toBeDefined();
      expect(schema.parse(example)).toEqual(example);
    },
  );

  it('State: is what a page knows of a car', () => {
    const view = carView();
    expect(STATE.schema.parse(view)).toEqual(view);
  });

  it.each([
    ['a field more', { colour: 'red' }],
    ['a field less', { vin: undefined }],
    ['a key id in lower case', { slots: ['a1000001'] }],
    ['a state that there is not', { state: 'sleeping' }],
    ['a fraction of a microsecond', { timeUs: 0.5 }],
    ['no rate at all', { rate: 0 }],
    ['a fifth level', { securityLevel: 5 }],
    ['a timer that there is not', { timers: [{ name: 'egg', startedUs: 0, deadlineUs: 1 }] }],
  ])('State: refuses %s', (_what, changed) => {
    expect(STATE.schema.safeParse({ ...carView(), ...changed }).success).toBe(false);
  });

  it('State: the last refusal is a reason of the history, but not none', () => {
    const accepted = (lastRefusal: string): boolean =>
      STATE.schema.safeParse({ ...carView(), registration: { mode: 'additional', lastRefusal } }).success;
    const names = Object.keys(REASONS);
    expect(names.filter((name) => !accepted(name))).toEqual(['none']);
    expect(accepted('weather')).toBe(false);
  });

  it('Faults: has the whole plan', () => {
    expect(FAULTS.schema.safeParse({ faults: ['B278D', 'memory'], bus: { drop: 0.1 }, plan: {} }).success).toBe(true);
    expect(FAULTS.schema.safeParse({ faults: [], bus: {} }).success).toBe(false);
    expect(FAULTS.schema.safeParse({ faults: [], bus: {}, plan: { rain: 1 } }).success).toBe(false);
  });
});
