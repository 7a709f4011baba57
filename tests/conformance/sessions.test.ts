import { describe, expect, it } from 'vitest';
import { MS, SECOND, WireTester } from './support/wire-tester.ts';

describe('sessions and reset', () => {
  it('conformance 29: 10 xx has a length of exactly 2', () => {
    const ecu = new WireTester();
    expect(ecu.ask('10')).toBe('7F 10 13');
    expect(ecu.ask('10 03 00')).toBe('7F 10 13');
    expect(ecu.ask('10 01 00')).toBe('7F 10 13');
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
    expect(ecu.ask('10 03')).toBe('50 03 00 32 01 F4');
  });

  it('conformance 30: the end of S3 brings the default session, locked', () => {
    const ecu = new WireTester();
    ecu.extended();
    expect(ecu.unlock(1)).toBe('67 02');
    ecu.advance(5.001 * SECOND);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 7F');
    ecu.extended();
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
    expect(ecu.ask('27 01')).not.toBe('67 01 00 00 00 00 00 00 00 00');
  });

  it.each(['10 01', '10 03', '10 81', '10 83'])('conformance 31: %s in the extended session locks', (change) => {
    const ecu = new WireTester();
    ecu.extended();
    ecu.unlock(1);
    expect(ecu.ask('27 01')).toBe('67 01 00 00 00 00 00 00 00 00');
    ecu.ask(change);
    ecu.extended();
    expect(ecu.ask('27 01')).not.toBe('67 01 00 00 00 00 00 00 00 00');
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
  });

  it.each(['10 01', '10 03'])('conformance 32: %s drops a pending seed', (change) => {
    const ecu = new WireTester();
    ecu.extended();
    const key = ecu.key(1, ecu.seed(1));
    ecu.ask(change);
    ecu.extended();
    expect(ecu.ask(`27 02 ${key}`)).toBe('7F 27 24');
  });

  it('conformance 32: S3 drops a pending seed too', () => {
    const ecu = new WireTester();
    ecu.extended();
    const key = ecu.key(1, ecu.seed(1));
    ecu.advance(5.001 * SECOND);
    ecu.extended();
    expect(ecu.ask(`27 02 ${key}`)).toBe('7F 27 24');
  });

  it.each(['10 01', 'S3'])('conformance 33: the default session undoes 0x28 (by %s)', (end) => {
    const ecu = new WireTester({ cyclicFrames: true });
    const isBroadcasting = (): boolean => {
      const before = ecu.car.log.length;
      ecu.advance(400 * MS);
      return [...ecu.car.log].slice(before).some(({ frame }) => frame.id === 0x5b5);
    };
    ecu.extended();
    expect(ecu.ask('28 01 01')).toBe('68 01');
    expect(isBroadcasting()).toBe(false);
    if (end === 'S3') ecu.advance(5 * SECOND);
    else expect(ecu.ask('10 01')).toBe('50 01 00 32 01 F4');
    expect(isBroadcasting()).toBe(true);
  });

  it('conformance 33: the default session undoes 0x85', () => {
    const ecu = new WireTester();
    ecu.extended();
    expect(ecu.ask('85 02')).toBe('C5 02');
    ecu.car.setFault('B2785', true);
    expect(ecu.ask('19 01 FF')).toBe('59 01 2F 01 00 00');
    ecu.ask('10 01');
    expect(ecu.ask('19 02 FF')).toBe('59 02 2F A7 85 00 2F');
  });

  it.each(['01', '02', '03'])('conformance 34: 11 %s answers first, is silent, and alive afterwards', (type) => {
    const ecu = new WireTester();
    ecu.extended();
    ecu.send(`7B5 02 11 ${type}`);
    ecu.advance(1 * MS);
    expect(ecu.frames()).toEqual([`7BD 02 51 ${type} CC CC CC CC CC`]);
    // The ECU boots for 50 ms.
    ecu.send('7B5 02 3E 00');
    ecu.advance(10 * MS);
    ecu.send('750 B5 02 3E 00', '7DF 02 3E 00');
    ecu.advance(30 * MS);
    expect(ecu.frames()).toEqual([]);
    ecu.advance(20 * MS);
    expect(ecu.exchange('7B5 03 22 F1 86')).toEqual(['7BD 04 62 F1 86 01 CC CC CC']);
  });

  it('conformance 34: a message half received is forgotten by the reset', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('750 B5 10 09 22 F1 86 F1 86')).toEqual(['758 B5 30 08 00 CC CC CC CC']);
    expect(ecu.exchange('7B5 02 11 01')).toEqual(['7BD 02 51 01 CC CC CC CC CC']);
    expect(ecu.exchange('750 B5 21 F1 86 F1 86')).toEqual([]);
  });

  it('conformance 34: 11 81 resets without an answer', () => {
    const ecu = new WireTester();
    ecu.extended();
    expect(ecu.exchange('7B5 02 11 81')).toEqual([]);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
  });

  it('conformance 35: F186 reports the session', () => {
    const ecu = new WireTester();
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
    ecu.extended();
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    ecu.ask('10 01');
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 01');
  });
});
