import { describe, expect, it } from 'vitest';
import { emptyImage } from '../../../../ecu-sim/memory/nvm-image.ts';
import { SECOND, TestBench } from '../../../support/test-bench.ts';

describe('0x19 ReadDTCInformation and 0x14 ClearDiagnosticInformation (VEH-8)', () => {
  it('VEH-8: a fault that a bench sets is stored with status 2F, and keeps all but "test failed" when it goes', () => {
    const bench = new TestBench();
    expect(bench.request('19 02 FF')).toBe('59 02 2F');
    bench.car.setFault('B278D', true);
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 8D 00 2F');
    bench.car.setFault('B278D', false);
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 8D 00 2E');
    expect(bench.request('19 02 01')).toBe('59 02 2F');
  });

  it('counts the codes that match a status mask', () => {
    const bench = new TestBench();
    bench.car.setFault('B2785', true);
    bench.car.setFault('B2781', true);
    bench.car.setFault('B2781', false);
    expect(bench.request('19 01 08')).toBe('59 01 2F 01 00 02');
    expect(bench.request('19 01 01')).toBe('59 01 2F 01 00 01');
    expect(bench.request('19 01 00')).toBe('59 01 2F 01 00 00');
  });

  it('gives the occurrence counter as record 01, alone or with FF', () => {
    const bench = new TestBench();
    for (const on of [true, false, true, false]) bench.car.setFault('B27A5', on);
    expect(bench.request('19 06 A7 A5 00 01')).toBe('59 06 A7 A5 00 2E 01 02');
    expect(bench.request('19 06 A7 A5 00 FF')).toBe('59 06 A7 A5 00 2E 01 02');
    expect(bench.request('19 06 A7 A5 00 02')).toBe('7F 19 31');
    expect(bench.request('19 06 A7 A5 01 01')).toBe('7F 19 31');
  });

  it('lists every supported code with its status', () => {
    const bench = new TestBench();
    bench.car.setFault('B2781', true);
    const codes = 'A7 8D 00 00 A7 85 00 00 A7 81 00 2F A7 A5 00 00 A7 F0 41 00';
    expect(bench.request('19 0A')).toBe(`59 0A 2F ${codes}`);
  });

  it('refuses what it has not: sub-function 0x12, length 0x13', () => {
    const bench = new TestBench();
    expect(bench.request('19 03')).toBe('7F 19 12');
    expect(bench.request('19')).toBe('7F 19 13');
    expect(bench.request('19 02')).toBe('7F 19 13');
    expect(bench.request('19 0A 00')).toBe('7F 19 13');
    expect(bench.request('14 FF FF')).toBe('7F 14 13');
    expect(bench.request('14 A7 8D 01')).toBe('7F 14 31');
  });

  it('clears one code or all; a fault that is still there is stored again at once, counted from one', () => {
    const bench = new TestBench();
    bench.car.setFault('B278D', true);
    bench.car.setFault('B2785', true);
    bench.car.setFault('B2785', false);
    expect(bench.request('14 A7 85 00')).toBe('54');
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 8D 00 2F');
    expect(bench.request('14 FF FF FF')).toBe('54');
    expect(bench.request('19 06 A7 8D 00 01')).toBe('59 06 A7 8D 00 2F 01 01');
  });

  it('clears one code and leaves the others, or clears all of them, where none is there any more', () => {
    const bench = new TestBench();
    for (const fault of ['B278D', 'B2785'] as const) for (const on of [true, false]) bench.car.setFault(fault, on);
    expect(bench.request('14 A7 8D 00')).toBe('54');
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 85 00 2E');
    bench.car.setFault('B278D', true);
    bench.car.setFault('B278D', false);
    expect(bench.request('14 FF FF FF')).toBe('54');
    expect(bench.request('19 02 FF')).toBe('59 02 2F');
  });

  it('VEH-5: unreadable memory is a stored fault A7 F0 41, and clearing answers 0x72', () => {
    const bench = new TestBench({ memory: emptyImage() });
    expect(bench.request('19 02 01')).toBe('59 02 2F A7 F0 41 2F');
    expect(bench.request('14 FF FF FF')).toBe('7F 14 72');
  });

  it('a new operation cycle keeps what is confirmed, and forgets what is pending after one without failure', () => {
    const bench = new TestBench();
    bench.car.setFault('B2785', true);
    bench.car.setFault('B2785', false);
    bench.powerCycle();
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 85 00 2C');
    bench.powerCycle();
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 85 00 28');
  });
});

