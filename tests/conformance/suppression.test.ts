import { describe, expect, it } from 'vitest';
import { SECOND, WireTester } from './support/wire-tester.ts';

/** Reading takes longer than P2, so that 0x78 comes first. */
const SLOW_READ = { profile: { actionDurations: { readData: '100 ms' } } };

describe('suppressed and functional answers', () => {
  it('conformance 9: bit 7 keeps back positive responses only', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 02 10 83')).toEqual([]);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    expect(ecu.exchange('7B5 02 10 82')).toEqual(['7BD 03 7F 10 12 CC CC CC CC']);
    expect(ecu.exchange('7B5 02 3E 80')).toEqual([]);
    expect(ecu.exchange('7B5 03 3E 80 00')).toEqual(['7BD 03 7F 3E 13 CC CC CC CC']);
    expect(ecu.exchange('7B5 02 27 82')).toEqual(['7BD 03 7F 27 24 CC CC CC CC']);
  });

  it('conformance 10: only of services that have a sub-function', () => {
    const ecu = new WireTester();
    ecu.extended();
    // The second byte of each has bit 7 set and is no sub-function.
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    expect(ecu.ask('2E F1 99 19 07 01')).toBe('6E F1 99');
    expect(ecu.ask('14 FF FF FF')).toBe('54');
    expect(ecu.ask('2F A0 02 00')).toBe('7F 2F 31');
  });

  it('conformance 11: once 0x78 went out the final response is sent despite bit 7', () => {
    const slow = new WireTester({ profile: { actionDurations: { testerPresent: '50 ms' } } });
    expect(slow.exchange('7B5 02 3E 80')).toEqual(['7BD 03 7F 3E 78 CC CC CC CC', '7BD 02 7E 00 CC CC CC CC CC']);
    const quick = new WireTester({ profile: { actionDurations: { testerPresent: '49 ms' } } });
    expect(quick.exchange('7B5 02 3E 80')).toEqual([]);
  });

  it('conformance 12: to a functional request 0x11, 0x12, 0x31, 0x7E and 0x7F are not sent', () => {
    const ecu = new WireTester();
    // 0x7E is never this ECU's answer: no sub-function of its depends on the session.
    for (const [request, physical] of [
      ['23 00', '7F 23 11'],
      ['10 02', '7F 10 12'],
      ['22 00 00', '7F 22 31'],
      ['27 01', '7F 27 7F'],
    ] as const) {
      expect(ecu.ask(request, 'generic'), request).toBe(physical);
      expect(ecu.ask(request, 'functional'), request).toBeNull();
    }
  });

  it('conformance 13: except after a 0x78', () => {
    const slow = new WireTester(SLOW_READ);
    expect(slow.exchange('7DF 03 22 00 00')).toEqual(['7BD 03 7F 22 78 CC CC CC CC', '7BD 03 7F 22 31 CC CC CC CC']);
    const quick = new WireTester({ profile: { actionDurations: { readData: '49 ms' } } });
    expect(quick.exchange('7DF 03 22 00 00')).toEqual([]);
  });

  it('conformance 14: every other NRC is sent to a functional request', () => {
    const ecu = new WireTester();
    expect(ecu.ask('22 F1', 'functional')).toBe('7F 22 13');
    expect(ecu.ask('10 03 00', 'functional')).toBe('7F 10 13');
    ecu.extended();
    expect(ecu.ask('27 02', 'functional')).toBe('7F 27 24');
    expect(ecu.ask('31 01 02 01 01', 'functional')).toBe('7F 31 33');
    ecu.unlock(1);
    // The door is closed.
    expect(ecu.ask('31 01 02 01 01', 'functional')).toBe('7F 31 22');
    ecu.car.setVehicle({ batteryMv: 10_000 });
    expect(ecu.ask('31 01 02 01 01', 'functional')).toBe('7F 31 93');
  });

  it('conformance 15: to physical requests every NRC is sent, on either endpoint', () => {
    const ecu = new WireTester();
    for (const [request, answer] of [
      ['23 00', '7F 23 11'],
      ['10 02', '7F 10 12'],
      ['22 F1', '7F 22 13'],
      ['22 00 00', '7F 22 31'],
      ['27 01', '7F 27 7F'],
    ] as const) {
      expect(ecu.messages(request, 'oem')).toMatchObject([{ via: 'oem', text: answer }]);
      expect(ecu.messages(request, 'generic')).toMatchObject([{ via: 'generic', text: answer }]);
    }
  });

  it('conformance 16: a functional request is answered with the physical response id', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7DF 02 3E 00')).toEqual(['7BD 02 7E 00 CC CC CC CC CC']);
    // Also an answer of more than one frame, whose flow control comes to the physical request id.
    expect(ecu.exchange('7DF 03 22 F1 90')).toEqual(['7BD 10 14 62 F1 90 34 54 31']);
    expect(ecu.exchange('7B5 30 00 00')).toEqual(['7BD 21 42 5A 31 46 42 34 4B', '7BD 22 55 39 39 39 39 39 39']);
  });

  it('conformance 17: functional 3E 80 is met with silence and restarts S3', () => {
    const ecu = new WireTester();
    ecu.extended();
    for (let count = 0; count < 3; count++) {
      ecu.advance(4.9 * SECOND);
      expect(ecu.exchange('7DF 02 3E 80')).toEqual([]);
    }
    ecu.advance(4.9 * SECOND);
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
  });
});
