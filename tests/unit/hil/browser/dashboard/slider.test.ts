import { expect, it } from 'vitest';
import { Slider } from '../../../../../hil/browser/dashboard/slider.tsx';
import { markup, textOf } from '../../../../support/markup.ts';

it('says its value with the unit, to those who see it and to those who do not', () => {
  const html = markup(Slider, {
    name: 'Supply',
    ...{ min: 6, max: 18, step: 0.1, value: 12.6 },
    text: (volts) => `${volts} V`,
    onChoose: () => undefined,
  });
  expect(textOf(html)).toBe('12.6 V');
  expect(html).toContain('aria-label="Supply" aria-valuetext="12.6 V"');
});
