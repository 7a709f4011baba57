import { describe, expect, it } from 'vitest';
import { BLANK, KEY_A, KEY_B, KEY_C, MS, OracleBench, S } from './oracle-bench.ts';

const BLANKS = [0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8];

function startInitial(bench: OracleBench): void {
  expect(bench.enter()).toBe('71 01 02 02 22 01 07');
  expect(bench.send('31 01 02 02 02')).toBe('71 01 02 02 23 17');
  expect(bench.send('31 01 02 02 03')).toBe('71 01 02 02 24');
}

describe('oracle: Smart Code Reset', () => {
  it('RST-1: arming needs an open and known driver door', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.unlock(1);
    expect(bench.send('31 01 02 01 01')).toBe('7F 31 22');
    expect(bench.newest()).toEqual([1, 2, 0x01]);
    bench.doors(true);
    expect(bench.send('31 01 02 01 01')).toBe('71 01 02 01 11');
  });

  it('RST-1, VEH-2: a door frame 1.999999 s old counts, one 2.000000 s old does not', () => {
    for (const [age, answer] of [
      [2 * S - 1, '71 01 02 01 11'],
      [2 * S, '7F 31 22'],
    ] as const) {
      const bench = new OracleBench();
      bench.extended();
      bench.unlock(1);
      bench.doors(true);
      bench.wait(age);
      expect(bench.send('31 01 02 01 01')).toBe(answer);
    }
  });

  it.each([
    [10_999, '7F 31 93'],
    [11_000, '71 01 02 01 11'],
  ])('RST-1: arming with a battery of %i mV', (mv, answer) => {
    const bench = new OracleBench();
    bench.extended();
    bench.doors(true);
    bench.unlock(1);
    bench.give({ kind: 'supply', mv });
    expect(bench.send('31 01 02 01 01')).toBe(answer);
  });

  it('RST-2: begin unarmed is 0x24; armed it needs level 2 and battery, not the door', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.unlock(2);
    expect(bench.send('31 01 02 01 02')).toBe('7F 31 24');
    bench.arm();
    expect(bench.send('31 01 02 01 02')).toBe('7F 31 33');
    bench.unlock(2);
    bench.doors(false);
    bench.give({ kind: 'supply', mv: 10_900 });
    expect(bench.send('31 01 02 01 02')).toBe('7F 31 93');
    bench.give({ kind: 'supply', mv: 12_000 });
    expect(bench.send('31 01 02 01 02')).toBe('71 01 02 01 12');
  });

  it('RST-3, RST-4: complete at 960.000000 s, one microsecond earlier not', () => {
    const bench = new OracleBench();
    bench.beginReset();
    bench.pass(960 * S - 1);
    expect(bench.slots()).toEqual([KEY_A, KEY_B, KEY_C, null, null, null, null]);
    expect(bench.send('22 10 06')).toBe('62 10 06 01 12 0E A5 FF 00 00 01');
    expect(bench.oracle.deadlineUs(bench.state)).toBe(960 * S);
    bench.pass(1);
    expect(bench.slots()).toEqual([null, null, null, null, null, null, null]);
    expect(bench.send('22 10 08')).toBe('62 10 08 00 03');
    expect(bench.send('31 03 02 01')).toBe('71 03 02 01 00 01 00 0E A6 00 00 00 00');
    expect(bench.newest()).toEqual([1, 1, 0]);
  });

  it('RST-5: stop and 0x11 are refused while it runs, and a lost session does not stop it', () => {
    const bench = new OracleBench();
    bench.beginReset();
    expect(bench.send('31 02 02 01')).toBe('7F 31 22');
    expect(bench.send('11 01')).toBe('7F 11 22');
    bench.wait(1_500_500);
    expect(bench.send('31 03 02 01')).toContain('00 05 DC 0E A0 24');
    bench.wait(100 * S);
    expect(bench.status()).toMatchObject({ procedure: 1, state: 0x12, remainingS: [859] });
    bench.send('10 01');
    expect(bench.status().state).toBe(0x12);
  });

  it('RST-6: a battery below the minimum, or a power loss, aborts it with all keys', () => {
    const bench = new OracleBench();
    bench.beginReset();
    bench.pass(959 * S);
    bench.give({ kind: 'supply', mv: 11_000 });
    expect(bench.status().state).toBe(0x12);
    bench.give({ kind: 'supply', mv: 10_999 });
    expect(bench.newest()).toEqual([1, 3, 0x02]);
    expect(bench.slots()[0]).toBe(KEY_A);
    bench.give({ kind: 'supply', mv: 12_000 });
    bench.beginReset();
    bench.give({ kind: 'powerLoss' });
    bench.pass(1000 * S);
    bench.give({ kind: 'powerReturn' });
    bench.pass(50_000);
    expect(bench.newest()).toEqual([1, 3, 0x0c]);
    expect(bench.slots()[0]).toBe(KEY_A);
  });

  it('RST-6: at-start an abort leaves no key, and registration refused until a reset completes', () => {
    const bench = new OracleBench({ profile: { resetCommit: 'at-start' } });
    bench.beginReset();
    expect(bench.slots()[0]).toBeNull();
    bench.give({ kind: 'supply', mv: 10_000 });
    bench.give({ kind: 'supply', mv: 12_000 });
    expect(bench.enter()).toBe('7F 31 22 | 7F 31 24');
    bench.beginReset();
    bench.pass(960 * S);
    expect(bench.enter()).toBe('71 01 02 02 22 01 07');
  });

  it('RST-7: armed is cancelled by stop', () => {
    const bench = new OracleBench();
    bench.arm();
    expect(bench.send('31 02 02 01')).toBe('71 02 02 01 00');
    expect(bench.newest()).toEqual([1, 5, 0]);
    expect(bench.send('31 02 02 01')).toBe('7F 31 24');
  });
});

