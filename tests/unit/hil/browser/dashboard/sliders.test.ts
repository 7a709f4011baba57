import { describe, expect, it } from 'vitest';
import { Sliders } from '../../../../../hil/browser/dashboard/sliders.tsx';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';

describe('the sliders', () => {
  it('stand where the car is, within what it accepts (VEH-1)', () => {
    const html = markup(Sliders, { view: carView({ batteryV: 10.94, speedKmh: 30 }), act: null });
    expect(textOf(html)).toBe('Supply 10.9 V Speed 30 km/h Cut the 12 V for 100 ms');
    expect(html).toMatch(/min="6" max="18"[^>]*value="10.94"[^>]* disabled/);
  });

  it('say their value with its unit to a screen reader, which hears no clock', () => {
    const html = markup(Sliders, { view: carView({ batteryV: 10.9, speedKmh: 30 }), act: null });
    expect([...html.matchAll(/aria-valuetext="([^"]*)"/g)].map(([, text]) => text)).toEqual(['10.9 V', '30 km/h']);
    expect(html).not.toContain('<output');
  });
});
