import { describe, expect, it } from 'vitest';
import { describeAnswer } from '../../hil/explore/oracle/answer-set.ts';
import { BLANK, KEY_A, KEY_B, KEY_C, MS, OracleBench, S, bytes } from './oracle-bench.ts';
import { createOracle, DEFAULT_PROFILE } from '../../hil/explore/oracle/oracle.ts';
import { passCode, vehicleConstant, vehicleKey } from '../../hil/explore/oracle/pass-codes.ts';

describe('oracle: keys', () => {
  it('KEY-1: a key is bound at the moment it is registered', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    bench.touch(BLANK);
    expect(bench.effects).toContainEqual({ kind: 'keyBound', atUs: 0, id: BLANK });
  });

  it('KEY-2: a new key takes the lowest free slot', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    bench.touch(BLANK);
    expect(bench.slots()).toEqual([KEY_A, KEY_B, KEY_C, BLANK, null, null, null]);
  });

  it('KEY-3: a key that a reset retired is refused after a power loss too', () => {
    const bench = new OracleBench({ keys: [KEY_A] });
    bench.beginReset();
    bench.pass(960 * S);
    bench.give({ kind: 'powerLoss' });
    bench.give({ kind: 'powerReturn' });
    bench.pass(1 * S);
    bench.speed(0);
    expect(bench.enter()).toBe('71 01 02 02 22 01 07');
    bench.send('31 01 02 02 02');
    bench.send('31 01 02 02 03');
    expect(bench.touch(KEY_A)).toBe('');
    expect(bench.newest()).toEqual([2, 2, 0x06]);
    expect(bench.slots()).toEqual([null, null, null, null, null, null, null]);
  });

  it('KEY-4: a registered key: interior buzzer once, and a start within 10 s; an unregistered one: nothing', () => {
    const bench = new OracleBench();
    expect(bench.touch(BLANK)).toBe('');
    expect(bench.touch(KEY_A)).toBe('interior 1');
    bench.wait(10 * S - 1);
    expect(bench.status().startPermit).toEqual([1]);
    bench.wait(1);
    expect(bench.status().startPermit).toEqual([0]);
  });

  it('KEY-5: lock once, unlock twice, and all doors with a second press within 3 s', () => {
    const bench = new OracleBench();
    const press = (button: 'lock' | 'unlock'): unknown => {
      bench.give({ kind: 'keyButton', id: KEY_A, button });
      return bench.effects.map((effect) => (effect.kind === 'lockRequest' ? effect.allowed : effect.kind));
    };
    expect(press('lock')).toEqual(['beeps', [1]]);
    expect(press('unlock')).toEqual(['beeps', [2]]);
    bench.wait(3 * S - 1);
    expect(press('unlock')).toEqual(['beeps', [3]]);
    bench.wait(3 * S);
    expect(press('unlock')).toEqual(['beeps', [2]]);
    bench.give({ kind: 'keyButton', id: BLANK, button: 'lock' });
    expect(bench.effects).toEqual([]);
  });

  it.each([
    [2_200, '', 0x07],
    [2_201, 'exterior 2', 0x00],
  ])('KEY-6, REG-6: a key battery of %i mV at registration', (mv, beeps, reason) => {
    const bench = new OracleBench();
    bench.startAdditional();
    expect(bench.touch(BLANK, mv)).toBe(beeps);
    expect(bench.newest()).toEqual([2, reason === 0 ? 1 : 2, reason]);
  });

  it('KEY-7: the immobilizer is set with no key, and while a reset runs', () => {
    expect(new OracleBench({ keys: [] }).send('22 10 0B')).toBe('62 10 0B 01');
    const bench = new OracleBench();
    expect(bench.send('22 10 0B')).toBe('62 10 0B 00');
    bench.arm();
    expect(bench.send('22 10 0B')).toBe('62 10 0B 00');
    bench.unlock(2);
    bench.send('31 01 02 01 02');
    expect(bench.send('22 10 0B')).toBe('62 10 0B 01');
    expect(bench.touch(KEY_A)).toBe('');
  });
});

