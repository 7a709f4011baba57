import { describe, expect, it } from 'vitest';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { OPERATOR_ROWS } from '../../../../hil/view/operator-refusals.ts';
import { carView } from '../../../support/car-views.ts';

interface Attempt {
  readonly action: 'key-touched' | 'button-pressed' | 'engine-switch-pressed';
  readonly reason: string;
  readonly keyId?: string;
  readonly view?: Partial<CarView>;
}

function row({ action, reason, keyId, view }: Attempt): unknown {
  return OPERATOR_ROWS[action]?.[reason]?.(carView(view), keyId ?? null);
}

describe('what an operator did without effect', () => {
  it.each<[CarView['ecu'], string]>([
    ['off', 'it has no supply'],
    ['booting', 'it is booting'],
    ['running', 'it has just lost its supply'],
  ])('VEH-4: the ECU is %s', (ecu, value) => {
    const expected = {
      rule: 'VEH-4',
      condition: 'the Smart Key ECU must be running',
      value,
      next: 'wait until it has booted',
    };
    for (const action of ['key-touched', 'button-pressed', 'engine-switch-pressed'] as const) {
      expect(row({ action, reason: 'ecu-off', view: { ecu } })).toEqual(expected);
    }
  });

  it.each<[CarView['procedure'], string]>([
    ['none', 'KEY-4'],
    ['registration', 'REG-3'],
    ['erasure', 'ERA-3'],
  ])('a key that is not registered touches, procedure %s: %s', (procedure, rule) => {
    const view = { procedure };
    expect(row({ action: 'key-touched', reason: 'not-registered', keyId: '0000BEEF', view })).toEqual({
      rule,
      condition: 'the key must be registered',
      value: 'key 0000BEEF is blank',
      next: 'touch with a registered key',
    });
  });

  it('ERA-3: a key that has touched, and how many have', () => {
    const view = {
      procedure: 'erasure',
      state: 'window-open',
      erasure: { declared: 2, touched: ['A1000001'] },
    } as const;
    expect(row({ action: 'key-touched', reason: 'already-touched', keyId: 'A1000001', view })).toMatchObject({
      rule: 'ERA-3',
      value: 'key A1000001 was touched, 1 of 2',
    });
  });

  it('KEY-6: the voltage of the weak key', () => {
    const keys = [{ id: '10000001', life: 'blank', location: 'outside', batteryV: 2.15 }] as const;
    expect(row({ action: 'key-touched', reason: 'weak-key-battery', keyId: '10000001', view: { keys } })).toMatchObject(
      { rule: 'KEY-6', condition: "the key's own battery must have more than 2.2 V", value: 'it has 2.1 V' },
    );
  });

  it('KEY-7: no key is registered, or a reset runs', () => {
    expect(row({ action: 'engine-switch-pressed', reason: 'immobilizer-set' })).toMatchObject({
      value: 'no key is registered',
      next: 'register a key',
    });
    const view = { procedure: 'reset', state: 'running', procedureDeadlineUs: 961_000_000 } as const;
    expect(row({ action: 'engine-switch-pressed', reason: 'immobilizer-set', view })).toMatchObject({
      value: 'Smart Code Reset is running',
      next: 'wait until it completes at 961.000 s',
    });
  });

  it('KEY-5: a button of a key that is not registered', () => {
    expect(row({ action: 'button-pressed', reason: 'not-registered', keyId: '0000BEEF' })).toMatchObject({
      rule: 'KEY-5',
      value: 'key 0000BEEF is blank',
      next: 'press the button of a registered key',
    });
  });

  it('has nothing for a reason that another action has', () => {
    expect(row({ action: 'button-pressed', reason: 'brake-not-pressed' })).toBeUndefined();
  });
});
