import { describe, expect, it } from 'vitest';
import { fixedSize } from '../../../../ecu-sim/description/value-codec.ts';
import { COMMON_OBD_PARAMETERS } from '../../../../hil/tester/common-obd-parameters.ts';

describe('parameters of other vehicles', () => {
  it('are there once each, with a size that a response can be split by', () => {
    const ids = COMMON_OBD_PARAMETERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(COMMON_OBD_PARAMETERS.filter(({ value }) => fixedSize(value) === null)).toEqual([]);
  });

  it('name the sensor and the bank', () => {
    const titleOf = (id: number): string | undefined => COMMON_OBD_PARAMETERS.find((each) => each.id === id)?.title;
    expect([0x14, 0x17, 0x18, 0x2b].map(titleOf)).toEqual([
      'oxygen sensor 1, bank 1',
      'oxygen sensor 4, bank 1',
      'oxygen sensor 1, bank 2',
      'oxygen sensor 4, bank 2, wide range',
    ]);
  });
});
