import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { goOn, keyWithoutSeed, ORDER_ROWS } from '../../../../hil/view/order-refusals.ts';
import { stepOf } from '../../../../hil/view/request-step.ts';
import { carView } from '../../../support/car-views.ts';

function row(name: string, hex: string, changed: Partial<CarView> = {}): unknown {
  return ORDER_ROWS[name]?.(carView(changed), stepOf(fromHex(hex)));
}

describe('what is sent to go on', () => {
  it.each<[CarView['state'], string]>([
    ['idle', 'begin with the first step'],
    ['armed', 'unlock level 2 with 27 03 and 27 04, then send 31 01 02 01 02'],
    ['running', 'wait until it completes at 960.500 s'],
    ['awaiting-registered-key', 'touch the engine switch with a registered key'],
    ['awaiting-pre-start-check', 'send 31 01 02 02 02'],
    ['ready-to-start', 'send 31 01 02 02 03'],
    ['awaiting-new-key', 'touch the engine switch with the new key'],
    ['declared', 'unlock level 4 with 27 07 and 27 08, then send 31 01 02 03 02'],
    ['window-open', 'touch the keys that stay, then send 31 01 02 03 03'],
  ])('%s', (state, next) => {
    expect(goOn(carView({ state, procedureDeadlineUs: 960_500_000 }))).toBe(next);
  });
});

describe('a step that does not follow the one before', () => {
  it('AUT-6: a procedure that is under way is not begun again, but continued', () => {
    expect(row('erasure declare', '31 01 02 03 01 01', { procedure: 'erasure', state: 'declared' })).toEqual({
      rule: 'AUT-6',
      condition: 'the erasure window must not be under way already',
      value: 'Undesignated Key Permanent Erasure is declared',
      next: 'unlock level 4 with 27 07 and 27 08, then send 31 01 02 03 02',
    });
  });

  it.each([
    [
      'reset begin',
      '31 01 02 01 02',
      'RST-2',
      "unlock level 1 with 27 01 and 27 02, open the driver's door, then send 31 01 02 01 01",
    ],
    ['registration check', '31 01 02 02 02', 'REG-3', 'unlock level 3 with 27 05 and 27 06, then send 31 01 02 02 01'],
    ['erasure open', '31 01 02 03 02', 'ERA-2', 'send 31 01 02 03 01 and the number of keys present'],
    [
      'reset results',
      '31 03 02 01',
      'RST-5',
      "unlock level 1 with 27 01 and 27 02, open the driver's door, then send 31 01 02 01 01",
    ],
  ])('%s: begins with the first step where nothing is under way', (name, hex, rule, next) => {
    expect(row(name, hex)).toMatchObject({ rule, value: 'no procedure is under way', next });
  });

  it('REG-3: goes on from where the procedure is', () => {
    const at = { procedure: 'registration', state: 'awaiting-new-key' } as const;
    expect(row('registration start', '31 01 02 02 03', at)).toMatchObject({
      rule: 'REG-3',
      condition: 'the Pre-Start Check must have been run',
      next: 'touch the engine switch with the new key',
    });
  });

  it('begins with the first step of its own procedure where another is under way', () => {
    const at = { procedure: 'registration', state: 'ready-to-start' } as const;
    expect(row('erasure delete', '31 01 02 03 03', at)).toMatchObject({
      rule: 'ERA-4',
      next: 'send 31 01 02 03 01 and the number of keys present',
    });
  });
});

describe('conformance 39: a pass-code without its seed', () => {
  it.each([
    [0, 'none waits'],
    [3, 'the seed that waits is of level 3'],
  ])('seed of level %i', (seedLevel, value) => {
    expect(keyWithoutSeed(carView({ seedLevel }), stepOf(fromHex('27 02 00 00 00 00 00 00')))).toEqual({
      rule: 'conformance 39',
      condition: 'a seed of level 1 must wait for its pass-code',
      value,
      next: 'send 27 01 for a seed and get its pass-code',
    });
  });
});
