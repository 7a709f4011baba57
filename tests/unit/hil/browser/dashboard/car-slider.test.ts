import { expect, it } from 'vitest';
import { CarSlider } from '../../../../../hil/browser/dashboard/car-slider.tsx';
import { setSupply } from '../../../../../hil/browser/dashboard/calls.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { idleAct } from './idle-act.ts';

const SUPPLY = {
  title: 'Supply',
  unit: 'V',
  min: 6,
  max: 18,
  step: 0.1,
  digits: 1,
  field: 'batteryV',
  call: setSupply,
};

it('shows the car’s value, with its unit also for a screen reader', () => {
  const html = markup(CarSlider, { ...SUPPLY, name: 'Supply of the car', value: 9.24, act: idleAct() });
  expect(textOf(html)).toBe('Supply 9.2 V');
  expect(html).toMatch(/value="9.24" aria-label="Supply of the car" aria-valuetext="9.2 V"/);
  expect(html).not.toContain('disabled');
});

it('cannot be moved in a view of the past', () => {
  expect(markup(CarSlider, { ...SUPPLY, value: 9.2, act: null })).toContain('disabled');
});
