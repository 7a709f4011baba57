import { describe, expect, it } from 'vitest';
import { BLANK, bytes, KEY_A, MS, OracleBench, S } from './oracle-bench.ts';

function answers(bench: OracleBench, requests: readonly string[]): readonly string[] {
  return requests.map((request) => bench.send(request));
}

describe('oracle: the order of negative responses', () => {
  it('conformance 1, 37: unknown service, then session', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['23 00', '27 01', '27', '28 00 01', '2E F1 98', '2F 20 01 00', '31 01', '85 02'])).toEqual([
      '7F 23 11',
      ...['7F 27 7F', '7F 27 7F', '7F 28 7F', '7F 2E 7F', '7F 2F 7F', '7F 31 7F', '7F 85 7F'],
    ]);
  });

  it('conformance 2, 3, 29: shorter than two bytes, then never supported, then the length', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['10', '10 02 00', '10 03 00', '11', '11 04', '11 01 00'])).toEqual([
      ...['7F 10 13', '7F 10 12', '7F 10 13', '7F 11 13', '7F 11 12', '7F 11 13'],
    ]);
    expect(answers(bench, ['14', '19', '22', '3E'])).toEqual(['7F 14 13', '7F 19 13', '7F 22 13', '7F 3E 13']);
  });

  it('conformance 4, 50: 0x31 in its order', () => {
    const bench = new OracleBench();
    bench.extended();
    const requests = ['31 01 02', '31 07 0A 00', '31 07 02 01', '31 01 02 01', '31 01 02 01 07 00'];
    expect(answers(bench, requests)).toEqual(['7F 31 13', '7F 31 31', '7F 31 12', '7F 31 13', '7F 31 31']);
    const more = ['31 01 02 01 01 00', '31 01 02 03 01', '31 01 02 03 01 00', '31 01 02 02 03', '31 02 02 01 00'];
    expect(answers(bench, more)).toEqual(['7F 31 33', '7F 31 13', '7F 31 31', '7F 31 24', '7F 31 13']);
    bench.unlock(1);
    expect(bench.send('31 01 02 01 01 00')).toBe('7F 31 13');
  });

  it('conformance 6: silence for what looks like a response', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['7F 10 11', '40', '7E 00', 'C0', 'FF'])).toEqual(Array.from({ length: 5 }, () => 'silence'));
    expect(bench.send('BF')).toBe('7F BF 11');
  });

  it('conformance 9, 10, 51: bit 7 suppresses positive responses of services with a sub-function', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['10 83', '3E 80', '3E 81', '10 82'])).toEqual([
      ...['silence', 'silence', '7F 3E 12', '7F 10 12'],
    ]);
    expect(bench.send('22 F1 86')).toBe('62 F1 86 03');
    expect(bench.send('22 80 86')).toBe('7F 22 31');
  });

  it('conformance 12, 14, 15, 16: functional requests', () => {
    const bench = new OracleBench();
    const functional = (hex: string): string => bench.send(hex, 'functional');
    expect(['01 00', '10 02', '22 12 34', '27 01', '10'].map(functional)).toEqual([
      ...['silence', 'silence', 'silence', 'silence', '7F 10 13'],
    ]);
    expect(functional('22 F1 86')).toBe('62 F1 86 01');
    expect(bench.effects).toMatchObject([{ kind: 'answer', endpoint: 'generic' }]);
    bench.extended();
    expect(functional('31 01 02 01 01')).toBe('7F 31 33');
  });

  it('conformance 28: while busy 3E 80 is taken, anything else is 0x21 on every endpoint', () => {
    const bench = new OracleBench();
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.send('31 01 02 03 03');
    expect(bench.send('3E 80')).toBe('silence');
    expect(bench.send('3E 00', 'generic')).toBe('7F 3E 21');
    expect(bench.send('22 F1 86', 'functional')).toBe('7F 22 21');
    expect(bench.send('01 00', 'oem')).toBe('7F 01 21');
    bench.wait(120 * MS);
    expect(bench.send('3E 00')).toBe('7E 00');
  });
});

