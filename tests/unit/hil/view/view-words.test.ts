import { describe, expect, it } from 'vitest';
import type { CarView } from '../../../../hil/view/car-view.ts';
import {
  capitalized,
  hexByte,
  hexWords,
  instantWords,
  keyWords,
  procedureWords,
  profileNumber,
  registeredCount,
  voltWords,
} from '../../../../hil/view/view-words.ts';
import { carView } from '../../../support/car-views.ts';

describe('words about a view', () => {
  it.each<[Pick<CarView, 'procedure' | 'state'>, string]>([
    [{ procedure: 'none', state: 'idle' }, 'no procedure is under way'],
    [{ procedure: 'reset', state: 'armed' }, 'Smart Code Reset is armed'],
    [{ procedure: 'reset', state: 'running' }, 'Smart Code Reset is running'],
    [
      { procedure: 'registration', state: 'awaiting-registered-key' },
      'Smart Code Registration is waiting for a registered key',
    ],
    [
      { procedure: 'erasure', state: 'declared' },
      'Undesignated Key Permanent Erasure has keys declared and no window open yet',
    ],
  ])('say what is under way: %j', (changed, words) => {
    expect(procedureWords(carView(changed))).toBe(words);
  });

  it('say what a key is to this car: by its slot, retired, bound elsewhere or blank', () => {
    const view = carView({
      slots: ['A1000001', null, 'A1000003'],
      retired: ['0000BEEF'],
      keys: [
        { id: '0000BEEF', life: 'bound', location: 'outside', batteryV: 3 },
        { id: '0000CAFE', life: 'bound', location: 'outside', batteryV: 3 },
        { id: '10000001', life: 'blank', location: 'outside', batteryV: 3 },
      ],
    });
    expect(['A1000001', 'A1000003', '0000BEEF', '0000CAFE', '10000001'].map((id) => keyWords(view, id))).toEqual([
      'key A1000001 is registered in slot 1',
      'key A1000003 is registered in slot 3',
      'key 0000BEEF is retired',
      'key 0000CAFE is bound to another vehicle',
      'key 10000001 is blank',
    ]);
  });

  it('count the registered keys', () => {
    expect(registeredCount(carView())).toBe(2);
    expect(registeredCount(carView({ slots: [null, null], freeSlots: 2 }))).toBe(0);
  });

  it('have instants in seconds with three digits, never too early', () => {
    expect([0, 12_500_000, 960_000_499].map(instantWords)).toEqual(['0.000 s', '12.500 s', '960.001 s']);
  });

  it('have voltages to the millivolt, and never less than a tenth', () => {
    expect([11, 10.9, 10.95, 10.999, 0].map(voltWords)).toEqual(['11.0 V', '10.9 V', '10.95 V', '10.999 V', '0.0 V']);
  });

  it('take a number of the profile, or its default where it is not changed or no number', () => {
    const view = carView({ profile: { name: 'custom', differs: { batteryMin: 12.7, attemptsMax: 'many' } } });
    expect([
      profileNumber(view, 'batteryMin', 11),
      profileNumber(view, 'attemptsMax', 3),
      profileNumber(view, 'keySlots', 7),
    ]).toEqual([12.7, 3, 7]);
  });

  it('have bytes as pairs of upper-case digits', () => {
    expect([hexWords(Uint8Array.of()), hexWords(Uint8Array.of(0x31, 0x0a, 0xff)), hexByte(0)]).toEqual([
      '',
      '31 0A FF',
      '00',
    ]);
  });

  it('begin with a capital', () => {
    expect([capitalized(''), capitalized("the driver's door"), capitalized('B278D')]).toEqual([
      '',
      "The driver's door",
      'B278D',
    ]);
  });
});
