import { describe, expect, it } from 'vitest';
import { RecordedFaults } from '../../../../hil/record/recorded-faults.ts';

const keyName = (id: string): string => `key of ${id}`;

describe('the faults of a recording', () => {
  it('are set by a step that has only what differs from no fault', () => {
    const parts = {
      bus: { drop: 0.5, corrupt: 0, ids: [1456], data: { text: '0* ..', values: [0], masks: [240] }, count: null },
      answers: [{ request: { text: '22 F1 90' }, response: null, probability: 1, replace: '7F2231' }],
      supply: { points: [{ atMs: 0, mv: 11_111 }], stepMs: 10 },
      keyBattery: [{ keyId: 'A1000001', batteryV: 2.1 }],
      doip: [{ message: 'ack', code: 10, headerNack: null, drop: false }],
    };
    expect(new RecordedFaults(null).set(0, parts, () => 'master')).toEqual({
      bus: { drop: 0.5, ids: [1456], data: '0* ..' },
      answers: [{ request: '22 F1 90', replace: '7F2231' }],
      supply: { points: [{ atMs: 0, volts: 11.111 }], stepMs: 10 },
      keyBattery: [{ key: 'master', batteryV: 2.1 }],
      doip: [{ message: 'ack', code: '0A' }],
    });
  });

  it.each([
    ['a part that is not known', { gremlins: 3 }],
    ['a key without an id', { keyBattery: [{ batteryV: 2 }] }],
    ['a value out of its range', { bus: { drop: 2 } }],
  ])('have no step for %s', (_what, parts) => {
    expect(new RecordedFaults(null).set(0, parts, keyName)).toBeNull();
  });

  it('make the changes that are due, each once, and an operator all others', () => {
    const faults = new RecordedFaults(null);
    faults.makes(0, { batteryV: 12, doors: { trunk: true } });
    faults.set(1000, { supply: { points: [{ atMs: 2, mv: 10_000 }], stepMs: 1 } }, keyName);
    faults.set(1000, { doorFlutter: { door: 'trunk', periodMs: 2, edges: 9 } }, keyName);
    expect(faults.makes(1500, { batteryV: 11 })).toBe(false);
    expect(faults.makes(2000, { batteryV: 11 })).toBe(true);
    expect(faults.makes(2000, { batteryV: 11 })).toBe(false);
    expect(faults.makes(3000, { batteryV: 10 })).toBe(true);
    expect(faults.makes(3000, { doors: { trunk: false } })).toBe(true);
    faults.clear();
    expect(faults.makes(5000, { doors: { trunk: true } })).toBe(false);
  });

  it('take the power once, where one of them cuts a memory write', () => {
    const faults = new RecordedFaults(null);
    expect(faults.takesPower()).toBe(false);
    faults.set(0, { memoryCut: { write: 1, block: null, byte: null, offMs: 100 } }, keyName);
    expect([faults.takesPower(), faults.takesPower()]).toEqual([true, false]);
  });
});