describe('oracle: sessions', () => {
  it('conformance 7, 18, 19, 35: the timing, and F186', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['22 F1 86', '10 03', '22 F1 86', '10 01', '22 F1 86'])).toEqual([
      ...['62 F1 86 01', '50 03 00 32 01 F4', '62 F1 86 03', '50 01 00 32 01 F4', '62 F1 86 01'],
    ]);
  });

  it.each([
    [5 * S - 1, '62 F1 86 03'],
    [5 * S, '62 F1 86 01'],
  ])('conformance 25, 26, 30: S3, %i µs after any request', (us, answer) => {
    const bench = new OracleBench();
    bench.extended();
    bench.wait(4 * S);
    bench.send('23');
    bench.wait(us);
    expect(bench.send('22 F1 86')).toBe(answer);
  });

  it('conformance 27: S3 is stopped while a request is processed, and counts from the end of the response', () => {
    const bench = new OracleBench();
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.send('31 01 02 03 03');
    expect(bench.state.s3DeadlineUs).toBeNull();
    bench.wait(120 * MS);
    expect(bench.state.s3DeadlineUs).toBe(5 * S + 120 * MS);
    bench.wait(2 * MS);
    bench.give({ kind: 'responseSent' });
    expect(bench.oracle.deadlineUs(bench.state)).toBe(5 * S + 122 * MS);
  });

  it('conformance 17: functional 3E 80 is silent and restarts S3', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.wait(4 * S);
    expect(bench.send('3E 80', 'functional')).toBe('silence');
    bench.wait(4 * S);
    expect(bench.send('22 F1 86')).toBe('62 F1 86 03');
  });

  it('conformance 30, 31, 32: S3, 10 01 and 10 03 lock and drop the pending seed', () => {
    for (const end of ['10 03', '10 01', 's3']) {
      const bench = new OracleBench();
      bench.extended();
      bench.unlock(1);
      const seed = bench.seed(3);
      if (end === 's3') bench.wait(5 * S);
      else bench.send(end);
      bench.extended();
      expect(bench.key(3, seed)).toBe('7F 27 24');
      expect(bench.send('27 01')).not.toContain('67 01 00 00');
    }
  });

  it('conformance 33: the default session reverts 0x28 and 0x85', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(answers(bench, ['28 01 01', '28 04 01', '28 00', '28 00 02'])).toEqual([
      ...['68 01', '7F 28 12', '7F 28 13', '7F 28 31'],
    ]);
    expect(answers(bench, ['85 02', '85 03', '85'])).toEqual(['C5 02', '7F 85 12', '7F 85 13']);
    expect([bench.status().isSent, bench.state.isFaultStorageOn]).toEqual([false, false]);
    bench.send('10 01');
    expect([bench.status().isSent, bench.state.isFaultStorageOn]).toEqual([true, true]);
  });

  it('conformance 36: levels that do not exist', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(answers(bench, ['27 00', '27 09', '27 7F', '27 FF', '27'])).toEqual([
      ...['7F 27 12', '7F 27 12', '7F 27 12', '7F 27 12', '7F 27 13'],
    ]);
  });

  it('conformance 38, 46: a zero seed when unlocked; a new seed replaces the pending one', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.unlock(4);
    expect(bench.send('27 07')).toBe(`67 07${' 00'.repeat(16)}`);
    const seed = bench.seed(1);
    bench.seed(3);
    expect(bench.key(1, seed)).toBe('7F 27 24');
  });

  it('conformance 34: 0x11 is answered, then silence for the boot, then the default session', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(bench.send('11 01')).toBe('51 01');
    expect(bench.send('3E 00')).toBe('silence');
    bench.wait(50 * MS);
    expect(bench.send('22 F1 86')).toBe('62 F1 86 01');
  });
});

