import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { EngineFault } from '../../../../ecu-sim/description/engine-trouble-codes.ts';
import { monitorResults, MONITORS } from '../../../../ecu-sim/engine/monitor-tests.ts';

const READY = {
  catalyst: true,
  evaporativeSystem: true,
  oxygenSensor: true,
  oxygenSensorHeater: true,
  valveTiming: true,
};

function results(monitor: number, faults: readonly EngineFault[] = [], ready = READY): string | null {
  const found = monitorResults(monitor, ready, faults);
  return found === null ? null : toHex(Uint8Array.from(found), ' ');
}

describe('the results of on-board monitors (SAE J1979, service 06)', () => {
  it('are test, scaling, value, lowest and highest', () => {
    expect(results(0x02)).toBe('02 07 0B 00 78 00 00 01 90 02 08 0B 03 0C 02 26 04 B0');
    expect(results(0x21)).toBe('21 83 20 00 10 00 00 00 40');
    expect(results(0xa2)).toBe('A2 0C 24 00 00 00 00 00 64');
  });

  it('agree with the faults', () => {
    expect(results(0x21, ['P0420'])).toBe('21 83 20 00 80 00 00 00 40');
    expect(results(0x22, ['P0420'])).toBe('22 83 20 00 10 00 00 00 40');
    expect(results(0x22, ['P0430'])).toBe('22 83 20 00 80 00 00 00 40');
    expect(results(0xa4, ['P0303'])).toBe('A4 0C 24 00 C8 00 00 00 64');
    expect(results(0xa4, ['P0301'])).toBe('A4 0C 24 00 00 00 00 00 64');
    expect(results(0xa7, ['P0300'])).toBe('A7 0C 24 00 C8 00 00 00 64');
  });

  it('belong to one cylinder or bank each, whatever the other codes end with', () => {
    const others = ['P0101', 'P0171', 'P0302', 'P0441', 'P0420'] as const;
    expect(results(0xa2, others)).toBe('A2 0C 24 00 00 00 00 00 64');
    const monitors = [0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7];
    const faults = ['P0301', 'P0302', 'P0303', 'P0304', 'P0305', 'P0306'] as const;
    for (const [index, monitor] of monitors.entries()) {
      const values = faults.map((fault) => monitorResults(monitor, READY, [fault])?.[4]);
      expect(values).toEqual(faults.map((_, cylinder) => (cylinder === index ? 200 : 0)));
    }
  });

  it('of misfires need no other monitor, those of a catalyst and a sensor each their own', () => {
    const none = { ...READY, catalyst: false, oxygenSensor: false };
    expect(results(0xa2, ['P0301'], none)).toBe('A2 0C 24 00 C8 00 00 00 64');
    expect(results(0x21, [], { ...READY, oxygenSensor: false })).toBe('21 83 20 00 10 00 00 00 40');
    expect(results(0x02, [], { ...READY, catalyst: false })).toBe(
      '02 07 0B 00 78 00 00 01 90 02 08 0B 03 0C 02 26 04 B0',
    );
    expect(results(0x06)).toBe('06 07 0B 00 78 00 00 01 90 06 08 0B 03 0C 02 26 04 B0');
  });

  it('are zeros while the monitor is not complete', () => {
    expect(results(0x21, ['P0420'], { ...READY, catalyst: false })).toBe('21 83 20 00 00 00 00 00 00');
    expect(results(0x06, [], { ...READY, oxygenSensor: false })).toMatch(/^06 07 0B 00 00 00 00 00 00 /);
  });

  it('exist for oxygen sensors, catalysts and the six cylinders', () => {
    expect(MONITORS).toEqual([0x02, 0x06, 0x21, 0x22, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7]);
    expect(results(0x01)).toBeNull();
  });
});
