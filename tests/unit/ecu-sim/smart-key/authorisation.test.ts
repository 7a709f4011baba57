import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { factoryContent } from '../../../../ecu-sim/memory/content.ts';
import { imageOf } from '../../../../ecu-sim/memory/non-volatile-memory.ts';
import { newMemory } from '../../../../hil/car/new-memory.ts';
import { KEY_A, KEY_B, SECOND, spaced, TestBench } from '../../../support/test-bench.ts';

const LEVELS = [1, 2, 3, 4] as const;
/** Of the default secret and VIN, as the ECU's description prints it. */
const VEHICLE_KEY = '3c1e074e82835a4af1bced70173d982c8b998ff1e64bfa43ba1e843f9126a1cd';

function mac(domain: number, seed: Uint8Array): Buffer {
  return createHmac('sha256', Buffer.from(VEHICLE_KEY, 'hex')).update(Uint8Array.of(domain)).update(seed).digest();
}

describe('seeds', () => {
  it('AUT-1: each request for a seed draws a new one, with the counter from 1', () => {
    const bench = new TestBench();
    bench.extended();
    const seeds = [bench.seed(1), bench.seed(1), bench.seed(2), bench.seed(3), bench.seed(4)].map(spaced);
    expect(seeds[0]).toMatch(/^00 01 /);
    expect(seeds[1]).toMatch(/^00 02 /);
    expect(seeds[2]).toMatch(/^05 A1 7C 0D 00 03 .* B9 73 B6 A8$/);
    expect(seeds[3]).toMatch(/^05 A1 7C 0D 00 04 .* B9 73 B6 A8$/);
    expect(seeds[4]).toMatch(/^05 A1 7C 0D 00 05 .* B9 73 B6 A8$/);
    expect(new Set(seeds.map((seed) => seed.slice(-29))).size).toBe(5);
  });

  it('AUT-1: the same seed of the world gives the same seeds, another seed others', () => {
    const first = (seed: number): string => {
      const bench = new TestBench({ seed });
      bench.extended();
      return spaced(bench.seed(1));
    };
    expect(first(1)).toBe('00 01 63 E4 E9 95 1D EE');
    expect(first(1)).toBe(first(1));
    expect(first(2)).not.toBe(first(1));
  });

  it('AUT-1: the counter is stored before the seed is sent: a power cut at once loses no count', () => {
    const bench = new TestBench();
    bench.extended();
    bench.deliver('27 01');
    bench.powerCycle();
    bench.extended();
    expect(spaced(bench.seed(1))).toMatch(/^00 02 /);
  });

  it('AUT-1: no seed comes again after power loss and ECU reset', () => {
    const bench = new TestBench();
    const seen = new Set<string>();
    for (let round = 0; round < 6; round++) {
      bench.extended();
      seen.add(spaced(bench.seed(1))).add(spaced(bench.seed(1)));
      if (round % 2 === 0) bench.powerCycle();
      else bench.request('11 01');
    }
    expect(seen.size).toBe(12);
  });

  it('AUT-1: after 65535 the counter starts again at 1, for every level, over power loss and ECU reset', () => {
    const content = factoryContent({ keySlots: 7, slots: [KEY_A], generator: [1, 2, 3, 4] });
    for (const level of [1, 2, 3, 4] as const) {
      const bench = new TestBench({ memory: imageOf({ ...content, seedCounter: 65_533 }) });
      const counters = ['FF FE', 'FF FF', '00 01', '00 02', '00 03', '00 04'].map((counter, index) => {
        bench.extended();
        const seed = spaced(bench.seed(level));
        if (index % 3 === 1) bench.powerCycle();
        if (index % 3 === 2) bench.request('11 01');
        expect(seed.startsWith(level === 1 ? counter : `05 A1 7C 0D ${counter}`), seed).toBe(true);
        return seed;
      });
      expect(new Set(counters).size).toBe(6);
      expect(bench.car.smartKey.content).toMatchObject({ seedCounter: 4, seedRound: 1 });
    }
  });

  it('AUT-1: a power cut within the write that starts the counter again leaves it before or after', () => {
    const content = factoryContent({ keySlots: 7, slots: [KEY_A], generator: [1, 2, 3, 4] });
    for (const byte of [0, 40, 50, 60, 100_000]) {
      const bench = new TestBench({ memory: imageOf({ ...content, seedCounter: 65_535 }) });
      bench.extended();
      bench.car.setFaults({ memoryCut: { write: 1, block: 'security', byte, offMs: 50 } });
      expect(bench.request('27 01')).toBeNull();
      bench.advance(SECOND);
      const { seedCounter, seedRound } = bench.car.smartKey.content;
      expect(['65535 of 0', '1 of 1']).toContain(`${seedCounter} of ${seedRound}`);
      bench.extended();
      expect(spaced(bench.seed(1))).toMatch(seedRound === 0 ? /^00 01 / : /^00 02 /);
    }
  });

  it('AUT-1: with all 2.8 × 10¹⁴ seeds used, the ECU refuses rather than repeats one', () => {
    const content = factoryContent({ keySlots: 7, slots: [KEY_A], generator: [1, 2, 3, 4] });
    const memory = imageOf({ ...content, seedCounter: 65_535, seedRound: 0xffff_ffff });
    const bench = new TestBench({ memory });
    bench.extended();
    expect(bench.request('27 01')).toBe('7F 27 22');
  });
});

