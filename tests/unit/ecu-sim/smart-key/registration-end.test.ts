import { describe, expect, it } from 'vitest';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';

const CHECK = '31 01 02 02 02';
const START = '31 01 02 02 03';
const STOP = '31 02 02 02';
const RESULTS = '31 03 02 02';
const IDLE = '62 10 06 00 00 00 00 00 00 00 00';

/** A registration brought to each of its waiting states. */
const STATES: readonly [string, (bench: TestBench) => void][] = [
  ['21', (bench) => bench.enterRegistration()],
  [
    '22',
    (bench) => {
      bench.enterRegistration();
      bench.touch(KEY_A);
    },
  ],
  [
    '23',
    (bench) => {
      bench.enterRegistration();
      bench.touch(KEY_A);
      bench.request(CHECK);
    },
  ],
  ['24', (bench) => bench.startRegistration()],
];

describe('Smart Code Registration, the step timeout', () => {
  it.each(STATES)(
    'REG-7: state %s ends registrationStepTimeout after the last step, to the microsecond',
    (state, go) => {
      const bench = new TestBench();
      go(bench);
      const stepUs = (bench.deadlines.procedure ?? 0) - 60 * SECOND;
      expect(stepUs).toBeLessThanOrEqual(bench.nowUs);
      expect(stepUs).toBeGreaterThan(bench.nowUs - 2000);
      bench.advanceToDeadline('procedure', -1);
      expect(bench.requestNow('22 10 06')).toMatch(new RegExp(`^62 10 06 02 ${state} .* 00 00 01$`));
      const other = new TestBench();
      go(other);
      other.advanceToDeadline('procedure');
      expect(other.requestNow('22 10 06')).toBe(IDLE);
      expect(other.history()).toEqual(['02 04 0E']);
    },
  );

  it('REG-7: a key touched 1 µs before the timeout is registered, at the timeout it is too late', () => {
    for (const [offsetUs, reaction] of [
      [-1, 'registered'],
      [0, 'none: not-registered'],
      [1, 'none: not-registered'],
    ] as const) {
      const bench = new TestBench();
      bench.startRegistration();
      const id = bench.newKey();
      bench.advanceToDeadline('procedure', offsetUs);
      expect(bench.touch(id)).toBe(reaction);
    }
  });

  it('REG-7: each successful step restarts it', () => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.startRegistration(null);
    bench.advance(59 * SECOND);
    bench.touch(bench.newKey());
    expect(bench.deadlines.procedure).toBe(bench.nowUs + 60 * SECOND);
    bench.advance(59 * SECOND);
    expect(bench.touch(bench.newKey())).toBe('registered');
  });

  it('REG-7: a refused or ignored touch, and a request out of order, do not', () => {
    const bench = new TestBench();
    bench.startRegistration();
    const dueUs = bench.deadlines.procedure;
    bench.advance(SECOND);
    bench.touch(KEY_A);
    bench.touch(bench.newKey(2000));
    bench.request(CHECK);
    expect(bench.deadlines.procedure).toBe(dueUs);
    const waiting = new TestBench();
    waiting.enterRegistration();
    const waitingDueUs = waiting.deadlines.procedure;
    waiting.advance(SECOND);
    waiting.touch(waiting.newKey());
    expect(waiting.deadlines.procedure).toBe(waitingDueUs);
  });

  it('REG-7: keys registered before the timeout stay, and it still ends as timed out', () => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.startRegistration(null);
    const id = bench.newKey();
    bench.touch(id);
    bench.advanceToDeadline('procedure');
    expect(bench.keys).toEqual([id]);
    expect(bench.history()).toEqual(['02 04 0E']);
    expect(bench.request('10 03')).not.toBeNull();
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 02 00 04 0E .. .. .. 00 00 00 01 06 00$/);
  });
});

describe('Smart Code Registration, other ends', () => {
  it('REG-7: stopped without a key is outcome 5, after a key outcome 1', () => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.startRegistration(null);
    expect(bench.request(STOP)).toBe('71 02 02 02 00');
    expect(bench.history()).toEqual(['02 05 00']);
    bench.startRegistration(null);
    bench.touch(bench.newKey());
    bench.request(STOP);
    expect(bench.history()).toEqual(['02 01 00']);
  });

  it.each([
    ['10 01', (bench: TestBench) => bench.request('10 01'), '0B'],
    ['10 03', (bench: TestBench) => bench.request('10 03'), '0B'],
    ['S3', (bench: TestBench) => bench.advanceToDeadline('session'), '0B'],
    ['11 01', (bench: TestBench) => bench.request('11 01'), '0B'],
    ['power loss', (bench: TestBench) => bench.powerCycle(), '0C'],
  ] as const)('REG-7, AUT-6: %s ends it, aborted, and keys registered so far stay', (_, end, reason) => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.startRegistration(null);
    const id = bench.newKey();
    bench.touch(id);
    end(bench);
    expect(bench.request('22 10 06')).toBe(IDLE);
    expect(bench.keys).toEqual([id]);
    expect(bench.history()).toEqual([`02 03 ${reason}`]);
    bench.extended();
    expect(bench.request(RESULTS)).toMatch(new RegExp(`^71 03 02 02 00 03 ${reason} .* 00 00 00 01 06 00$`));
  });

  it('REG-7: battery, speed and faults that come later do not end it', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.car.setVehicle({ batteryMv: 9000, speedKmh: 100 });
    bench.car.setFault('B278D', true);
    expect(bench.touch(bench.newKey())).toBe('registered');
  });
});

describe('Smart Code Registration, results', () => {
  it('REG-8: none ever: 0x24', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request(RESULTS)).toBe('7F 31 24');
  });

  it('REG-8: while it continues: state, times, keys added, free slots, reason of the last refused touch', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(3);
    const enteredUs = bench.nowUs;
    bench.deliver('31 01 02 02 01');
    bench.advanceTo(enteredUs + 1500);
    expect(bench.requestNow(RESULTS)).toBe('71 03 02 02 21 00 00 00 00 01 00 EA 5F 00 05 00');
    bench.touch(KEY_B);
    bench.request(CHECK);
    bench.request(START);
    bench.touch(KEY_A);
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 02 24 00 00 .* 00 05 05$/);
  });

  it('REG-8: after it: outcome, keys added and the refusal stay, also over a power loss', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.touch(KEY_A);
    bench.touch(bench.newKey());
    const expected = /^71 03 02 02 00 01 00 00 00 .. 00 00 00 01 04 05$/;
    expect(bench.request(RESULTS)).toMatch(expected);
    bench.powerCycle();
    bench.extended();
    expect(bench.request(RESULTS)).toMatch(expected);
  });

  it('REG-8: a power loss in the middle keeps the keys added and the refusal', () => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.startRegistration(null);
    bench.touch(bench.newKey());
    bench.touch(bench.newKey(2000));
    bench.powerCycle();
    bench.extended();
    expect(bench.request(RESULTS)).toBe('71 03 02 02 00 03 0C 00 00 00 00 00 00 01 06 07');
  });
});
