import { describe, expect, it } from 'vitest';
import { damageBlock } from '../../ecu-sim/memory/nvm-image.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { DEFAULT_KEY_IDS } from '../../hil/car/car-options.ts';
import { newMemory } from '../../hil/car/new-memory.ts';
import { WireTester, type WireOptions } from './support/wire-tester.ts';

function extendedEcu(options: WireOptions = {}): WireTester {
  const ecu = new WireTester(options);
  ecu.extended();
  return ecu;
}

/** A car whose memory cannot be read back. */
function damagedEcu(): WireTester {
  return extendedEcu({ memory: damageBlock(newMemory(DEFAULT_PROFILE, 1, DEFAULT_KEY_IDS), 'keys') });
}

describe('data identifiers', () => {
  it.each(['22', '22 F1', '22 F1 90 F1', '22 F1 90 F1 87 F1'])(
    'conformance 48: %s is no length of 1 + 2n, 0x13',
    (request) => {
      expect(new WireTester().ask(request)).toBe('7F 22 13');
    },
  );

  it('conformance 48: of several identifiers the supported ones are answered, of none 0x31', () => {
    const ecu = new WireTester();
    expect(ecu.ask('22 10 01')).toBe('62 10 01 02');
    expect(ecu.ask('22 00 00 10 01 FF FF')).toBe('62 10 01 02');
    expect(ecu.ask('22 10 01 F1 86')).toBe('62 10 01 02 F1 86 01');
    expect(ecu.ask('22 10 01 10 01')).toBe('62 10 01 02 10 01 02');
    expect(ecu.ask('22 00 00')).toBe('7F 22 31');
    expect(ecu.ask('22 00 00 FF FF')).toBe('7F 22 31');
  });

  it('conformance 48: an answer longer than 4095 bytes gets 0x14', () => {
    const ecu = new WireTester();
    // 31 times the history: 1 + 31 · 131 = 4062 bytes. Once more, and it is too long.
    expect(ecu.ask(`22${' 10 10'.repeat(31)}`)?.split(' ')).toHaveLength(4062);
    expect(ecu.ask(`22${' 10 10'.repeat(32)}`)).toBe('7F 22 14');
  });

  it('conformance 49: 0x2E checks minimum length, identifier, exact length, value', () => {
    const ecu = extendedEcu();
    expect(ecu.ask('2E F1 99')).toBe('7F 2E 13');
    // Unknown and read-only, whatever the length.
    expect(ecu.ask('2E 00 00 00')).toBe('7F 2E 31');
    expect(ecu.ask('2E F1 90 00')).toBe('7F 2E 31');
    expect(ecu.ask('2E F1 99 19 07')).toBe('7F 2E 13');
    expect(ecu.ask('2E F1 99 19 07 01 00')).toBe('7F 2E 13');
    // An impossible date, also where its length is wrong.
    expect(ecu.ask('2E F1 99 19 02 29')).toBe('7F 2E 31');
    expect(ecu.ask('2E F1 99 19 13')).toBe('7F 2E 13');
    expect(ecu.ask('2E F1 99 20 02 29')).toBe('6E F1 99');
    expect(ecu.ask('22 F1 99')).toBe('62 F1 99 20 02 29');
  });

  it('conformance 49: 0x2E in the default session gets 0x7F before all that', () => {
    expect(new WireTester().ask('2E F1 99 20 02 29')).toBe('7F 2E 7F');
  });

  it('conformance 49: a memory failure comes last, 0x72', () => {
    const ecu = damagedEcu();
    expect(ecu.ask('2E F1 90 00')).toBe('7F 2E 31');
    expect(ecu.ask('2E F1 99 19 07')).toBe('7F 2E 13');
    expect(ecu.ask('2E F1 99 19 02 29')).toBe('7F 2E 31');
    expect(ecu.ask('2E F1 99 20 02 29')).toBe('7F 2E 72');
  });
});

