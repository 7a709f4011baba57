import { describe, expect, it } from 'vitest';
import {
  checkDelete,
  completeDelete,
  declareErasure,
  openErasureWindow,
  touchInErasure,
} from '../../../../ecu-sim/smart-key/erasure.ts';
import type { ErasureProcedure } from '../../../../ecu-sim/smart-key/state.ts';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';
import { NOW_US, stateWith, stepWith, TWO_KEYS } from '../firmware-step.ts';

const KEY_C = 0xa100_0003;
const OPEN = '31 01 02 03 02';
const DELETE = '31 01 02 03 03';
const STOP = '31 02 02 03';
const RESULTS = '31 03 02 03';
const IDLE = '62 10 06 00 00 00 00 00 00 00 00';

function carOfThree(): TestBench {
  return new TestBench({ registeredKeys: [KEY_A, KEY_B, KEY_C] });
}

function declare(count: string): string {
  return `31 01 02 03 01 ${count}`;
}

describe('Undesignated Key Permanent Erasure, declared', () => {
  it.each([
    ['00', '7F 31 31'],
    ['01', '71 01 02 03 31 01 02'],
    ['02', '71 01 02 03 31 02 01'],
    ['03', '7F 31 31'],
    ['FF', '7F 31 31'],
  ])('ERA-1: of three keys %s present is answered %s', (count, answer) => {
    const bench = carOfThree();
    bench.extended();
    expect(bench.request(declare(count))).toBe(answer);
  });

  it('ERA-1: with one key registered, or none, no number is in range: never all are erased', () => {
    for (const registeredKeys of [[KEY_A], []]) {
      const bench = new TestBench({ registeredKeys });
      bench.extended();
      expect(bench.request(declare('00'))).toBe('7F 31 31');
      expect(bench.request(declare('01'))).toBe('7F 31 31');
    }
  });

  it('ERA-1: the count must be there, and nothing after it', () => {
    const bench = carOfThree();
    bench.extended();
    expect(bench.request('31 01 02 03 01')).toBe('7F 31 13');
    expect(bench.request('31 01 02 03 01 01 01')).toBe('7F 31 13');
  });

  it('ERA-1, AUT-6: another procedure under way is refused, reason 0F; an impossible count comes before', () => {
    const bench = carOfThree();
    bench.arm();
    expect(bench.request(declare('03'))).toBe('7F 31 31');
    expect(bench.request(declare('01'))).toBe('7F 31 22');
    expect(bench.history(2)).toEqual(['03 02 0F', '00 00 00']);
  });

  it('AUT-6: a new declare before the window opens replaces the old; afterwards it is wrong order', () => {
    const bench = carOfThree();
    bench.extended();
    bench.request(declare('01'));
    expect(bench.request(declare('02'))).toBe('71 01 02 03 31 02 01');
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 03 31 00 00 .* 00 00 00 02 00$/);
    bench.unlock(4);
    bench.request(OPEN);
    expect(bench.request(declare('01'))).toBe('7F 31 24');
  });

  it('ERA-1: declared has no time limit, and a touch does nothing', () => {
    const bench = carOfThree();
    bench.extended();
    bench.request(declare('01'));
    expect(bench.touch(KEY_A)).toBe('none: window-not-open');
    bench.advance(3000 * SECOND);
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 03 31 .* 00 00 00$/);
  });
});

describe('Undesignated Key Permanent Erasure, the window', () => {
  it('ERA-2: opens with level 4 unlocked and keys declared, and spends the level', () => {
    const bench = carOfThree();
    bench.extended();
    bench.request(declare('01'));
    for (const level of [1, 2, 3] as const) {
      bench.unlock(level);
      expect(bench.request(OPEN)).toBe('7F 31 33');
    }
    bench.unlock(4);
    expect(bench.request(OPEN)).toBe('71 01 02 03 32');
    expect(bench.request(OPEN)).toBe('7F 31 33');
  });

  it('ERA-2: undeclared, or opened twice, is wrong order, and the level stays', () => {
    const bench = carOfThree();
    bench.extended();
    bench.unlock(4);
    expect(bench.request(OPEN)).toBe('7F 31 24');
    bench.request(declare('01'));
    expect(bench.request(OPEN)).toBe('71 01 02 03 32');
    bench.unlock(4);
    expect(bench.request(OPEN)).toBe('7F 31 24');
  });

  it('ERA-2: lasts eraseWindow from the request on, to the microsecond', () => {
    const bench = carOfThree();
    bench.extended();
    bench.request(declare('01'));
    bench.unlock(4);
    const openedUs = bench.nowUs;
    bench.deliver(OPEN);
    expect(bench.deadlines.procedure).toBe(openedUs + 30 * SECOND);
    bench.advanceToDeadline('procedure', -1);
    expect(bench.requestNow('22 10 06')).toBe('62 10 06 03 32 00 75 2F 00 00 01');
    const other = carOfThree();
    other.openWindow(1);
    other.advanceToDeadline('procedure');
    expect(other.requestNow('22 10 06')).toBe(IDLE);
  });

  it('ERA-3: each registered key touched is kept with one beep, once a key; others are ignored', () => {
    const bench = carOfThree();
    bench.openWindow(2);
    expect(bench.touch(KEY_B)).toBe('kept');
    expect(bench.touch(KEY_B)).toBe('none: already-touched');
    expect(bench.touch(bench.newKey())).toBe('none: not-registered');
    expect(bench.touch(KEY_C)).toBe('kept');
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 02 01');
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 03 32 00 00 .* 02 02$/);
  });

  it('ERA-3: a key touched 1 µs before the end is kept, at 30.000000 s it is too late', () => {
    for (const [offsetUs, reaction] of [
      [-1, 'kept'],
      [0, 'start-permitted'],
      [1, 'start-permitted'],
    ] as const) {
      const bench = carOfThree();
      bench.openWindow(1);
      bench.advanceToDeadline('procedure', offsetUs);
      expect(bench.touch(KEY_A)).toBe(reaction);
    }
  });
});

