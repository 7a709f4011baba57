import { describe, expect, it } from 'vitest';
import { WireTester } from './support/wire-tester.ts';

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('which negative response, in which order', () => {
  it('conformance 1: unknown service 0x11, then not in this session 0x7F, then security 0x33', () => {
    const ecu = new WireTester();
    expect(ecu.ask('23 00')).toBe('7F 23 11');
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 7F');
    ecu.extended();
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 33');
    expect(ecu.ask('23 00')).toBe('7F 23 11');
  });

  it('conformance 2: with a sub-function: 0x7F, too short 0x13, never supported 0x12, then the service itself', () => {
    const ecu = new WireTester();
    expect(ecu.ask('27')).toBe('7F 27 7F');
    ecu.extended();
    expect(ecu.ask('27')).toBe('7F 27 13');
    expect(ecu.ask('27 09')).toBe('7F 27 12');
    // Wrong in length as well: the sub-function comes first.
    expect(ecu.ask('27 09 00 00')).toBe('7F 27 12');
    expect(ecu.ask('10 02 00')).toBe('7F 10 12');
    expect(ecu.ask('28 04')).toBe('7F 28 12');
    expect(ecu.ask('85 03 00')).toBe('7F 85 12');
    expect(ecu.ask('19 03')).toBe('7F 19 12');
    // Wrong in length and without its seed: the sequence comes before the service's own checks.
    expect(ecu.ask('27 02 00')).toBe('7F 27 24');
    expect(ecu.ask('28 00')).toBe('7F 28 13');
    expect(ecu.ask('85 01 00')).toBe('7F 85 13');
  });

  it.each(['10', '11', '14', '19', '22', '27', '28', '2E', '2F', '31', '3E', '85'])(
    'conformance 3: the known service %s alone is too short, 0x13',
    (sid) => {
      const ecu = new WireTester();
      ecu.extended();
      expect(ecu.exchange(`7B5 01 ${sid}`)).toEqual([`7BD 03 7F ${sid} 13 CC CC CC CC`]);
    },
  );

  it('conformance 4: of 0x31 the routine decides which sub-functions there are', () => {
    const ecu = new WireTester();
    ecu.extended();
    expect(ecu.ask('31 05 FF FF')).toBe('7F 31 31');
    expect(ecu.ask('31 05 02 01')).toBe('7F 31 12');
    expect(ecu.ask('31 05')).toBe('7F 31 13');
  });

  it('conformance 5: a negative response is exactly 7F SID NRC', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 02 10 02')).toEqual(['7BD 03 7F 10 12 CC CC CC CC']);
    expect(ecu.exchange('750 B5 02 10 02')).toEqual(['758 B5 03 7F 10 12 CC CC CC']);
  });

  it('conformance 6: what can only be an answer is met with silence', () => {
    const ecu = new WireTester();
    const sids = [...range(0x40, 0x7f), ...range(0xc0, 0xff)].map(hex);
    for (const sid of sids) {
      expect(ecu.exchange(`7B5 02 ${sid} 00`), sid).toEqual([]);
      expect(ecu.exchange(`750 B5 02 ${sid} 00`), sid).toEqual([]);
      expect(ecu.exchange(`7DF 02 ${sid} 00`), sid).toEqual([]);
    }
    expect(ecu.exchange('7B5 03 7F 10 11')).toEqual([]);
    // Its neighbours are requests.
    expect(ecu.ask('3F 00')).toBe('7F 3F 11');
    expect(ecu.ask('80 00')).toBe('7F 80 11');
    expect(ecu.ask('BF 00')).toBe('7F BF 11');
  });

  it('conformance 7: a positive response is the service plus 40', () => {
    const ecu = new WireTester();
    ecu.extended();
    expect(ecu.ask('3E 00')).toBe('7E 00');
    expect(ecu.ask('22 F1 86')).toBe('62 F1 86 03');
    expect(ecu.ask('14 FF FF FF')).toBe('54');
    expect(ecu.ask('19 01 FF')).toBe('59 01 2F 01 00 00');
    expect(ecu.ask('28 00 01')).toBe('68 00');
    expect(ecu.ask('2E F1 99 19 07 01')).toBe('6E F1 99');
    expect(ecu.ask('2F 20 02 03 01')).toBe('6F 20 02 03 01');
    expect(ecu.ask('85 01')).toBe('C5 01');
    expect(ecu.ask('11 01')).toBe('51 01');
  });

  it('conformance 8: the sub-function is echoed with bit 7 clear', () => {
    // Only behind a 0x78 is a request with bit 7 answered positively.
    const ecu = new WireTester({ profile: { actionDurations: { sessionControl: '100 ms', testerPresent: '100 ms' } } });
    expect(ecu.messages('10 83').map(({ text }) => text)).toEqual(['7F 10 78', '50 03 00 32 01 F4']);
    expect(ecu.messages('3E 80').map(({ text }) => text)).toEqual(['7F 3E 78', '7E 00']);
  });
});
