import { describe, expect, it } from 'vitest';

import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('steps that change the car', () => {
  it('are plain data: doors as open or not, the supply in millivolts, spans in microseconds', () => {
    expect(actionOf('vehicle: { batteryV: 12600 mV, powerMode: acc, doors: { trunk: open } }')).toEqual({
      kind: 'vehicle',
      change: { powerMode: 'acc', batteryMv: 12_600, doors: { trunk: true } },
    });
    expect(actionOf('startEngine: { expect: { running: true, reason: null } }')).toEqual({
      kind: 'startEngine',
      expect: { running: true, reason: null },
    });
    expect(actionOf('powerCycle: { offMs: 2.5 }')).toEqual({ kind: 'powerCycle', offUs: 2500 });
  });

  it('are named in a report', () => {
    expect(wordsOf('vehicle: { batteryV: 12.6, doors: { trunk: open }, brake: true }')).toBe(
      'vehicle brake true, doors (trunk open), batteryV 12.6',
    );
    expect(wordsOf('startEngine: { expect: { running: true } }')).toBe('press the engine switch');
    expect(wordsOf('powerCycle:')).toBe('power off for 100 ms');
  });

  it('change it, and nothing else', async () => {
    expect(
      await decision(
        'vehicle: { doors: { driver: open }, batteryV: 11.5 V, speedKmh: 30 }',
        'expect: { doors: { driver: open, trunk: closed }, batteryV: 11.5, speedKmh: 30 }',
        'powerCycle:',
        'expect: { timeUs: { min: 100, unit: ms }, session: default, doors: { driver: open } }',
      ),
    ).toBeNull();
  });

  it('press the engine switch, which starts the engine after a touch only (KEY-4)', async () => {
    const brake = 'vehicle: { brake: true, shiftP: true }';
    expect(await decision(brake, 'touch: master', 'startEngine: { expect: { running: true } }')).toBeNull();
    expect(await decision('startEngine: { expect: { running: true } }')).toEqual([
      'fail',
      3,
      'running true',
      'running false',
    ]);
  });

  it('change at least one thing, within its limits', () => {
    expect(problemsOf('vehicle: {}')).toEqual(['x.yaml:3:14: found a mapping, expected at least one thing to change']);
    expect(problemsOf('vehicle: { speedKmh: -1 }')[0]).toContain('expected a number from 0 to 655.35');
    expect(problemsOf('vehicle: { dors: { driver: open } }')[0]).toContain('did you mean "doors"?');
  });
});