describe('Undesignated Key Permanent Erasure, the delete', () => {
  it('ERA-4: with fewer or more keys touched than declared it is refused, reason 0D, and the window runs on', () => {
    const bench = carOfThree();
    bench.openWindow(2);
    const dueUs = bench.deadlines.procedure;
    bench.touch(KEY_A);
    expect(bench.request(DELETE)).toBe('7F 31 22');
    expect(bench.history()).toEqual(['03 02 0D']);
    expect(bench.keys).toHaveLength(3);
    expect(bench.deadlines.procedure).toBe(dueUs);
    bench.touch(KEY_B);
    expect(bench.request(DELETE)).toBe('71 01 02 03 00 01');
    const many = carOfThree();
    many.openWindow(1);
    many.touch(KEY_A);
    many.touch(KEY_B);
    expect(many.request(DELETE)).toBe('7F 31 22');
    expect(many.keys).toHaveLength(3);
  });

  it('ERA-4: without a window, or only declared, it is wrong order', () => {
    const bench = carOfThree();
    bench.extended();
    expect(bench.request(DELETE)).toBe('7F 31 24');
    bench.request(declare('01'));
    expect(bench.request(DELETE)).toBe('7F 31 24');
  });

  it('ERA-5: retires every registered key that was not touched; the touched stay in their slots', () => {
    const bench = carOfThree();
    bench.openWindow(1);
    bench.touch(KEY_B);
    expect(bench.request(DELETE)).toBe('71 01 02 03 00 02');
    expect(bench.slots.slice(0, 3)).toEqual([null, KEY_B, null]);
    expect(bench.retired).toEqual([KEY_A, KEY_C]);
    expect(bench.history()).toEqual(['03 01 00']);
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 03 00 01 00 .* 00 00 00 01 01$/);
  });

  it('ERA-5: it is one write', () => {
    const bench = carOfThree();
    bench.openWindow(1);
    bench.touch(KEY_B);
    const before = bench.ecuEvents('memory-written').length;
    bench.request(DELETE);
    const writes = bench.ecuEvents('memory-written').slice(before);
    expect(writes.map(({ event }) => event)).toEqual([{ kind: 'memory-written', blocks: ['keys', 'log'] }]);
  });

  it('ERA-5, KEY-3: an erased key is refused ever after', () => {
    const bench = carOfThree();
    bench.openWindow(1);
    bench.touch(KEY_B);
    bench.request(DELETE);
    bench.powerCycle();
    bench.startRegistration(KEY_B);
    expect(bench.touch(KEY_A)).toBe('refused: bound-elsewhere-or-retired');
  });
});

describe('Undesignated Key Permanent Erasure, ended otherwise', () => {
  it.each([
    ['the timeout', (bench: TestBench) => bench.advanceToDeadline('procedure'), '03 04 00'],
    ['stop', (bench: TestBench) => bench.request(STOP), '03 05 00'],
    ['10 01', (bench: TestBench) => bench.request('10 01'), '03 03 0B'],
    ['10 03', (bench: TestBench) => bench.request('10 03'), '03 03 0B'],
    ['S3', (bench: TestBench) => bench.advanceToDeadline('session'), '03 03 0B'],
    ['11 01', (bench: TestBench) => bench.request('11 01'), '03 03 0B'],
    ['power loss', (bench: TestBench) => bench.powerCycle(), '03 03 0C'],
  ] as const)('ERA-6, AUT-6: %s erases nothing', (_, end, entry) => {
    const bench = carOfThree();
    bench.openWindow(1);
    bench.touch(KEY_A);
    end(bench);
    expect(bench.request('22 10 06')).toBe(IDLE);
    expect(bench.keys).toEqual([KEY_A, KEY_B, KEY_C]);
    expect(bench.retired).toEqual([]);
    expect(bench.history()).toEqual([entry]);
    bench.extended();
    expect(bench.request(DELETE)).toBe('7F 31 24');
    const [, outcome, reason] = entry.split(' ');
    expect(bench.request(RESULTS)).toMatch(new RegExp(`^71 03 02 03 00 ${outcome} ${reason} .* 00 00 00 01 01$`));
  });

  it('ERA-6: stop answers idle, and is wrong order with nothing under way', () => {
    const bench = carOfThree();
    bench.extended();
    expect(bench.request(STOP)).toBe('7F 31 24');
    expect(bench.request(RESULTS)).toBe('7F 31 24');
    bench.request(declare('01'));
    expect(bench.request(STOP)).toBe('71 02 02 03 00');
  });
});

