import { describe, expect, it } from 'vitest';
import { SECOND, WireTester } from './support/wire-tester.ts';

const ZERO_SEED_8 = '67 01 00 00 00 00 00 00 00 00';
const ZERO_SEED_16 = '67 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00';

function extendedEcu(profile: Readonly<Record<string, unknown>> = {}): WireTester {
  const ecu = new WireTester({ profile });
  ecu.extended();
  return ecu;
}

/** Three wrong pass-codes: the delay of 10 s runs. */
function lockedOut(): WireTester {
  const ecu = extendedEcu();
  for (let count = 0; count < 3; count++) ecu.unlockWrongly(1);
  return ecu;
}

/** Lets time pass in the extended session. */
function pass(ecu: WireTester, seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    ecu.advance(SECOND);
    ecu.ask('3E 80');
  }
}

describe('security access', () => {
  it('conformance 36: odd asks for a seed, the next even sends its key; 00 and 7F get 0x12', () => {
    const ecu = extendedEcu();
    for (const level of [1, 2, 3, 4] as const) {
      const seed = ecu.seed(level);
      expect(seed.split(' ')).toHaveLength(level === 1 ? 8 : 16);
      expect(ecu.ask(`27 0${level * 2} ${ecu.key(level, seed)}`)).toBe(`67 0${level * 2}`);
    }
    for (const subFunction of ['00', '80', '7F', 'FF', '09', '0A', '42']) {
      expect(ecu.ask(`27 ${subFunction}`), subFunction).toBe('7F 27 12');
    }
  });

  it.each(['27 01', '27 02 31 32 33 34 35 36', '27 00', '27'])(
    'conformance 37: in the default session %s gets 0x7F',
    (request) => {
      expect(new WireTester().ask(request)).toBe('7F 27 7F');
    },
  );

  it('conformance 38: an unlocked level gives an all-zero seed of the same length', () => {
    const ecu = extendedEcu();
    ecu.unlock(1);
    expect(ecu.ask('27 01')).toBe(ZERO_SEED_8);
    ecu.unlock(2);
    expect(ecu.ask('27 03')).toBe(ZERO_SEED_16);
  });

  it('conformance 38: while locked no seed is all zero', () => {
    const ecu = extendedEcu();
    for (let count = 0; count < 20; count++) {
      expect(ecu.ask('27 01')).not.toBe(ZERO_SEED_8);
      expect(ecu.ask('27 03')).not.toBe(ZERO_SEED_16);
    }
  });

  it('conformance 39: a key without its seed, or for another level, gets 0x24', () => {
    const ecu = extendedEcu();
    expect(ecu.ask('27 02 31 32 33 34 35 36')).toBe('7F 27 24');
    const key = ecu.key(2, ecu.seed(2));
    expect(ecu.ask(`27 06 ${key}`)).toBe('7F 27 24');
    // That did not cost the seed of level 2.
    expect(ecu.ask(`27 04 ${key}`)).toBe('67 04');
    // A key opens once.
    expect(ecu.ask(`27 04 ${key}`)).toBe('7F 27 24');
  });

  it('conformance 40: a wrong length gets 0x13', () => {
    const ecu = extendedEcu();
    expect(ecu.ask('27 01 00')).toBe('7F 27 13');
    const key = ecu.key(1, ecu.seed(1));
    expect(ecu.ask('27 02')).toBe('7F 27 13');
    expect(ecu.ask(`27 02 ${key.slice(0, -3)}`)).toBe('7F 27 13');
    expect(ecu.ask(`27 02 ${key} 00`)).toBe('7F 27 13');
    // None of them was an attempt.
    expect(ecu.ask('22 10 09')).toBe('62 10 09 00 00 00');
    expect(ecu.ask(`27 02 ${key}`)).toBe('67 02');
  });

  it('conformance 41: a wrong key gets 0x35, and the seed is discarded', () => {
    const ecu = extendedEcu();
    const key = ecu.key(1, ecu.seed(1));
    expect(ecu.ask('27 02 00 00 00 00 00 00')).toBe('7F 27 35');
    expect(ecu.ask(`27 02 ${key}`)).toBe('7F 27 24');
  });

  it('conformance 42: the third wrong key gets 0x36, and the delay starts', () => {
    const ecu = extendedEcu();
    expect(ecu.unlockWrongly(1)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(2)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(3)).toBe('7F 27 36');
    expect(ecu.ask('22 10 09')).toBe('62 10 09 03 27 10');
    const single = extendedEcu({ attemptsMax: 1 });
    expect(single.unlockWrongly(4)).toBe('7F 27 36');
  });

  it('conformance 43: a seed asked for in the delay gets 0x37, until it is over', () => {
    const ecu = lockedOut();
    for (const request of ['27 01', '27 03', '27 05', '27 07']) expect(ecu.ask(request)).toBe('7F 27 37');
    pass(ecu, 9);
    expect(ecu.ask('27 01')).toBe('7F 27 37');
    pass(ecu, 1);
    // One more wrong key, and it starts again.
    expect(ecu.unlockWrongly(1)).toBe('7F 27 36');
    expect(ecu.ask('27 01')).toBe('7F 27 37');
  });

  it.each(['power-on', '11 01'])(
    'conformance 44: after %s with the delay pending, likewise, for the whole delay',
    (how) => {
      const ecu = lockedOut();
      pass(ecu, 9);
      if (how === 'power-on') ecu.powerCycle();
      else ecu.ask(how);
      ecu.extended();
      expect(ecu.ask('27 01')).toBe('7F 27 37');
      pass(ecu, 9);
      expect(ecu.ask('27 01')).toBe('7F 27 37');
      pass(ecu, 1);
      expect(ecu.unlock(1)).toBe('67 02');
    },
  );

  it('conformance 45: success clears the counter', () => {
    const ecu = extendedEcu();
    ecu.unlockWrongly(1);
    ecu.unlockWrongly(1);
    expect(ecu.ask('22 10 09')).toBe('62 10 09 02 00 00');
    expect(ecu.unlock(4)).toBe('67 08');
    expect(ecu.ask('22 10 09')).toBe('62 10 09 00 00 00');
    expect(ecu.unlockWrongly(1)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(1)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(1)).toBe('7F 27 36');
  });

  it('conformance 45: counter and delay are stored in one write, before the answer', () => {
    const ecu = extendedEcu();
    ecu.unlockWrongly(1);
    ecu.unlockWrongly(1);
    ecu.seed(1);
    const writes = (): number =>
      ecu.events.filter(({ event }) => event.kind === 'memory-written' && event.blocks.includes('security')).length;
    const before = writes();
    ecu.sendMessage('27 02 00 00 00 00 00 00');
    ecu.car.settle();
    expect(writes() - before).toBe(1);
    ecu.powerCycle();
    expect(ecu.ask('22 10 09')).toMatch(/^62 10 09 03 27 /);
  });

  it('conformance 46: a new seed takes the place of the pending one', () => {
    const ecu = extendedEcu();
    const first = ecu.seed(1);
    const second = ecu.seed(1);
    expect(second).not.toBe(first);
    expect(ecu.ask(`27 02 ${ecu.key(1, first)}`)).toBe('7F 27 35');
    ecu.seed(1);
    expect(ecu.ask(`27 02 ${ecu.key(1, ecu.seed(1))}`)).toBe('67 02');
  });

  it('conformance 47: unlocking one level locks any other', () => {
    const ecu = extendedEcu();
    ecu.unlock(1);
    ecu.unlock(4);
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
    expect(ecu.ask('27 01')).not.toBe(ZERO_SEED_8);
  });

  it('conformance 47: one pending seed, one counter and one delay for all levels', () => {
    const ecu = extendedEcu();
    const key = ecu.key(1, ecu.seed(1));
    ecu.seed(2);
    expect(ecu.ask(`27 02 ${key}`)).toBe('7F 27 24');
    expect(ecu.unlockWrongly(1)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(2)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(3)).toBe('7F 27 36');
    expect(ecu.ask('27 07')).toBe('7F 27 37');
  });
});