describe('oracle: seeds and pass-codes', () => {
  const { vin, passcodeSecret } = DEFAULT_PROFILE;

  it('AUT-2: the vectors of the contract', () => {
    expect(Buffer.from(vehicleKey(passcodeSecret, vin)).toString('hex')).toBe(
      '3c1e074e82835a4af1bced70173d982c8b998ff1e64bfa43ba1e843f9126a1cd',
    );
    const text = (hex: string): string => Buffer.from(passCode(passcodeSecret, vin, 1, bytes(hex))).toString('latin1');
    expect(text('00010123456789AB')).toBe('294211');
    expect(text('00020000000000FF')).toBe('030332');
    const code = (hex: string): string => Buffer.from(passCode(passcodeSecret, vin, 3, bytes(hex))).toString('hex');
    expect(code('05A17C0D00027F3C9E015D24B973B6A8')).toBe('e6b810b8e679');
    expect(code('05A17C0D000100112233AABBB973B6A8')).toBe('103226dba618');
    expect(vehicleConstant(vin)).toEqual([0xb9, 0x73, 0xb6, 0xa8]);
  });

  it('AUT-1: a seed carries the counter from 1, the ECU serial number and the vehicle constant', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(bench.send('27 01')).toBe('67 01 00 01 .. .. .. .. .. ..');
    expect(bench.send('27 05')).toBe('67 05 05 A1 7C 0D 00 02 .. .. .. .. .. .. B9 73 B6 A8');
  });

  it('AUT-1: after 65535 the counter is 1 again', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.state = { ...bench.state, memory: { ...bench.state.memory, seedCounter: 65_534 } };
    expect(bench.send('27 01')).toBe('67 01 FF FF .. .. .. .. .. ..');
    expect(bench.send('27 01')).toBe('67 01 00 01 .. .. .. .. .. ..');
  });

  it('AUT-1: seedAnswered finds a wrong counter, a wrong length, wrong vehicle data and a repetition', () => {
    const oracle = createOracle(DEFAULT_PROFILE);
    const extended = oracle.step(
      oracle.start(),
      { kind: 'request', endpoint: 'oem', payload: bytes('10 03') },
      0,
    ).state;
    const asked = oracle.step(extended, { kind: 'request', endpoint: 'oem', payload: bytes('27 05') }, 0).state;
    const problems = (hex: string): number => oracle.seedAnswered(asked, bytes(hex)).problems.length;
    expect(problems('67 05 05A17C0D 0001 010203040506 B973B6A8')).toBe(0);
    expect(problems('67 05 05A17C0D 0002 010203040506 B973B6A8')).toBe(1);
    expect(problems('67 05 05A17C0D 0001 010203040506 B973B6')).toBe(1);
    expect(problems('67 05 05A17C0E 0001 010203040506 B973B6A8')).toBe(1);
    expect(problems('67 05 05A17C0D 0001 010203040506 B973B6A9')).toBe(1);
    const used = { ...asked, memory: { ...asked.memory, usedSeeds: ['0001010203040506'] } };
    expect(oracle.seedAnswered(used, bytes('67 05 05A17C0D 0001 010203040506 B973B6A8')).problems).toHaveLength(1);
  });

  it('AUT-2: a pass-code is good for one use, one seed and one level', () => {
    const bench = new OracleBench();
    bench.extended();
    const first = bench.seed(1);
    const second = bench.seed(1);
    expect(bench.key(1, first)).toBe('7F 27 35');
    expect(bench.key(1, second)).toBe('7F 27 24');
    const third = bench.seed(3);
    expect(bench.key(4, third)).toBe('7F 27 24');
    expect(bench.key(3, third)).toBe('67 06');
    expect(bench.key(3, third)).toBe('7F 27 24');
  });

  it('AUT-3, conformance 41, 42, 43: wrong, wrong, too many; the delay ends at 10.000000 s, not before', () => {
    const bench = new OracleBench();
    bench.extended();
    expect([bench.wrongKey(1), bench.wrongKey(3), bench.wrongKey(4)]).toEqual(['7F 27 35', '7F 27 35', '7F 27 36']);
    expect(bench.send('22 10 09')).toBe('62 10 09 03 27 10');
    bench.pass(10 * S - 1);
    expect(bench.send('27 01')).toBe('7F 27 37');
    expect(bench.send('22 10 09')).toBe('62 10 09 03 00 01');
    bench.pass(1);
    expect(bench.send('22 10 09')).toBe('62 10 09 02 00 00');
    expect(bench.wrongKey(2)).toBe('7F 27 36');
    expect(bench.send('27 01')).toBe('7F 27 37');
  });

  it('AUT-3, conformance 44: the delay restarts at power-on, and after 0x11', () => {
    const bench = new OracleBench();
    bench.extended();
    for (let count = 0; count < 3; count += 1) bench.wrongKey(1);
    bench.pass(9 * S);
    bench.give({ kind: 'powerLoss' });
    bench.wait(100 * S);
    bench.give({ kind: 'powerReturn' });
    bench.pass(9 * S);
    bench.extended();
    expect(bench.send('27 01')).toBe('7F 27 37');
    bench.send('11 01');
    bench.pass(10 * S - 1);
    bench.extended();
    expect(bench.send('27 01')).toBe('7F 27 37');
    bench.pass(1);
    expect(bench.send('27 01')).toContain('67 01');
  });

  it.each(['power-on', '0x11'])(
    'AUT-3: the delay counts from the end of the boot as the firmware reads it (%s)',
    (how) => {
      const bench = new OracleBench({ readings: { delayRestartsAt: 'boot-end' } });
      bench.extended();
      for (let count = 0; count < 3; count += 1) bench.wrongKey(1);
      if (how === '0x11') bench.send('11 01');
      else {
        bench.give({ kind: 'powerLoss' });
        bench.give({ kind: 'powerReturn' });
      }
      bench.wait(50 * MS);
      bench.pass(10 * S - 1);
      bench.extended();
      expect(bench.send('27 01')).toBe('7F 27 37');
      bench.pass(1);
      expect(bench.send('27 01')).toContain('67 01');
    },
  );

  it('AUT-3, conformance 39, 40, 45: 0x24 and 0x13 neither count nor void the seed; a right key clears the counter', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.wrongKey(1);
    const seed = bench.seed(1);
    expect(bench.send('27 04 00 00 00 00 00 00')).toBe('7F 27 24');
    expect(bench.send('27 02 00 00 00')).toBe('7F 27 13');
    expect(bench.send('22 10 09')).toBe('62 10 09 01 00 00');
    expect(bench.key(1, seed)).toBe('67 02');
    expect(bench.send('22 10 09')).toBe('62 10 09 00 00 00');
  });

  it('AUT-4: no start of a procedure without its level', () => {
    const bench = new OracleBench();
    bench.arm();
    bench.unlock(1);
    expect(bench.send('31 01 02 01 02')).toBe('7F 31 33');
    expect(bench.send('31 01 02 02 01')).toBe('7F 31 33');
    expect(bench.send('31 01 02 03 02')).toBe('7F 31 33');
  });

  it('AUT-5, conformance 47: unlocking one level locks the other; a refusal keeps it, a positive answer spends it', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.unlock(1);
    expect(bench.send('31 01 02 01 01')).toBe('7F 31 22');
    expect(bench.send('27 01')).toBe('67 01 00 00 00 00 00 00 00 00');
    bench.doors(true);
    expect(bench.send('31 01 02 01 01')).toBe('71 01 02 01 11');
    expect(bench.send('31 01 02 01 01')).toBe('7F 31 33');
    bench.unlock(1);
    expect(bench.send('31 01 02 01 01')).toBe('7F 31 24');
    bench.unlock(3);
    expect(bench.send('31 01 02 01 01')).toBe('7F 31 33');
    bench.unlock(2);
    bench.send('10 03');
    expect(bench.send('31 01 02 01 02')).toBe('7F 31 33');
  });

  it.each([
    ['10 03', 0x0b],
    ['10 01', 0x0b],
    ['11 01', [0x00, 0x0b, 0x0c]],
  ])('AUT-6: %s ends an armed reset', (request, reason) => {
    const bench = new OracleBench();
    bench.arm();
    bench.send(request);
    expect(bench.newest()).toEqual([1, 3, reason]);
    expect(bench.status().state).toBe(0);
  });

  it('AUT-6: S3 expiry ends a registration at 5.000000 s after the last request; keys registered so far stay', () => {
    const bench = new OracleBench({ keys: [] });
    bench.enter();
    bench.send('31 01 02 02 02');
    bench.send('31 01 02 02 03');
    expect(bench.touch(BLANK)).toBe('exterior 1');
    bench.wait(5 * S - 1);
    expect(bench.status().state).toBe(0x24);
    bench.wait(1);
    expect(bench.status().state).toBe(0);
    expect(bench.newest()).toEqual([2, 3, 0x0b]);
    expect(bench.slots()[0]).toBe(BLANK);
  });

  it('AUT-6: another procedure is refused with a reason', () => {
    const bench = new OracleBench();
    bench.arm();
    expect(bench.send('31 01 02 03 01 01')).toBe('7F 31 22');
    expect(bench.newest()).toEqual([3, 2, 0x0f]);
    bench.unlock(3);
    expect(bench.send('31 01 02 02 01')).toBe('7F 31 22');
    expect(bench.newest()).toEqual([2, 2, 0x0f]);
  });
});

