import { describe, expect, it } from 'vitest';
import { resultJson, resultLines } from '../../../../hil/tool/result-report.ts';
import type { ToolFailure } from '../../../../hil/tool/tool-result.ts';

describe('the result of a run', () => {
  const failure: ToolFailure = {
    kind: 'failed',
    utility: 'register',
    vin: '4T1BZ1FB4KU999999',
    cause: 'vehicle',
    reason: 'weak-key-battery',
    what: 'the battery is weak',
    next: 'replace it',
    keysErased: 'unknown',
    added: [0x1000_0001],
    keys: { registered: 3, freeSlots: 4 },
  };

  it('TEC-6: a failure says what happened, whether keys were erased, and what to do next', () => {
    expect(resultLines(failure)).toEqual([
      'result               failed: weak-key-battery',
      'vehicle              4T1BZ1FB4KU999999',
      'what happened        the battery is weak',
      'keys erased          not known yet: the vehicle did not answer, or has not finished',
      'keys added           10000001',
      'keys registered now  3',
      'free slots           4',
      'what to do next      replace it',
    ]);
    expect(resultJson(failure)).toMatchObject({ keysErased: 'unknown', added: ['10000001'] });
  });

  it('an erasure names the keys that were kept, as 8 hexadecimal digits', () => {
    const done = {
      kind: 'done',
      utility: 'erase',
      vin: '4T1BZ1FB4KU999999',
      kept: [0xa100_0001],
      keysErased: 1,
      keys: { registered: 1, freeSlots: 6 },
    } as const;
    expect(resultLines(done)).toContain('keys kept            A1000001');
    expect(resultJson(done)).toMatchObject({ kept: ['A1000001'], keysErased: 1 });
  });

  it('a reading is one object by name and one by identifier', () => {
    const done = {
      kind: 'done',
      utility: 'read',
      vin: null,
      readings: [{ identifier: 0x1001, name: 'registeredKeys', raw: '02', value: 2 }],
      keys: { registered: 2, freeSlots: 5 },
    } as const;
    expect(JSON.parse(JSON.stringify(resultJson(done)))).toEqual({
      kind: 'done',
      utility: 'read',
      vin: null,
      keys: { registered: 2, freeSlots: 5 },
      values: { registeredKeys: 2 },
      raw: { '1001': '02' },
    });
    expect(resultLines(done)[1]).toBe('vehicle          no VIN reported');
  });

  it('a reset, a registration and the trouble codes have their own rows', () => {
    const head = { kind: 'done', vin: '4T1BZ1FB4KU999999' } as const;
    const keys = { registered: 3, freeSlots: 4 };
    expect(resultLines({ ...head, utility: 'reset', keysErased: 2, keys })).toEqual([
      'result               done',
      'vehicle              4T1BZ1FB4KU999999',
      'keys erased          2',
      'keys registered now  3',
      'free slots           4',
    ]);
    expect(resultLines({ ...head, utility: 'register', mode: 'additional', added: [], keys }).slice(2, 4)).toEqual([
      'mode                 additional',
      'keys added           none',
    ]);
    expect(resultLines({ ...head, utility: 'clear', cleared: [], faults: [] })).toEqual([
      'result      done',
      'vehicle     4T1BZ1FB4KU999999',
      'cleared     none was stored',
      'stored now  none',
    ]);
  });

  it('breaks long values at the width of the terminal, beside their label', () => {
    const lines = resultLines({ ...failure, next: 'replace the battery of the key and touch it again after that' }, 60);
    expect(lines.slice(-2)).toEqual([
      'what to do next      replace the battery of the key and',
      '                     touch it again after that',
    ]);
  });
});