describe('pass-codes', () => {
  it('AUT-2: level 1 opens with six digits of the seed’s HMAC', () => {
    const bench = new TestBench();
    bench.extended();
    const digits = String(mac(1, bench.seed(1)).readUInt32BE(0) % 1_000_000).padStart(6, '0');
    expect(bench.sendKey(1, spaced(new TextEncoder().encode(digits)))).toBe('67 02');
  });

  it.each([2, 3, 4] as const)('AUT-2: level %i opens with six bytes of the seed’s HMAC', (level) => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.sendKey(level, toHex(mac(2, bench.seed(level)).subarray(0, 6)))).toBe(`67 0${level * 2}`);
  });

  it('AUT-2: a pass-code belongs to one seed: the one of the seed before is wrong', () => {
    const bench = new TestBench();
    bench.extended();
    const old = bench.passCode(3, bench.seed(3));
    bench.seed(3);
    expect(bench.sendKey(3, old)).toBe('7F 27 35');
  });

  it('AUT-2: it belongs to one level', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(3, bench.seed(3));
    expect(bench.sendKey(4, code)).toBe('7F 27 24');
    expect(bench.sendKey(2, code)).toBe('7F 27 24');
    expect(bench.sendKey(3, code)).toBe('67 06');
  });

  it('AUT-2: it is good for one use', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(3, bench.seed(3));
    expect(bench.sendKey(3, code)).toBe('67 06');
    expect(bench.sendKey(3, code)).toBe('7F 27 24');
  });

  it('AUT-2: a car of another secret has other pass-codes', () => {
    const bench = new TestBench({ profile: { passcodeSecret: 'another' } });
    bench.extended();
    expect(bench.sendKey(2, toHex(mac(2, bench.seed(2)).subarray(0, 6)))).toBe('7F 27 35');
  });
});

