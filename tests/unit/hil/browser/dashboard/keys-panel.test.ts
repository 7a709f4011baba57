import { describe, expect, it } from 'vitest';
import { dropCall, KeysPanel } from '../../../../../hil/browser/dashboard/keys-panel.tsx';
import type { ViewKey } from '../../../../../hil/view/car-view.ts';
import { carView } from '../../../../support/car-views.ts';
import { labelsOf, markup, textOf } from '../../../../support/markup.ts';
import { idleAct } from './idle-act.ts';

const act = idleAct();
const keys: readonly ViewKey[] = [
  { id: 'A1000001', life: 'bound', location: 'cabin', batteryV: 3 },
  { id: 'A1000002', life: 'bound', location: 'outside', batteryV: 3 },
  { id: '10000001', life: 'blank', location: 'outside', batteryV: 2.2 },
];

describe('the keys as tokens', () => {
  it('lie in the pocket or in the cabin, each with its standing and battery (KEY-1, KEY-6)', () => {
    const view = carView({ keys, slots: ['A1000001', null], retired: ['A1000002'] });
    const html = markup(KeysPanel, { view, act });
    expect(labelsOf(html)).toEqual([
      'Key A1000002 retired, 3.0 V',
      'Key 10000001 blank · weak battery, 2.2 V',
      'Key A1000001 registered, 3.0 V',
    ]);
    expect(textOf(html)).toContain('10000001 blank · weak battery Cabin');
  });

  it('have a weak battery at 2.2 V, and not above (KEY-6)', () => {
    const marked = (batteryV: number): boolean => {
      const view = carView({ keys: [{ id: '10000001', life: 'blank', location: 'outside', batteryV }] });
      return textOf(markup(KeysPanel, { view, act })).includes('weak battery');
    };
    expect([2.1, 2.2, 2.3].map(marked)).toEqual([true, true, false]);
  });

  it('cannot be made in the past', () => {
    expect(textOf(markup(KeysPanel, { view: carView(), act }))).toContain('New blank key');
    expect(textOf(markup(KeysPanel, { view: carView(), act: null }))).not.toContain('New blank key');
  });

  it('touch the engine switch where they are dropped on it (KEY-4), and move elsewhere', () => {
    const [master] = keys;
    if (master === undefined) throw new Error('no key');
    expect(dropCall(master, 'switch')).toMatchObject({ path: '/api/keys/A1000001/touch' });
    expect(dropCall(master, 'outside')).toMatchObject({ path: '/api/keys/A1000001/move', body: { to: 'outside' } });
    expect(dropCall(master, 'cabin')).toBeNull();
  });
});