describe('routines', () => {
  it('conformance 50: too short 0x13, routine 0x31, sub-function 0x12, option absent 0x13, unknown 0x31', () => {
    const ecu = extendedEcu();
    expect(ecu.ask('31')).toBe('7F 31 13');
    expect(ecu.ask('31 01 02')).toBe('7F 31 13');
    expect(ecu.ask('31 04 99 99')).toBe('7F 31 31');
    expect(ecu.ask('31 04 02 01')).toBe('7F 31 12');
    expect(ecu.ask('31 00 02 02')).toBe('7F 31 12');
    expect(ecu.ask('31 01 02 01')).toBe('7F 31 13');
    expect(ecu.ask('31 01 02 01 03')).toBe('7F 31 31');
    expect(ecu.ask('31 02 02 01 00')).toBe('7F 31 13');
    expect(ecu.ask('31 03 02 01 00')).toBe('7F 31 13');
  });

  it('conformance 50: security of the option 0x33, its length 0x13, its value 0x31, the sequence 0x24', () => {
    const ecu = extendedEcu();
    // Too long as well, and out of sequence: security first.
    expect(ecu.ask('31 01 02 01 02 00')).toBe('7F 31 33');
    ecu.unlock(2);
    expect(ecu.ask('31 01 02 01 02 00')).toBe('7F 31 13');
    expect(ecu.ask('31 01 02 01 02')).toBe('7F 31 24');
    // The declared count: absent, impossible, then right.
    expect(ecu.ask('31 01 02 03 01')).toBe('7F 31 13');
    expect(ecu.ask('31 01 02 03 01 00')).toBe('7F 31 31');
    expect(ecu.ask('31 01 02 03 01 03')).toBe('7F 31 31');
    expect(ecu.ask('31 01 02 03 01 01')).toBe('71 01 02 03 31 01 01');
    expect(ecu.ask('31 01 02 03 03')).toBe('7F 31 24');
    expect(ecu.ask('31 02 02 01')).toBe('7F 31 24');
    expect(ecu.ask('31 03 02 01')).toBe('7F 31 24');
  });

  it('conformance 50: a memory fault comes before every other condition', () => {
    const ecu = damagedEcu();
    ecu.car.setFault('B278D', true);
    ecu.car.setVehicle({ batteryMv: 10_000 });
    ecu.car.settle();
    ecu.unlock(1);
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 22');
    // The newest entry of the history: reset, refused, memory.
    expect(ecu.ask('22 10 10')).toMatch(/^62 10 10 .. 01 02 10/);
  });

  it('conformance 50: then another procedure, a prohibiting fault, battery, speed, door, count', () => {
    const ecu = extendedEcu();
    const newest = (): string => ecu.ask('22 10 10')?.slice('62 10 10 .. '.length, '62 10 10 .. 01 02 10'.length) ?? '';
    ecu.ask('31 01 02 03 01 01');
    ecu.car.setFault('B278D', true);
    ecu.car.setVehicle({ batteryMv: 10_000, speedKmh: 20 });
    ecu.car.settle();
    ecu.unlock(3);
    expect(ecu.ask('31 01 02 02 01')).toBe('7F 31 22');
    expect(newest()).toBe('02 02 0F');
    ecu.ask('31 02 02 03');
    expect(ecu.ask('31 01 02 02 01')).toBe('7F 31 22');
    expect(newest()).toBe('02 02 09');
    ecu.car.setFault('B278D', false);
    expect(ecu.ask('31 01 02 02 01')).toBe('7F 31 93');
    expect(newest()).toBe('02 02 02');
    ecu.car.setVehicle({ batteryMv: 12_600 });
    expect(ecu.ask('31 01 02 02 01')).toBe('7F 31 88');
    expect(newest()).toBe('02 02 0A');
    // The door is a condition of the reset, behind the battery.
    ecu.unlock(1);
    ecu.car.setVehicle({ batteryMv: 10_000 });
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 93');
    ecu.car.setVehicle({ batteryMv: 12_600 });
    expect(ecu.ask('31 01 02 01 01')).toBe('7F 31 22');
    expect(newest()).toBe('01 02 01');
    // The count is checked when the keys are deleted.
    ecu.ask('31 01 02 03 01 01');
    ecu.unlock(4);
    ecu.ask('31 01 02 03 02');
    expect(ecu.ask('31 01 02 03 03')).toBe('7F 31 22');
    expect(newest()).toBe('03 02 0D');
  });

  it('conformance 50: a full memory is refused last, 0x22', () => {
    const ecu = extendedEcu({ profile: { keySlots: 2 } });
    ecu.unlock(3);
    expect(ecu.ask('31 01 02 02 01')).toBe('7F 31 22');
    expect(ecu.ask('22 10 10')).toMatch(/^62 10 10 01 02 02 04/);
  });

  it('conformance 51: 0x3E knows 00 and 80, with a length of 2', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 02 3E 00')).toEqual(['7BD 02 7E 00 CC CC CC CC CC']);
    expect(ecu.exchange('7B5 02 3E 80')).toEqual([]);
    expect(ecu.ask('3E')).toBe('7F 3E 13');
    expect(ecu.ask('3E 00 00')).toBe('7F 3E 13');
    expect(ecu.ask('3E 80 00')).toBe('7F 3E 13');
    expect(ecu.ask('3E 01')).toBe('7F 3E 12');
    expect(ecu.ask('3E 81')).toBe('7F 3E 12');
  });
});