describe('wrong pass-codes', () => {
  it('AUT-3: one counts, voids the seed and changes nothing else; a right one clears the counter', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    expect(bench.unlockWrongly(3)).toBe('7F 27 35');
    expect(bench.request('22 10 09')).toBe('62 10 09 01 00 00');
    expect(bench.history()).toEqual(['02 02 03']);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    bench.door(true);
    expect(bench.request('31 01 02 01 01')).toBe('71 01 02 01 11');
    bench.unlock(3);
    expect(bench.request('22 10 09')).toBe('62 10 09 00 00 00');
  });

  it('AUT-3: the history records whose pass-code was wrong', () => {
    const bench = new TestBench({ profile: { attemptsMax: 9 } });
    bench.extended();
    for (const level of LEVELS) bench.unlockWrongly(level);
    expect(bench.history(4)).toEqual(['03 02 03', '02 02 03', '01 02 03', '01 02 03']);
  });

  it('AUT-3: the third, at any levels, gets 0x36 and starts the delay of 10 s, to the microsecond', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.unlockWrongly(1)).toBe('7F 27 35');
    expect(bench.unlockWrongly(2)).toBe('7F 27 35');
    const code = bench.passCode(4, bench.seed(4)).startsWith('00') ? '11' : '00';
    bench.request(`27 08 ${code} 00 00 00 00 00`);
    expect(bench.responses.at(-1)).toBe('7F 27 36');
    const lockedUs = (bench.deadlines.lockout ?? 0) - 10 * SECOND;
    expect(bench.nowUs - lockedUs).toBeLessThan(1000);
    bench.advanceToDeadline('lockout', -1);
    expect(bench.requestNow('22 10 09')).toBe('62 10 09 03 00 01');
    const again = locked();
    again.advanceToDeadline('lockout', -1);
    expect(again.requestNow('27 05')).toBe('7F 27 37');
    const free = locked();
    free.advanceToDeadline('lockout');
    expect(free.requestNow('22 10 09')).toBe('62 10 09 02 00 00');
    expect(free.requestNow('27 05')).toMatch(/^67 05 /);
  });

  function locked(): TestBench {
    const bench = new TestBench();
    bench.extended();
    for (let attempt = 0; attempt < 3; attempt++) bench.unlockWrongly(3);
    return bench;
  }

  it('AUT-3: during the delay every level is refused a seed with 0x37, and a key with 0x24', () => {
    const bench = locked();
    for (const level of LEVELS) {
      expect(bench.request(`27 0${level * 2 - 1}`)).toBe('7F 27 37');
      expect(bench.request(`27 0${level * 2} 30 30 30 30 30 30`)).toBe('7F 27 24');
    }
    expect(bench.request('22 10 09')).toMatch(/^62 10 09 03 /);
  });

  it('AUT-3: after the delay the next wrong one starts it again, and a right one clears the counter', () => {
    const bench = locked();
    bench.advanceToDeadline('lockout');
    expect(bench.unlockWrongly(3)).toBe('7F 27 36');
    bench.advanceToDeadline('lockout');
    expect(bench.unlock(3)).toBe('67 06');
    expect(bench.request('22 10 09')).toBe('62 10 09 00 00 00');
    expect(bench.unlockWrongly(2)).toBe('7F 27 35');
  });

  it.each([
    ['power loss', (bench: TestBench) => bench.powerCycle()],
    ['0x11', (bench: TestBench) => bench.request('11 01')],
  ] as const)('AUT-3: %s keeps the counter, and the delay restarts', (_, restart) => {
    const bench = locked();
    bench.advance(9 * SECOND);
    restart(bench);
    expect((bench.deadlines.lockout ?? 0) - bench.nowUs).toBeGreaterThan(9_990_000);
    bench.extended();
    expect(bench.request('27 01')).toBe('7F 27 37');
    bench.advanceToDeadline('lockout');
    expect(bench.request('22 10 09')).toBe('62 10 09 02 00 00');
    restart(bench);
    bench.extended();
    expect(bench.unlockWrongly(1)).toBe('7F 27 36');
  });

  it('AUT-3: the delay counts from the end of the boot, to the microsecond: until then nothing is refused', () => {
    const bench = locked();
    const bootEndUs = bench.car.cutPower(100_000);
    bench.car.advanceTo(bootEndUs);
    expect(bench.deadlines.lockout).toBe(bootEndUs + 10 * SECOND);
  });

  it('AUT-3: power loss between wrong ones does not reset the counter', () => {
    const bench = new TestBench();
    for (const answer of ['7F 27 35', '7F 27 35', '7F 27 36']) {
      bench.extended();
      expect(bench.unlockWrongly(2)).toBe(answer);
      bench.powerCycle();
    }
  });

  it('AUT-3: a key refused with 0x24 or 0x13 neither counts nor voids the seed', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(2, bench.seed(2));
    expect(bench.sendKey(3, code)).toBe('7F 27 24');
    expect(bench.sendKey(2, code.slice(0, -3))).toBe('7F 27 13');
    expect(bench.sendKey(2, `${code} 00`)).toBe('7F 27 13');
    expect(bench.request('22 10 09')).toBe('62 10 09 00 00 00');
    expect(bench.sendKey(2, code)).toBe('67 04');
  });

  it('AUT-3: one pending seed for all levels', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(1, bench.seed(1));
    bench.seed(2);
    expect(bench.sendKey(1, code)).toBe('7F 27 24');
  });
});