describe('Undesignated Key Permanent Erasure, step by step', () => {
  const DECLARED: ErasureProcedure = {
    kind: 'erasure',
    state: 'declared',
    sinceUs: NOW_US - 1500,
    deadlineUs: Infinity,
    declared: 1,
    touched: [],
    stoppedAtUs: null,
  };
  const WINDOW: ErasureProcedure = { ...DECLARED, state: 'window-open', deadlineUs: NOW_US + 1 };
  const MEMORY = { refused: { nrc: 0x22, reason: 'memory' } };

  it('VEH-5: an unreadable memory refuses each step, whatever is under way', () => {
    expect(declareErasure(stepWith({ memoryDamaged: true }), 1)).toEqual(MEMORY);
    expect(openErasureWindow(stepWith({ memoryDamaged: true, procedure: DECLARED }))).toEqual(MEMORY);
    expect(checkDelete(stepWith({ memoryDamaged: true, procedure: WINDOW }))).toEqual(MEMORY);
  });

  it('conformance 50, ERA-1: a count that is impossible is refused before the memory, as far as it is known', () => {
    const RANGE = { refused: { nrc: 0x31, reason: null } };
    const damaged = stateWith({ memoryDamaged: true });
    for (const count of [0, TWO_KEYS.slots.length, 255]) {
      expect(declareErasure(stepWith({ memoryDamaged: true }), count)).toEqual(RANGE);
    }
    const unreadable = { memoryDamaged: true, content: { ...damaged.content, slots: [null, null] } };
    expect(declareErasure(stepWith(unreadable), 0)).toEqual(RANGE);
    expect(declareErasure(stepWith(unreadable), 255)).toEqual(MEMORY);
    const none = { content: { ...damaged.content, slots: [null, null] } };
    expect(declareErasure(stepWith(none), 1)).toEqual(RANGE);
  });

  it('ERA-1: each step is stored as under way: state, declared and touched keys', () => {
    const step = stepWith();
    declareErasure(step, 1);
    const run = { outcome: 0, reason: 0, elapsedMs: 0 };
    expect(step.state.content.lastRuns[2]).toEqual({ ...run, state: 0x31, detail: [1, 0, 0] });
    expect(step.state.procedure).toEqual({ ...DECLARED, sinceUs: NOW_US });
    openErasureWindow(step);
    expect(step.state.content.lastRuns[2]).toEqual({ ...run, state: 0x32, detail: [1, 0, 0] });
    expect(step.state.procedure).toEqual({ ...WINDOW, sinceUs: NOW_US, deadlineUs: NOW_US + 30_000_000 });
    const { procedure } = step.state;
    if (procedure.kind === 'erasure') touchInErasure(step, procedure, { id: 0xa2, boundVin: null, batteryMv: 3000 });
    expect(step.state.content.lastRuns[2]).toEqual({ ...run, state: 0x32, detail: [1, 1, 0] });
  });

  it('ERA-5: the end is stored with its time', () => {
    const step = stepWith({ procedure: { ...WINDOW, touched: [0xa2] } });
    expect(completeDelete(step)).toEqual({ state: 0, erased: 1 });
    expect(step.state.content).toMatchObject({
      slots: [null, 0xa2, null, null, null, null, null],
      retired: [0xa1],
      lastRuns: [null, null, { state: 0, outcome: 1, reason: 0, elapsedMs: 1, detail: [1, 1, 0] }],
    });
    expect(step.state.procedure).toEqual({ kind: 'none' });
  });

  it('ERA-5: a delete without an erasure is a bug', () => {
    expect(() => completeDelete(stepWith())).toThrow('a delete completes only within an erasure');
  });

  it('ERA-7: a touch while the delete is being written is ignored', () => {
    const stopped = { ...WINDOW, stoppedAtUs: NOW_US };
    expect(touchInErasure(stepWith(), stopped, { id: 0xa1, boundVin: null, batteryMv: 3000 })).toEqual({
      reaction: 'none',
      reason: 'delete-under-way',
    });
  });
});