describe('0x85 ControlDTCSetting', () => {
  it('conformance 33: while off nothing is stored; the default session undoes it', () => {
    const bench = new TestBench();
    expect(bench.request('85 02')).toBe('7F 85 7F');
    bench.extended();
    expect(bench.request('85 02')).toBe('C5 02');
    bench.car.setFault('B2785', true);
    expect(bench.request('19 02 FF')).toBe('59 02 2F');
    expect(bench.request('10 01')).toBe('50 01 00 32 01 F4');
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 85 00 2F');
  });

  it('is switched on again by 01, and refuses other settings', () => {
    const bench = new TestBench();
    bench.extended();
    bench.request('85 02');
    bench.car.setFault('B2785', true);
    expect(bench.request('85 01')).toBe('C5 01');
    expect(bench.request('19 02 FF')).toBe('59 02 2F A7 85 00 2F');
    expect(bench.request('85 03')).toBe('7F 85 12');
    expect(bench.request('85 01 00')).toBe('7F 85 13');
  });
});

describe('0x28 CommunicationControl', () => {
  const statusFrames = (bench: TestBench): number =>
    [...bench.car.log].filter(({ frame }) => frame.id === 0x5b5).length;

  it('conformance 33: 01 stops the broadcast frames, diagnostics continue, the end of the session undoes it', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('28 01 01')).toBe('68 01');
    const before = statusFrames(bench);
    bench.advance(4 * SECOND);
    expect(statusFrames(bench)).toBe(before);
    expect(bench.request('3E 00')).toBe('7E 00');
    bench.advanceToDeadline('session');
    bench.advance(SECOND);
    expect(statusFrames(bench)).toBe(before + 5);
  });

  it('02 makes it deaf to the body ECU: after 2 s the door is unknown', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('28 02 01')).toBe('68 02');
    bench.advance(3 * SECOND);
    expect(bench.request('22 10 04')).toBe('62 10 04 20 00');
    expect(bench.request('28 00 01')).toBe('68 00');
    bench.advance(SECOND);
    expect(bench.request('22 10 04')).toBe('62 10 04 80 02');
  });

  it('refuses other types 0x31, sub-functions 0x12, lengths 0x13, and the default session 0x7F', () => {
    const bench = new TestBench();
    expect(bench.request('28 00 01')).toBe('7F 28 7F');
    bench.extended();
    expect(bench.request('28 00 02')).toBe('7F 28 31');
    expect(bench.request('28 04 01')).toBe('7F 28 12');
    expect(bench.request('28 00')).toBe('7F 28 13');
    expect(bench.request('28 00 01 00')).toBe('7F 28 13');
  });
});

describe('0x2F InputOutputControlByIdentifier', () => {
  it('VEH-3: 2001 sounds the exterior buzzer, and its beeps count', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('2F 20 01 03 05')).toBe('6F 20 01 03 05');
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 05 05');
    expect(bench.request('2F 20 01 00')).toBe('6F 20 01 00');
    expect(bench.request('2F 20 01 03 00')).toBe('7F 2F 31');
    expect(bench.request('2F 20 01 03 06')).toBe('7F 2F 31');
  });

  it('2002 sets the security indicator on 0x5B5 until control is returned or the session ends', () => {
    const bench = new TestBench();
    const indicator = (): number => {
      const frames = [...bench.car.log].filter(({ frame }) => frame.id === 0x5b5);
      return ((frames.at(-1)?.frame.data[5] ?? 0) >> 5) & 3;
    };
    bench.extended();
    expect(bench.request('2F 20 02 03 02')).toBe('6F 20 02 03 02');
    bench.advance(SECOND);
    expect(indicator()).toBe(2);
    expect(bench.request('2F 20 02 03 01')).toBe('6F 20 02 03 01');
    bench.advance(SECOND);
    expect(indicator()).toBe(1);
    expect(bench.request('2F 20 02 00')).toBe('6F 20 02 00');
    bench.advance(SECOND);
    expect(indicator()).toBe(0);
    bench.request('2F 20 02 03 01');
    bench.advanceToDeadline('session');
    bench.advance(SECOND);
    expect(indicator()).toBe(0);
  });

  it('refuses unknown identifiers and parameters 0x31, lengths 0x13, and the default session 0x7F', () => {
    const bench = new TestBench();
    expect(bench.request('2F 20 01 00')).toBe('7F 2F 7F');
    bench.extended();
    expect(bench.request('2F 20 03 00')).toBe('7F 2F 31');
    expect(bench.request('2F 20 01 01')).toBe('7F 2F 31');
    expect(bench.request('2F 20 01')).toBe('7F 2F 13');
    expect(bench.request('2F 20 01 03')).toBe('7F 2F 13');
    expect(bench.request('2F 20 01 00 00')).toBe('7F 2F 13');
    expect(bench.request('2F 20 02 03 03')).toBe('7F 2F 31');
  });
});
