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
    ['window-open', 'send 31 01 02 03 03'],
  ])('%s', (state, next) => {
    expect(goOn(carView({ state, procedureDeadlineUs: 960_500_000 }))).toBe(next);
  });
});

describe('what is done in the erasure window', () => {
  it.each([
    [1, 'touch the engine switch with one more key, then send 31 01 02 03 03'],
    [2, 'touch the engine switch with 2 more keys, then send 31 01 02 03 03'],
  ])('ERA-3: %i keys have still to touch', (missing, next) => {
    const erasure = { declared: missing + 1, touched: ['A1000001'] };
    expect(goOn(carView({ state: 'window-open', erasure }))).toBe(next);
  });
});

describe('a step that does not follow the one before', () => {
  it('AUT-6: a procedure that is under way is not begun again, but continued', () => {
    expect(row('erasure declare', '31 01 02 03 01 01', { procedure: 'erasure', state: 'window-open' })).toEqual({
      rule: 'AUT-6',
      condition: 'keys must be declared before the window opens',
      value: 'Undesignated Key Permanent Erasure has its window open',
      next: 'send 31 01 02 03 03',
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
  ])('%s: begins with the first step where nothing is under way', (name, hex, rule, next) => {
    expect(row(name, hex)).toMatchObject({ rule, value: 'no procedure is under way', next });
  });

  it.each([
    ['reset stop', '31 02 02 01', 'RST-7', 'the reset must be under way to be stopped'],
    ['registration stop', '31 02 02 02', 'REG-7', 'the registration must be under way to be stopped'],
    ['erasure stop', '31 02 02 03', 'ERA-6', 'the erasure must be under way to be stopped'],
  ])('%s: there is nothing to stop, or something else', (name, hex, rule, condition) => {
    expect(row(name, hex)).toEqual({
      rule,
      condition,
      value: 'no procedure is under way',
      next: 'there is nothing to stop',
    });
    expect(row(name, hex, { procedure: 'reset', state: 'armed' })).toMatchObject({
      value: 'Smart Code Reset is armed',
      next: 'stop what is under way with 31 02 02 01',
    });
    const running = { procedure: 'reset', state: 'running', procedureDeadlineUs: 960_000_000 } as const;
    expect(row(name, hex, running)).toMatchObject({ next: 'wait until it completes at 960.000 s' });
  });

  it.each([
    ['reset results', '31 03 02 01', 'RST-5', 'a reset'],
    ['registration results', '31 03 02 02', 'REG-8', 'a registration'],
    ['erasure results', '31 03 02 03', 'ERA-6', 'an erasure'],
  ])('%s: there are none before the first run', (name, hex, rule, title) => {
    expect(row(name, hex)).toMatchObject({
      rule,
      condition: `${title} must have been begun before its results are read`,
      value: 'none was ever begun',
    });
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
    [0, 'none does'],
    [3, 'the seed that waits is of level 3'],
  ])('seed of level %i', (seedLevel, value) => {
    expect(keyWithoutSeed(carView({ seedLevel }), stepOf(fromHex('27 02 00 00 00 00 00 00')))).toEqual({
      rule: 'conformance 39',
      condition: 'a seed of level 1 must wait for its pass-code',
      value,
      next: 'send 27 01 for a seed and get its pass-code',
    });
  });

  it('AUT-3: after the delay', () => {
    const view = carView({ attemptsDelayUntilUs: 10_057_200 });
    expect(keyWithoutSeed(view, stepOf(fromHex('27 02'))).next).toBe(
      'wait until 10.058 s, then send 27 01 for a seed and get its pass-code',
    );
  });
});
