import { describe, expect, it } from 'vitest';
import { createWorld, receiveFrames } from '../../../../../hil/explore/world/world.ts';
import { OracleFailure } from '../../../../../hil/explore/world/guarded-oracle.ts';
import { smallWorld } from '../small-world.ts';

describe('a world', () => {
  const world = createWorld(smallWorld({ cars: 2, keys: [{ car: 1 }, { car: 2 }, { car: null }] }));

  it('has cars with their keys, on both sides the same', () => {
    expect(world.start.cars.map(({ content }) => content.slots)).toEqual([
      [0x1000_0001, null],
      [0x1000_0002, null],
    ]);
    expect(world.start.cars.map(({ oracle }) => oracle.memory.slots)).toEqual([
      [0x1000_0001, null],
      [0x1000_0002, null],
    ]);
    expect(world.start.keys).toEqual(['4T1BZ1FB4KU999999', '4T1BZ1FB3KU000000', null]);
  });

  it('computes each pass-code once', () => {
    const [car] = world.cars;
    const seed = Uint8Array.of(0x00, 0x01, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab);
    expect([car?.context.passCodes.forReset(seed), car?.context.passCodes.forReset(seed)]).toEqual([
      '294211',
      '294211',
    ]);
  });

  it('has an oracle whose own errors have a name', () => {
    const [car] = world.cars;
    const [state] = world.start.cars;
    if (car === undefined || state === undefined) throw new Error('there is no car');
    const later = { ...state, oracle: receiveFrames(car, state, 10) };
    expect(() => receiveFrames(car, later, 5)).toThrow(OracleFailure);
  });
});
