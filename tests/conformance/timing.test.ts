import { describe, expect, it } from 'vitest';
import { MS, SECOND, WireTester, type ReceivedMessage } from './support/wire-tester.ts';

/** A car whose reading takes that long. */
function slowReader(readData: string, timing: Readonly<Record<string, string>> = {}): WireTester {
  return new WireTester({ profile: { actionDurations: { readData }, timing } });
}

/** From each instant to the next, the request's end first. */
function gaps(ecu: WireTester, messages: readonly ReceivedMessage[]): readonly number[] {
  const instants = [ecu.sentUs, ...messages.map(({ startUs }) => startUs)];
  return instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0));
}

/** 0x78 to 0x78 alone: without the first, and without the final response. */
function betweenPending(ecu: WireTester, messages: readonly ReceivedMessage[]): readonly number[] {
  return gaps(ecu, messages).slice(1, -1);
}

describe('timing of the answer', () => {
  it.each(['3E 00', '10 03', '22 F1 90', '22 10 10', '19 0A', '14 FF FF FF', '10 02', '23 00'])(
    'conformance 18: the answer to %s begins within P2 of 50 ms',
    (request) => {
      const ecu = new WireTester();
      const [answer] = ecu.messages(request);
      expect(answer).toBeDefined();
      expect((answer?.startUs ?? Infinity) - ecu.sentUs).toBeLessThan(50 * MS);
    },
  );

  it('conformance 18: an action of less than P2 is answered within it, without 0x78', () => {
    const ecu = slowReader('49 ms');
    const messages = ecu.messages('22 F1 86');
    expect(messages.map(({ text }) => text)).toEqual(['62 F1 86 01']);
    expect(gaps(ecu, messages)[0]).toBeLessThan(50 * MS);
  });

  it('conformance 19: 0x50 carries P2 in ms and P2* in 10 ms', () => {
    const standard = new WireTester();
    expect(standard.exchange('7B5 02 10 03')).toEqual(['7BD 06 50 03 00 32 01 F4 CC']);
    expect(standard.exchange('7B5 02 10 01')).toEqual(['7BD 06 50 01 00 32 01 F4 CC']);
    const other = new WireTester({ profile: { timing: { p2: '300 ms', p2Star: '2560 ms' } } });
    expect(other.exchange('7B5 02 10 03')).toEqual(['7BD 06 50 03 01 2C 01 00 CC']);
  });

  it.each(['50 ms', '51 ms', '120 ms', '4 s'])(
    'conformance 20: for an action of %s 0x78 comes within P2',
    (readData) => {
      const ecu = slowReader(readData);
      const messages = ecu.messages('22 F1 86');
      expect(messages.map(({ text }) => text)).toEqual(['7F 22 78', '62 F1 86 01']);
      expect(gaps(ecu, messages)[0]).toBeLessThan(50 * MS);
    },
  );

  it.each(['5.025 s', '5.1 s', '12 s', '60 s'])(
    'conformance 21: for an action of %s it comes again within each P2*',
    (readData) => {
      const ecu = slowReader(readData);
      const messages = ecu.messages('22 F1 86');
      expect(messages.length).toBeGreaterThan(2);
      expect(Math.max(...gaps(ecu, messages).slice(1))).toBeLessThan(5 * SECOND);
    },
  );

  it.each([
    ['12 s', '5000 ms', 5 * SECOND],
    ['60 s', '1000 ms', 1 * SECOND],
    ['1 s', '10 ms', 10 * MS],
  ])('conformance 22: for an action of %s with P2* %s no two come within 0.3 P2*', (readData, p2Star, p2StarUs) => {
    const ecu = slowReader(readData, { p2Star });
    const between = betweenPending(ecu, ecu.messages('22 F1 86'));
    expect(between.length).toBeGreaterThan(0);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(0.3 * p2StarUs);
  });

  it('conformance 23: their total is bounded, for no action takes longer than 60 s', () => {
    expect(() => slowReader('60.000001 s')).toThrow('actionDurations.readData must be from 0 s to 60 s');
    const ecu = slowReader('60 s');
    const pending = ecu.messages('22 F1 86').filter(({ text }) => text === '7F 22 78');
    expect(pending).toHaveLength(23);
  });

  it.each(['50 ms', '119 ms', '2.5 s', '5 s', '5.000001 s', '7.5 s', '60 s'])(
    'conformance 24: a final response follows after %s',
    (readData) => {
      const ecu = slowReader(readData);
      const texts = ecu.messages('22 F1 86').map(({ text }) => text);
      expect(texts.at(-1)).toBe('62 F1 86 01');
      expect(new Set(texts.slice(0, -1))).toEqual(new Set(['7F 22 78']));
      // And nothing after it.
      ecu.advance(20 * SECOND);
      expect(ecu.frames()).toEqual([]);
    },
  );
});