describe('oracle: Smart Code Registration', () => {
  it.each([
    [4.99, '71 01 02 02 21 00 04'],
    [5, '7F 31 88'],
  ])('REG-1: enter at %d km/h', (kmh, answer) => {
    const bench = new OracleBench();
    bench.speed(kmh);
    expect(bench.enter()).toBe(answer);
  });

  it('REG-1: the order fault, battery, speed, full', () => {
    const bench = new OracleBench({ keys: [1, 2, 3, 4, 5, 6, 7] });
    bench.give({ kind: 'fault', fault: 'B278D', isPresent: true });
    bench.give({ kind: 'supply', mv: 9_000 });
    bench.speed(50);
    expect([bench.enter(), ...bench.newest()]).toEqual(['7F 31 22', 2, 2, 0x09]);
    bench.give({ kind: 'fault', fault: 'B278D', isPresent: false });
    expect([bench.enter(), ...bench.newest()]).toEqual(['7F 31 93', 2, 2, 0x02]);
    bench.give({ kind: 'supply', mv: 12_000 });
    expect([bench.enter(), ...bench.newest()]).toEqual(['7F 31 88', 2, 2, 0x0a]);
    bench.speed(0);
    expect([bench.enter(), ...bench.newest()]).toEqual(['7F 31 22', 2, 2, 0x04]);
  });

  it('REG-2, REG-3: additional: touch, check, start; each out of order is 0x24', () => {
    const bench = new OracleBench();
    expect(bench.enter()).toBe('71 01 02 02 21 00 04');
    expect(bench.send('31 01 02 02 02')).toBe('7F 31 24');
    expect(bench.touch(BLANK)).toBe('');
    expect(bench.status().state).toBe(0x21);
    expect(bench.touch(KEY_B)).toBe('');
    expect(bench.send('31 01 02 02 03')).toBe('7F 31 24');
    bench.give({ kind: 'supply', mv: 10_000 });
    expect(bench.send('31 01 02 02 02')).toBe('71 01 02 02 23 1D');
    expect(bench.send('31 01 02 02 03')).toBe('71 01 02 02 24');
    expect(bench.send('31 01 02 02 03')).toBe('7F 31 24');
  });

  it('REG-4: additional: two beeps, and the procedure ends', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    expect(bench.touch(BLANK)).toBe('exterior 2');
    expect(bench.status()).toMatchObject({ state: 0, keys: 4, beeps: [2, 2] });
    expect(bench.send('31 03 02 02')).toContain('71 03 02 02 00 01 00');
    expect(bench.touch(0xb1)).toBe('');
  });

  it('REG-5: initial: one beep a key, and the end when no slot is left', () => {
    const bench = new OracleBench({ keys: [] });
    startInitial(bench);
    expect(BLANKS.map((id) => bench.touch(id))).toEqual([...Array.from({ length: 7 }, () => 'exterior 1'), '']);
    expect(bench.newest()).toEqual([2, 1, 0]);
    expect(bench.slots()).toEqual(BLANKS.slice(0, 7));
    expect(bench.send('22 10 07')).toBe('62 10 07 00 00 00 07 01');
  });

  it('REG-6: already registered, bound elsewhere, weak, antenna; several: any of them', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    bench.touch(KEY_A);
    expect(bench.newest()).toEqual([2, 2, 0x05]);
    bench.touch(BLANK, 3000, '4T1BZ1FB3KU000000');
    expect(bench.newest()).toEqual([2, 2, 0x06]);
    bench.touch(BLANK, 2000);
    expect(bench.newest()).toEqual([2, 2, 0x07]);
    expect(bench.send('22 10 0A')).toBe('62 10 0A 01');
    bench.give({ kind: 'fault', fault: 'B27A5', isPresent: true });
    bench.touch(BLANK);
    expect(bench.newest()).toEqual([2, 2, 0x08]);
    bench.touch(BLANK, 2200);
    expect(bench.newest()).toEqual([2, 2, [0x07, 0x08]]);
    bench.give({ kind: 'fault', fault: 'B27A5', isPresent: false });
    expect(bench.touch(BLANK)).toBe('exterior 2');
  });

  it('REG-7: a step at 59.999999 s counts, at 60.000000 s it is too late', () => {
    for (const [us, beeps] of [
      [60 * S - 1, 'exterior 2'],
      [60 * S, ''],
    ] as const) {
      const bench = new OracleBench();
      bench.startAdditional();
      bench.pass(us);
      expect(bench.touch(BLANK)).toBe(beeps);
      expect(bench.newest()).toEqual(beeps === '' ? [2, 4, 0x0e] : [2, 1, 0]);
    }
  });

  it('REG-7: a refused touch does not restart the time, a successful one does', () => {
    const bench = new OracleBench({ keys: [] });
    startInitial(bench);
    bench.pass(59 * S);
    bench.touch(0xb1);
    bench.pass(59 * S);
    bench.touch(0xb1);
    bench.pass(S - 1);
    expect(bench.status().state).toBe(0x24);
    bench.pass(1);
    expect(bench.newest()).toEqual([2, 4, 0x0e]);
    expect(bench.slots()[0]).toBe(0xb1);
  });

  it('REG-7: stopped with a key is completed, without one stopped', () => {
    const bench = new OracleBench({ keys: [] });
    startInitial(bench);
    expect(bench.send('31 02 02 02')).toBe('71 02 02 02 00');
    expect(bench.newest()).toEqual([2, 5, 0]);
    startInitial(bench);
    bench.touch(0xb1);
    bench.send('31 02 02 02');
    expect(bench.newest()).toEqual([2, 1, 0]);
  });

  it('REG-8: results give keys added, free slots and the last refusal', () => {
    const bench = new OracleBench({ keys: [] });
    expect(bench.send('10 03')).toContain('50 03');
    expect(bench.send('31 03 02 02')).toBe('7F 31 24');
    startInitial(bench);
    bench.touch(0xb1);
    bench.touch(0xb1);
    bench.pass(1 * S);
    bench.send('31 03 02 02');
    expect(bench.allows('71 03 02 02 24 00 00 00 03 E8 00 E6 78 01 06 05')).toBe(true);
    expect(bench.allows('71 03 02 02 24 00 00 00 03 E9 00 E6 78 01 06 05')).toBe(false);
    expect(bench.allows('71 03 02 02 24 00 00 00 03 E8 00 E6 78 01 06 06')).toBe(false);
  });
});

