import { describe, expect, it } from 'vitest';
import { Slots } from '../../../../../hil/browser/components/slots.tsx';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';

describe('the slots (KEY-2)', () => {
  it('show each slot by its number, and how many are taken', () => {
    const view = carView({ slots: ['A1000001', null, 'A1000003'], freeSlots: 1 });
    expect(textOf(markup(Slots, { view }))).toBe('Registered keys 2 of 3 1 A1000001 2 free 3 A1000003');
  });

  it('mark the keys that were touched in the erase window (ERA-3)', () => {
    const view = carView({ erasure: { declared: 1, touched: ['A1000002'] } });
    expect(markup(Slots, { view }).match(/slot-kept/g)).toHaveLength(1);
  });

  it('list the retired keys', () => {
    const one = markup(Slots, { view: carView({ retired: ['A1000009'] }) });
    expect(textOf(one)).toContain('1 retired key, never usable again A1000009');
    expect(textOf(markup(Slots, { view: carView({ retired: ['1', '2'] }) }))).toContain('2 retired keys');
    expect(markup(Slots, { view: carView() })).not.toContain('retired');
  });
});
