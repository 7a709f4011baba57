import { describe, expect, it } from 'vitest';
import { isSupportMap, supportMap } from '../../../../ecu-sim/engine/support-map.ts';

describe('the map of supported parameters (SAE J1979)', () => {
  it('has a bit for each of the next 32, the highest bit first', () => {
    expect(supportMap([0x01, 0x0c, 0x0d, 0x1c], 0x00)).toEqual([0x80, 0x18, 0x00, 0x10]);
  });

  it('announces the next map in its last bit, also across a map without parameters', () => {
    expect(supportMap([0x01, 0x61], 0x00)).toEqual([0x80, 0x00, 0x00, 0x01]);
    expect(supportMap([0x01, 0x61], 0x20)).toEqual([0x00, 0x00, 0x00, 0x01]);
    expect(supportMap([0x01, 0x61], 0x60)).toEqual([0x80, 0x00, 0x00, 0x00]);
  });

  it('is absent beyond the last parameter, and the first map always exists', () => {
    expect(supportMap([0x01, 0x61], 0x80)).toBeNull();
    expect(supportMap([], 0x00)).toEqual([0, 0, 0, 0]);
    expect(supportMap([0x20], 0x20)).toBeNull();
  });

  it('is a parameter of its own at each multiple of 20', () => {
    expect([0x00, 0x20, 0xe0, 0x01, 0x1f].map(isSupportMap)).toEqual([true, true, true, false, false]);
  });
});
