import { describe, expect, it } from 'vitest';
import { Door, Trunk } from '../../../../../hil/browser/components/car-doors.tsx';
import { markup } from '../../../../support/markup.ts';

describe('the doors', () => {
  it('turn outwards about their front ends: left ones clockwise, right ones the other way', () => {
    const turned = (door: 'driver' | 'passenger' | 'rearLeft' | 'rearRight', open: boolean): string =>
      /rotate\((-?\d+)deg\)/.exec(markup(Door, { door, open, locked: false, onToggle: null }))?.[1] ?? '';
    expect(turned('driver', true)).toBe('52');
    expect(turned('rearLeft', true)).toBe('52');
    expect(turned('passenger', true)).toBe('-52');
    expect(turned('rearRight', true)).toBe('-52');
    expect(turned('driver', false)).toBe('0');
  });

  it('show whether they are locked', () => {
    expect(markup(Door, { door: 'driver', open: false, locked: true, onToggle: null })).toContain('lock lock-on');
    expect(markup(Door, { door: 'driver', open: false, locked: false, onToggle: null })).not.toContain('lock-on');
  });

  it('the trunk lid moves out at the rear of the car', () => {
    expect(markup(Trunk, { open: true, onToggle: null })).toContain('translateY(34px)');
    expect(markup(Trunk, { open: false, onToggle: null })).not.toContain('translateY');
  });
});
