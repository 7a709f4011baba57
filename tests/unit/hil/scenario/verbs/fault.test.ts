import { describe, expect, it } from 'vitest';

import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('steps that set faults', () => {
  it('are of four kinds', () => {
    expect(actionOf('fault: { fault: B278D }')).toEqual({ kind: 'fault', fault: 'B278D', on: true });
    expect(actionOf('fault: { bus: { drop: 0.5 } }')).toEqual({ kind: 'faults', form: { bus: { drop: 0.5 } } });
    expect(actionOf('fault: { dealer: { away: true } }')).toEqual({ kind: 'dealerFaults', faults: { away: true } });
    expect(actionOf('fault: none')).toEqual({ kind: 'clearFaults' });
  });

  it('are named in a report', () => {
    expect(wordsOf('fault: { fault: B278D, on: off }')).toBe('fault B278D off');
    expect(wordsOf('fault: { bus: { drop: 0.5 } }')).toBe('faults {"bus":{"drop":0.5}}');
    expect(wordsOf('fault: { dealer: { away: true } }')).toBe('faults of the dealer {"away":true}');
    expect(wordsOf('fault: none')).toBe('clear all faults');
  });

  it('set a fault of the ECU, and end it (VEH-8)', async () => {
    expect(
      await decision(
        'fault: { fault: B2781 }',
        'expect: { faults: [B2781] }',
        'fault: { fault: B2781, on: off }',
        'expect: { faults: [] }',
        'fault: { fault: B278D }',
        'fault: none',
        'expect: { faults: [] }',
      ),
    ).toBeNull();
  });

  it('name keys that there are, and know the word none', () => {
    const battery = 'fault: { keyBattery: [{ key: mastr, batteryV: 2 }] }';
    expect(problemsOf(battery)[0]).toContain('did you mean "master"?');
    expect(problemsOf('fault: non')[0]).toContain('did you mean "none"?');
    expect(problemsOf('fault: { dealer: {} }')[0]).toContain('at least one fault');
  });

  it('name the codes there are for one that is not, and the field for one that is mistyped (VEH-8)', () => {
    expect(problemsOf('fault: { fault: B2780 }')).toEqual([
      'x.yaml:3:21: found "B2780", expected one of B278D, B2785, B2781, B27A5, P0101, P0118, P0128, P0171, P0300, P0301, P0302, P0303, P0304, P0305, P0306, P0420, P0430, P0441; did you mean "B278D"?',
    ]);
    expect(problemsOf('fault: { fualt: B278D }')[0]).toContain('did you mean "fault"?');
  });

  it('have the limits of the dealer server (DLR)', () => {
    expect(problemsOf('fault: { dealer: { lateMs: -1 } }')[0]).toContain(
      'found -1, expected a number from 0 to 600000',
    );
    expect(problemsOf('fault: { dealer: { wrongPassCodes: 1001 } }')[0]).toContain(
      'found 1001, expected a whole number from 0 to 1000',
    );
  });

  it('set the battery of a key (KEY-6)', async () => {
    const battery = 'fault: { keyBattery: [{ key: valet, batteryV: 2.1 }] }';
    expect(await decision(battery, 'expect: { keys: { valet: { batteryV: 2.1 } } }')).toBeNull();
  });
});
