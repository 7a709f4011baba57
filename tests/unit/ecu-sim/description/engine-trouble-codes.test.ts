import { describe, expect, it } from 'vitest';
import { ENGINE_TROUBLE_CODES } from '../../../../ecu-sim/description/engine-trouble-codes.ts';

describe('the trouble codes of the engine ECU', () => {
  it('are named by their first two bytes (SAE J2012), and have no failure type', () => {
    const declared = Object.entries(ENGINE_TROUBLE_CODES).map(([name, { code, meaning }]) => [name, code, meaning]);
    expect(declared).toEqual([
      ['P0101', 0x01_0100, 'mass air flow: out of range'],
      ['P0118', 0x01_1800, 'coolant temperature circuit: high; reads -40 °C'],
      ['P0128', 0x01_2800, 'thermostat: coolant below the regulating temperature'],
      ['P0171', 0x01_7100, 'system too lean, bank 1'],
      ['P0300', 0x03_0000, 'misfires of several cylinders'],
      ['P0301', 0x03_0100, 'misfires of cylinder 1'],
      ['P0302', 0x03_0200, 'misfires of cylinder 2'],
      ['P0303', 0x03_0300, 'misfires of cylinder 3'],
      ['P0304', 0x03_0400, 'misfires of cylinder 4'],
      ['P0305', 0x03_0500, 'misfires of cylinder 5'],
      ['P0306', 0x03_0600, 'misfires of cylinder 6'],
      ['P0420', 0x04_2000, 'catalyst efficiency below threshold, bank 1'],
      ['P0430', 0x04_3000, 'catalyst efficiency below threshold, bank 2'],
      ['P0441', 0x04_4100, 'evaporative system: incorrect purge flow'],
    ]);
  });
});