describe('oracle: all answers that are allowed', () => {
  it('conformance 5: a negative response is exactly 7F SID NRC', () => {
    expect(describeAnswer({ kind: 'response', bytes: [0x7f, 0x31, 0x13], records: [] })).toBe('7F 31 13');
    expect(new OracleBench().send('BA')).toBe('7F BA 11');
  });

  it('compare names the difference', () => {
    const bench = new OracleBench();
    bench.send('3E 00');
    expect(bench.oracle.compare(bench.effects, bytes('7E 00'))).toBeNull();
    expect(bench.oracle.compare(bench.effects, null)).toBe('answered silence, allowed: 7E 00');
    expect(bench.oracle.compare([], null)).toBeNull();
  });

  it('a boot takes 50 ms to the microsecond after power-on, and after 0x11', () => {
    const bench = new OracleBench();
    bench.give({ kind: 'powerLoss' });
    expect(bench.send('3E 00')).toBe('silence');
    bench.give({ kind: 'powerReturn' });
    bench.wait(50 * MS - 1);
    expect(bench.send('3E 00')).toBe('silence');
    bench.wait(1);
    expect(bench.send('3E 00')).toBe('7E 00');
    expect(bench.send('11 03')).toBe('51 03');
    bench.wait(50 * MS - 1);
    expect(bench.send('3E 00')).toBe('silence');
    bench.wait(1);
    expect(bench.send('3E 00')).toBe('7E 00');
  });
});
