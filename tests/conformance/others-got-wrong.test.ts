import { describe, expect, it } from 'vitest';
import { MS, SECOND, WireTester } from './support/wire-tester.ts';

const ALIVE = '7BD 02 7E 00 CC CC CC CC CC';

function extendedEcu(): WireTester {
  const ecu = new WireTester();
  ecu.extended();
  return ecu;
}

describe('others got wrong', () => {
  it('others got wrong: levels stay unlocked after S3 (conformance 30)', () => {
    const ecu = extendedEcu();
    ecu.openDriverDoor();
    ecu.unlock(1);
    ecu.advance(6 * SECOND);
    ecu.extended();
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
  });

  it('others got wrong: an explicit 10 01 does not lock (conformance 31)', () => {
    const ecu = extendedEcu();
    ecu.openDriverDoor();
    ecu.unlock(1);
    ecu.ask('10 01');
    ecu.extended();
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
  });

  it.each(['22 F1 90', '19 0A', '23 00', '22 00 00'])(
    'others got wrong: S3 restarted by 0x10 and 0x3E only, not by %s (conformance 26)',
    (request) => {
      const ecu = extendedEcu();
      for (let count = 0; count < 3; count++) {
        ecu.advance(4 * SECOND);
        ecu.messages(request);
      }
      expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    },
  );

  it('others got wrong: no attempt counter (conformance 42)', () => {
    const ecu = extendedEcu();
    expect(ecu.unlockWrongly(2)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(2)).toBe('7F 27 35');
    expect(ecu.unlockWrongly(2)).toBe('7F 27 36');
    expect(ecu.ask('27 03')).toBe('7F 27 37');
  });

  it('others got wrong: every frame taken for a consecutive frame during reception (conformance 59)', () => {
    const ecu = extendedEcu();
    expect(ecu.exchange('7B5 10 13 2E F1 98 01 02 03')).toEqual(['7BD 30 08 00 CC CC CC CC CC']);
    // Neither a flow control nor a reserved type is one; a single frame is a new message.
    expect(ecu.exchange('7B5 31 04 05 06 07 08 09 0A', '7B5 41 04 05 06 07 08 09 0A')).toEqual([]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    expect(ecu.exchange('7B5 21 04 05 06 07 08 09 0A', '7B5 22 0B 0C 0D 0E 0F 10')).toEqual([]);
  });

  it('others got wrong: FF_DL 7 accepted (conformance 53)', () => {
    expect(new WireTester().exchange('7B5 10 07 22 F1 86 00 00 00')).toEqual([]);
  });

  it.each(['80', 'A5', 'F0', 'FA', 'FF'])(
    'others got wrong: reserved STmin %s taken for 0 or an exception (conformance 61)',
    (separationTime) => {
      const ecu = new WireTester();
      ecu.exchange('7B5 03 22 F1 90');
      ecu.send(`7B5 30 00 ${separationTime}`);
      ecu.advance(127 * MS);
      expect(ecu.frames()).toEqual(['7BD 21 42 5A 31 46 42 34 4B']);
      ecu.advance(2 * MS);
      expect(ecu.frames()).toEqual(['7BD 22 55 39 39 39 39 39 39']);
    },
  );

  it('others got wrong: functional 3E 80 kills the server (conformance 17)', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7DF 02 3E 80', '7DF 02 3E 80')).toEqual([]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    expect(ecu.exchange('750 B5 02 3E 00')).toEqual(['758 B5 02 7E 00 CC CC CC CC']);
  });

  it('others got wrong: dead after reset (conformance 34)', () => {
    const ecu = new WireTester();
    for (const type of ['01', '02', '03', '01']) {
      expect(ecu.exchange(`7B5 02 11 ${type}`)).toEqual([`7BD 02 51 ${type} CC CC CC CC CC`]);
      expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
      expect(ecu.exchange('750 B5 02 3E 00')).toEqual(['758 B5 02 7E 00 CC CC CC CC']);
    }
  });

  it('others got wrong: seeds that differ between runs with the same seed', () => {
    const seeds = (seed: number): readonly string[] => {
      const ecu = new WireTester({ seed });
      ecu.extended();
      return [1, 2, 3, 4, 1].map((level) => ecu.ask(`27 0${level * 2 - 1}`) ?? '');
    };
    expect(seeds(7)).toEqual(seeds(7));
    expect(seeds(8)).not.toEqual(seeds(7));
    expect(new Set(seeds(7)).size).toBe(5);
  });

  it.each(['31 04 02 01', '31 00 02 02', '31 7F 02 03'])(
    'others got wrong: an unknown routine sub-function (%s) answered 0x31 (conformance 50)',
    (request) => {
      expect(extendedEcu().ask(request)).toBe('7F 31 12');
    },
  );

  it('others got wrong: a final response swallowed after 0x78 (conformance 11)', () => {
    const ecu = new WireTester({ profile: { actionDurations: { sessionControl: '200 ms' } } });
    expect(ecu.exchange('7B5 02 10 83')).toEqual(['7BD 03 7F 10 78 CC CC CC CC', '7BD 06 50 03 00 32 01 F4 CC']);
  });
});