describe('oracle: data', () => {
  it('conformance 48: several identifiers, unknown ones left out, 0x14 when too long', () => {
    const bench = new OracleBench();
    expect(answers(bench, ['22 10 01 10 02', '22 12 34 10 01', '22 12 34', '22 10 01 10'])).toEqual([
      ...['62 10 01 03 10 02 04', '62 10 01 03', '7F 22 31', '7F 22 13'],
    ]);
    expect(bench.send(`22${' 10 10'.repeat(31)}`)).toContain('62 10 10');
    expect(bench.send(`22${' 10 10'.repeat(32)}`)).toBe('7F 22 14');
  });

  it('diagnostics, data identifiers: who the ECU is', () => {
    const bench = new OracleBench();
    const text = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1').slice(3);
    const ids = ['F1 87', 'F1 8A', 'F1 90', 'F1 91', 'F1 95', 'F1 97'];
    expect(ids.map((id) => text(bench.send(`22 ${id}`)))).toEqual([
      ...['89990-VSK01', 'VSK', '4T1BZ1FB4KU999999', 'VSK-HW1', 'VSK-1.00', 'Smart Key'],
    ]);
    expect(bench.send('22 F1 8C')).toBe('62 F1 8C 05 A1 7C 0D');
  });

  it('KEY-2, VEH-2: slots, inputs and battery', () => {
    const bench = new OracleBench({ keys: [0x01020304], profile: { keySlots: 2 } });
    expect(bench.send('22 10 03')).toBe('62 10 03 01 01 02 03 04 00 {00|FF} {00|FF} {00|FF} {00|FF}');
    bench.doors(true);
    expect(bench.send('22 10 04')).toBe('62 10 04 81 02');
    bench.wait(2 * S);
    bench.send('22 10 04');
    expect(bench.allows('62 10 04 20 00')).toBe(true);
    expect(bench.allows('62 10 04 21 00')).toBe(false);
    expect(bench.send('22 10 05')).toBe('62 10 05 31 38');
  });

  it('VEH-6: refusals are in the history, newest first, with counter and seconds, 16 at most', () => {
    const bench = new OracleBench();
    expect(bench.send('22 10 10')).toContain('62 10 10 00 ..');
    bench.extended();
    bench.unlock(1);
    bench.send('31 01 02 01 01');
    bench.pass(2_999_999);
    bench.refresh();
    bench.give({ kind: 'supply', mv: 10_000 });
    bench.send('31 01 02 01 01');
    expect(bench.send('22 10 10')).toContain('62 10 10 02 01 02 02 02 00 00 00 02 01 02 01 01 00 00 00 00 ..');
    for (let count = 0; count < 20; count += 1) bench.send('31 01 02 01 01');
    expect(bench.send('22 10 10')).toContain('62 10 10 10 01 02 02 16 00 00 00 02');
  });

  it('conformance 49: 0x2E in its order, and impossible dates', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(answers(bench, ['2E F1 98', '2E F1 90 00', '2E F1 99 25 01', '2E F1 99 25 13 01'])).toEqual([
      ...['7F 2E 13', '7F 2E 31', '7F 2E 13', '7F 2E 31'],
    ]);
    expect(answers(bench, ['2E F1 99 25 02 29', '2E F1 99 24 02 29', '2E F1 99 2A 01 01', '22 F1 99'])).toEqual([
      ...['7F 2E 31', '6E F1 99', '7F 2E 31', '62 F1 99 24 02 29'],
    ]);
    bench.send('2E F1 98 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46');
    expect(bench.answer()).toBe('6E F1 98');
    bench.give({ kind: 'powerLoss' });
    bench.give({ kind: 'powerReturn' });
    bench.wait(50 * MS);
    expect(bench.send('22 F1 98')).toBe('62 F1 98 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46');
  });

  it('VEH-3: beeps count from power-on: 0x11 may clear them or not, and a second one makes no difference', () => {
    const bench = new OracleBench();
    bench.send('10 03');
    bench.send('2F 20 01 03 05');
    for (let resets = 1; resets <= 2; resets++) {
      bench.send('11 01');
      bench.pass(50 * MS);
      bench.send('22 10 07');
      expect(['00 05 05', '00 00 00'].map((counts) => bench.allows(`62 10 07 00 00 ${counts}`))).toEqual([true, true]);
      expect(bench.allows('62 10 07 00 00 00 07 05')).toBe(false);
    }
  });

  it('conformance 28: beside a response on the other endpoint everything but 3E 80 gets 0x21', () => {
    const bench = new OracleBench();
    const beside = (hex: string): string => {
      bench.give({ kind: 'request', endpoint: 'oem', payload: bytes(hex), isBesideResponse: true });
      return bench.answer();
    };
    expect(['10 03', '97', '3E 80', '50 03'].map(beside)).toEqual(['7F 10 21', '7F 97 21', 'silence', 'silence']);
    expect(bench.state.session).toBe(1);
  });

  it('VEH-3: 2F 2001 beeps at the exterior buzzer and counts; 2002 sets the indicator', () => {
    const bench = new OracleBench();
    bench.extended();
    expect(bench.send('2F 20 01 03 05')).toBe('6F 20 01 03 | 6F 20 01 03 05');
    expect(bench.send('22 10 07')).toBe('62 10 07 00 00 00 05 05');
    bench.touch(KEY_A);
    expect(bench.send('22 10 07')).toBe('62 10 07 00 00 00 05 05');
    expect(
      answers(bench, ['2F 20 01 03 00', '2F 20 01 03 06', '2F 20 01 03', '2F 20 01 00 01', '2F 20 03 00']),
    ).toEqual(['7F 2F 31', '7F 2F 31', '7F 2F 13', '7F 2F 13', '7F 2F 31']);
    bench.send('2F 20 02 03 02');
    expect(bench.status().indicator).toEqual([2]);
    expect(answers(bench, ['2F 20 02 03 03', '2F 20 02 01', '2F 20 02'])).toEqual(['7F 2F 31', '7F 2F 31', '7F 2F 13']);
  });
});

