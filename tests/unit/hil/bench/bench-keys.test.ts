import { describe, expect, it } from 'vitest';
import { BenchKeys } from '../../../../hil/bench/bench-keys.ts';
import type { KeySpec } from '../../../../hil/scenario/scenario.ts';

const VIN = '4T1BZ1FB4KU999999';
const BLANK: KeySpec = { name: 'n', id: null, registeredIn: null, boundVin: null, cabinOf: null, batteryMv: 3000 };

function keys(...specs: readonly KeySpec[]): BenchKeys {
  return new BenchKeys(specs, (car) => (car === 'car' ? VIN : null));
}

describe('the keys of a bench', () => {
  it('have the ids that the scenario gives, and others of their own', () => {
    const made = keys({ ...BLANK, name: 'a', id: 0xa100_0001 }, { ...BLANK, name: 'b' });
    expect(made.idOf('a')).toBe(0xa100_0001);
    expect(made.idOf('b')).not.toBe(0xa100_0001);
    expect([made.nameOf('A1000001'), made.nameOf('FFFFFFFF')]).toEqual(['a', 'FFFFFFFF']);
  });

  it('are bound to the car that they are registered in, and lie in its cabin', () => {
    const made = keys(
      { ...BLANK, name: 'own', registeredIn: 'car', cabinOf: 'car' },
      { ...BLANK, name: 'other', boundVin: '4T1BZ1FB3KU000000', batteryMv: 2500 },
    );
    expect(made.ring.get(made.idOf('own'))).toMatchObject({ boundVin: VIN, cabinOf: VIN, batteryMv: 3000 });
    expect(made.ring.get(made.idOf('other'))).toMatchObject({
      boundVin: '4T1BZ1FB3KU000000',
      cabinOf: null,
      batteryMv: 2500,
    });
  });

  it('are known by their names alone', () => {
    expect(() => keys().idOf('a')).toThrow('there is no key a on the bench');
  });
});