describe('oracle: Undesignated Key Permanent Erasure', () => {
  it.each([
    ['00', '7F 31 31'],
    ['01', '71 01 02 03 31 01 02'],
    ['02', '71 01 02 03 31 02 01'],
    ['03', '7F 31 31'],
  ])('ERA-1: declare %s of three keys', (count, answer) => {
    const bench = new OracleBench();
    bench.extended();
    expect(bench.send(`31 01 02 03 01 ${count}`)).toBe(answer);
  });

  it('ERA-1, AUT-6: a new declare replaces the old, but not an open window', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.send('31 01 02 03 01 01');
    expect(bench.send('31 01 02 03 01 02')).toBe('71 01 02 03 31 02 01');
    bench.unlock(4);
    bench.send('31 01 02 03 02');
    expect(bench.send('31 01 02 03 01 01')).toBe('7F 31 24');
    expect(bench.send('31 01 02 03 01 07')).toBe('7F 31 31');
  });

  it('ERA-2: the window needs level 4 and a declaration, and ends at 30.000000 s', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(bench.send('31 01 02 03 02')).toBe('7F 31 33');
    bench.unlock(4);
    expect(bench.send('31 01 02 03 02')).toBe('7F 31 24');
    bench.openWindow(1);
    bench.pass(30 * S - 1);
    expect(bench.touch(KEY_A)).toBe('exterior 1');
    bench.pass(1);
    expect(bench.newest()).toEqual([3, 4, [0x00, 0x0e]]);
    expect(bench.touch(KEY_A)).toBe('interior 1');
  });

  it('ERA-3: one beep, once a key; others are ignored', () => {
    const bench = new OracleBench();
    bench.openWindow(1);
    expect([bench.touch(KEY_A), bench.touch(KEY_A), bench.touch(BLANK)]).toEqual(['exterior 1', '', '']);
  });

  it('ERA-4: fewer or more keys than declared: refused, nothing erased, the window runs on', () => {
    const bench = new OracleBench();
    bench.openWindow(1);
    expect(bench.send('31 01 02 03 03')).toBe('7F 31 22');
    expect(bench.newest()).toEqual([3, 2, 0x0d]);
    bench.touch(KEY_A);
    bench.touch(KEY_B);
    expect(bench.send('31 01 02 03 03')).toBe('7F 31 22');
    expect(bench.status()).toMatchObject({ state: 0x32, keys: 3 });
    expect(bench.send('31 03 02 03')).toBe('71 03 02 03 32 00 {00|0D} 00 00 00 00 75 30 01 02');
  });

  it('ERA-5, conformance 8, 11, 20, 24: pending within 50 ms, the answer at 120 ms, untouched keys are retired', () => {
    const bench = new OracleBench();
    bench.openWindow(1);
    bench.touch(KEY_B);
    bench.give({ kind: 'request', endpoint: 'oem', payload: Uint8Array.of(0x31, 0x81, 2, 3, 3) });
    expect(bench.effects).toEqual([
      { kind: 'pending', atUs: 0, endpoint: 'oem', sid: 0x31, latestUs: 50 * MS, atLeast: 1, atMost: 1 },
    ]);
    bench.wait(120 * MS - 1);
    expect([bench.effects, bench.status().keys]).toEqual([[], 3]);
    bench.wait(1);
    // Conformance 11: in spite of the suppress bit.
    expect(bench.answer()).toBe('71 01 02 03 00 02');
    expect(bench.slots()).toEqual([null, KEY_B, null, null, null, null, null]);
    expect(bench.send('22 10 08')).toBe('62 10 08 00 02');
  });

  it('ERA-6: timeout, stop, session end, power loss and reset erase nothing', () => {
    const ends: readonly ((bench: OracleBench) => void)[] = [
      (bench) => bench.pass(30 * S),
      (bench) => expect(bench.send('31 02 02 03')).toBe('71 02 02 03 00'),
      (bench) => bench.send('10 01'),
      (bench) => bench.give({ kind: 'powerLoss' }),
      (bench) => bench.send('11 01'),
    ];
    for (const end of ends) {
      const bench = new OracleBench();
      bench.openWindow(1);
      bench.touch(KEY_A);
      end(bench);
      expect([bench.status().keys, bench.status().state]).toEqual([3, 0]);
    }
  });

  it('ERA-7: a delete at 29.999999 s counts; touches in the write are ignored; a power cut leaves all keys', () => {
    const bench = new OracleBench();
    bench.openWindow(2);
    bench.touch(KEY_A);
    bench.touch(KEY_B);
    bench.pass(30 * S - 1);
    bench.send('31 01 02 03 03');
    bench.wait(10);
    expect(bench.touch(KEY_C)).toBe('');
    const cut = new OracleBench();
    cut.state = bench.state;
    cut.nowUs = bench.nowUs;
    cut.wait(119_989);
    cut.give({ kind: 'powerLoss' });
    cut.give({ kind: 'powerReturn' });
    cut.pass(50_000);
    expect([cut.status().keys, ...cut.newest()]).toEqual([3, 3, 3, 0x0c]);
    bench.wait(119_990);
    expect(bench.answer()).toBe('71 01 02 03 00 01');
    expect(bench.slots().slice(0, 3)).toEqual([KEY_A, KEY_B, null]);
  });
});