describe('S3', () => {
  it('conformance 25: ends a non-default session after 5000 ms', () => {
    for (const [afterUs, session] of [
      [5 * SECOND - 1 * MS, '03'],
      [5 * SECOND, '01'],
    ] as const) {
      const ecu = new WireTester();
      const [answer] = ecu.messages('10 03');
      ecu.advanceTo((answer?.endUs ?? 0) + afterUs);
      expect(ecu.ask('22 F1 86')).toBe(`62 F1 86 ${session}`);
    }
  });

  it('conformance 25: is the profile’s, and does not run in the default session', () => {
    const ecu = new WireTester({ profile: { timing: { s3: '1 s' } } });
    ecu.advance(100 * SECOND);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
    ecu.extended();
    ecu.advance(0.9 * SECOND);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    ecu.advance(1.1 * SECOND);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
  });

  it.each(['3E 00', '3E 80', '22 F1 86', '22 00 00', '23 00', '10 02', '2E', '27 02', '19 0A'])(
    'conformance 26: is restarted by %s as by any request',
    (request) => {
      const ecu = new WireTester();
      ecu.extended();
      ecu.advance(4.9 * SECOND);
      ecu.messages(request);
      ecu.advance(4.9 * SECOND);
      expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    },
  );

  it('conformance 27: is stopped while a request is processed, and restarts after the final response', () => {
    for (const [afterUs, session] of [
      [5 * SECOND - 1 * MS, '03'],
      [5 * SECOND, '01'],
    ] as const) {
      const ecu = new WireTester({ profile: { actionDurations: { readFaults: '12 s' } } });
      ecu.extended();
      ecu.advance(4 * SECOND);
      const messages = ecu.messages('19 01 FF');
      expect(messages.at(-1)?.text).toBe('59 01 2F 01 00 00');
      ecu.advanceTo((messages.at(-1)?.endUs ?? 0) + afterUs);
      expect(ecu.ask('22 F1 86')).toBe(`62 F1 86 ${session}`);
    }
  });

  it('conformance 27: a 0x78 does not count', () => {
    const ecu = new WireTester({ profile: { actionDurations: { readFaults: '12 s' }, timing: { s3: '1 s' } } });
    ecu.extended();
    // Were S3 restarted by a 0x78, it would end the session before the answer.
    expect(ecu.ask('19 01 FF')).toBe('59 01 2F 01 00 00');
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
  });

  it('conformance 28: while busy 3E 80 is accepted, anything else gets 0x21', () => {
    const ecu = slowReader('1 s');
    ecu.send('7B5 03 22 F1 86');
    ecu.advance(500 * MS);
    expect(ecu.frames()).toEqual(['7BD 03 7F 22 78 CC CC CC CC']);
    ecu.send('7B5 02 3E 80', '7DF 02 3E 80', '750 B5 02 3E 80');
    ecu.advance(10 * MS);
    expect(ecu.frames()).toEqual([]);
    ecu.send('7B5 02 3E 00', '750 B5 03 22 F1 86', '7DF 02 10 03', '7B5 01 23');
    ecu.advance(10 * MS);
    expect(ecu.frames()).toEqual([
      '7BD 03 7F 3E 21 CC CC CC CC',
      '758 B5 03 7F 22 21 CC CC CC',
      '7BD 03 7F 10 21 CC CC CC CC',
      '7BD 03 7F 23 21 CC CC CC CC',
    ]);
    ecu.advance(SECOND);
    expect(ecu.frames()).toEqual(['7BD 04 62 F1 86 01 CC CC CC']);
  });

  it('conformance 28: an answer under way on one endpoint keeps the other busy', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('750 B5 03 22 F1 90')).toEqual(['758 B5 10 14 62 F1 90 34 54']);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual(['7BD 03 7F 3E 21 CC CC CC CC']);
    expect(ecu.exchange('7B5 02 3E 80')).toEqual([]);
    expect(ecu.exchange('750 B5 30 00 00')).toHaveLength(3);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual(['7BD 02 7E 00 CC CC CC CC CC']);
  });
});
