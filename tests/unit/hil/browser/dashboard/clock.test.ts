import { describe, expect, it } from 'vitest';
import { vehicleNowUs } from '../../../../../hil/browser/dashboard/clock.ts';
import { carView } from '../../../../support/car-views.ts';

describe('the present instant of the vehicle', () => {
  it('goes on with the page’s clock in real time, as fast as the rate says', () => {
    const view = carView({ timeUs: 1_000_000, timeMode: 'real', rate: 20 });
    expect(vehicleNowUs(view, 500, 500)).toBe(1_000_000);
    expect(vehicleNowUs(view, 500, 750)).toBe(6_000_000);
    expect(vehicleNowUs(view, 500, 400)).toBe(1_000_000);
  });

  it('is that of the last event in virtual time and while paused', () => {
    expect(vehicleNowUs(carView({ timeUs: 7 }), 0, 10_000)).toBe(7);
    expect(vehicleNowUs(carView({ timeUs: 7, timeMode: 'real', paused: true }), 0, 10_000)).toBe(7);
  });
});
