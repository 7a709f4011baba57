import { describe, expect, it } from 'vitest';
import { ENGINE_MONITOR_TESTS, ENGINE_PARAMETERS } from '../../../../ecu-sim/description/engine-parameters.ts';
import { ENGINE_TROUBLE_CODES } from '../../../../ecu-sim/description/engine-trouble-codes.ts';
import { fixedSize } from '../../../../ecu-sim/description/value-codec.ts';

/** Data bytes of a parameter in SAE J1979; one unless listed. */
const LENGTHS: Readonly<Record<number, number>> = {
  ...{ 0x01: 4, 0x03: 2, 0x0c: 2, 0x10: 2, 0x15: 2, 0x1f: 2, 0x21: 2, 0x24: 4, 0x31: 2, 0x3c: 2, 0x41: 4, 0x42: 2 },
  ...{ 0x43: 2, 0x44: 2, 0x4d: 2, 0x4e: 2, 0x5e: 2, 0x63: 2 },
};

describe('the declared parameters of the engine ECU', () => {
  it('have the lengths of SAE J1979', () => {
    for (const { id, value } of ENGINE_PARAMETERS.filter(({ service }) => service === 0x01)) {
      expect([id, fixedSize(value)]).toEqual([id, LENGTHS[id] ?? 1]);
    }
  });

  it('have names of their own', () => {
    const names = ENGINE_PARAMETERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('name each monitor test and its bank or cylinder', () => {
    expect(ENGINE_MONITOR_TESTS.map(({ monitor, test, title }) => [monitor, test, title]).slice(3, 7)).toEqual([
      [0x06, 0x08, 'oxygen sensor 2, bank 2: highest voltage'],
      [0x21, 0x83, 'catalyst, bank 1: oxygen storage deterioration'],
      [0x22, 0x83, 'catalyst, bank 2: oxygen storage deterioration'],
      [0xa2, 0x0c, 'misfires of cylinder 1 in this driving cycle'],
    ]);
    expect(ENGINE_MONITOR_TESTS).toHaveLength(12);
  });

  it('name each code by its first two bytes (SAE J2012)', () => {
    for (const [name, { code }] of Object.entries(ENGINE_TROUBLE_CODES)) {
      expect(`P${(code >> 8).toString(16).padStart(4, '0')}`).toBe(name);
    }
  });
});