describe('levels', () => {
  it('AUT-4: without its pass-code no procedure changes a key', () => {
    const bench = new TestBench();
    bench.extended();
    bench.door(true);
    const starts = ['02 01 01', '02 01 02', '02 02 01', '02 02 02', '02 02 03', '02 03 01 01', '02 03 02', '02 03 03'];
    for (const start of starts) bench.request(`31 01 ${start}`);
    bench.touch(bench.newKey());
    bench.advance(1000 * SECOND);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
  });

  it('AUT-5: unlocking a level locks any other', () => {
    for (const level of LEVELS) {
      const bench = new TestBench();
      bench.extended();
      for (const earlier of LEVELS) if (earlier !== level) bench.unlock(earlier);
      bench.unlock(level);
      for (const other of LEVELS) {
        const isZero = /^67 0. 00( 00)+$/.test(bench.request(`27 0${other * 2 - 1}`) ?? '');
        expect(isZero).toBe(other === level);
      }
    }
  });

  it('AUT-5: after a refusal the level stays, after the positive answer it is spent', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    expect(bench.request('31 01 02 01 01')).toBe('7F 31 22');
    bench.door(true);
    expect(bench.request('31 01 02 01 01')).toBe('71 01 02 01 11');
    expect(bench.request('27 01')).toMatch(/^67 01 00 02 /);
  });

  it.each([
    ['10 01', (bench: TestBench) => bench.request('10 01')],
    ['10 03', (bench: TestBench) => bench.request('10 03')],
    ['S3', (bench: TestBench) => bench.advanceToDeadline('session')],
    ['11 01', (bench: TestBench) => bench.request('11 01')],
    ['power loss', (bench: TestBench) => bench.powerCycle()],
  ] as const)('AUT-5: a level is lost by %s', (_, end) => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    bench.door(true);
    end(bench);
    bench.request('10 03');
    expect(bench.request('31 01 02 01 01')).toBe('7F 31 33');
  });

  it('AUT-6: another procedure’s first step is refused with 0x22 while one is under way', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    expect(bench.request('31 01 02 03 01 01')).toBe('7F 31 22');
    bench.unlock(1);
    bench.door(true);
    expect(bench.request('31 01 02 01 01')).toBe('7F 31 22');
    expect(bench.history(2)).toEqual(['01 02 0F', '03 02 0F']);
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 02 21 /);
  });

  it('AUT-6: stop of a procedure that is not the one under way is wrong order', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    expect(bench.request('31 02 02 01')).toBe('7F 31 24');
    expect(bench.request('31 02 02 03')).toBe('7F 31 24');
  });
});

it('AUT-1: two cars of one world seed draw different seeds', () => {
  const other = new TestBench({ profile: { vin: '4T1BZ1FB3KU000000' } });
  other.extended();
  expect(spaced(other.seed(1))).not.toBe('00 01 63 E4 E9 95 1D EE');
  expect(newMemory(other.car.profile, 1, [])).toEqual(newMemory(other.car.profile, 1, []));
});