describe('oracle: faults and memory', () => {
  it('VEH-8: a fault is in 19 02 with bits 0 and 3, and cleared after 0x14', () => {
    const bench = new OracleBench();
    bench.give({ kind: 'fault', fault: 'B2785', isPresent: true });
    bench.send('19 02 09');
    expect([bench.allows('59 02 FF A7 85 00 09'), bench.allows('59 02 FF A7 85 00 2F')]).toEqual([true, true]);
    expect([bench.allows('59 02 FF'), bench.allows('59 02 FF A7 85 00 08')]).toEqual([false, false]);
    bench.send('19 06 A7 85 00 01');
    expect([bench.allows('59 06 A7 85 00 2F 01 01'), bench.allows('59 06 A7 85 00 2F 01 02')]).toEqual([true, false]);
    bench.send('19 01 08');
    expect([bench.allows('59 01 FF 01 00 01'), bench.allows('59 01 FF 01 00 02')]).toEqual([true, false]);
    bench.give({ kind: 'fault', fault: 'B2785', isPresent: false });
    bench.send('19 02 09');
    expect([bench.allows('59 02 FF A7 85 00 28'), bench.allows('59 02 FF A7 85 00 29')]).toEqual([true, false]);
    expect(answers(bench, ['14 A7 85 00', '14 A7 85 01', '14 FF FF', '19 02 09'])).toEqual([
      ...['54', '7F 14 31', '7F 14 13', '59 02 ..'],
    ]);
  });

  it('VEH-8: 19 0A lists the five codes in any order', () => {
    const bench = new OracleBench();
    bench.send('19 0A');
    expect(bench.allows('59 0A 09 A7F04100 A7810000 A7850000 A78D0000 A7A50000')).toBe(true);
    expect(bench.allows('59 0A 09 A7810000 A7850000 A78D0000 A7A50000')).toBe(false);
    expect(bench.allows('59 0A 09 A7F04109 A7810000 A7850000 A78D0000 A7A50000')).toBe(false);
  });

  it('VEH-8: while 0x85 is off, a fault is not stored', () => {
    const bench = new OracleBench();
    bench.extended();
    bench.send('85 02');
    bench.give({ kind: 'fault', fault: 'B2781', isPresent: true });
    expect(bench.send('19 02 09')).toBe('59 02 ..');
  });

  it('VEH-4: keys stay over a power loss', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    bench.touch(BLANK);
    bench.give({ kind: 'powerLoss' });
    bench.give({ kind: 'powerReturn' });
    bench.wait(50 * MS);
    expect(bench.send('22 10 01')).toBe('62 10 01 04');
    expect(bench.send('22 10 07')).toBe('62 10 07 00 00 00 00 00');
  });

  it('VEH-5: memory that cannot be read: a stored fault, no keys, every procedure refused for memory', () => {
    const bench = new OracleBench();
    bench.give({ kind: 'powerLoss' });
    bench.give({ kind: 'powerReturn', isMemoryUnreadable: true });
    bench.wait(50 * MS);
    expect(bench.touch(KEY_A)).toBe('');
    bench.send('19 02 08');
    expect(bench.allows('59 02 FF A7 F0 41 09')).toBe(true);
    bench.extended();
    bench.doors(true);
    bench.unlock(1);
    expect([bench.send('31 01 02 01 01'), ...bench.newest()]).toEqual(['7F 31 22', 1, 2, 0x10]);
    bench.unlock(3);
    expect([bench.send('31 01 02 02 01'), ...bench.newest()]).toEqual(['7F 31 22', 2, 2, 0x10]);
  });

  it('VEH-7: with busSleep on and the power off, silence 2.000000 s after the last door edge', () => {
    const bench = new OracleBench({ profile: { busSleep: true } });
    const frame = { powerMode: 0, trunkOpen: false, brake: false, shiftP: true, speed: 0 } as const;
    bench.give({ kind: 'vehicle', frame });
    bench.doors(true);
    bench.wait(2 * S - 1);
    expect(bench.send('3E 00')).toBe('7E 00');
    bench.wait(1);
    expect(bench.send('3E 00')).toBe('silence');
    bench.doors(true);
    expect(bench.send('3E 00')).toBe('silence');
    bench.doors(false);
    expect(bench.send('3E 00')).toBe('7E 00');
  });

  it('KEY-5, KEY-7: a lock order of a registered key ends that silence, for its order is on the bus', () => {
    const bench = new OracleBench({ profile: { busSleep: true } });
    bench.give({ kind: 'vehicle', frame: { powerMode: 0, trunkOpen: false, brake: false, shiftP: true, speed: 0 } });
    bench.wait(2 * S);
    bench.give({ kind: 'keyButton', id: BLANK, button: 'lock' });
    expect(bench.send('3E 00')).toBe('silence');
    bench.give({ kind: 'keyButton', id: KEY_A, button: 'lock' });
    bench.wait(2 * S - 1);
    expect(bench.send('3E 00')).toBe('7E 00');
    bench.wait(1);
    expect(bench.send('3E 00')).toBe('silence');
  });
});
