import { describe, expect, it } from 'vitest';
import { vehicleChangeOf } from '../../../../hil/car/vehicle-change.ts';

describe('what a fault changes in time', () => {
  it('is the supply', () => {
    expect(vehicleChangeOf({ kind: 'supply', mv: 9_400 })).toEqual({ batteryMv: 9_400 });
  });

  it.each([true, false])('is one door, open: %s', (open) => {
    expect(vehicleChangeOf({ kind: 'door', door: 'trunk', open })).toEqual({ doors: { trunk: open } });
  });
});
