import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import type { CarState } from '../../../../hil/view/car-view.ts';
import { KeyNames } from '../../../../hil/record/key-names.ts';
import type { TracedEvent } from '../../../../hil/trace/trace-record.ts';

function stateWith(keys: CarState['keys'], slots: CarState['slots']): CarState {
  const car = new Car({ profile: DEFAULT_PROFILE });
  car.start();
  return { ...carStateOf(car), keys, slots };
}

const made = (fields: Readonly<Record<string, unknown>> = {}): TracedEvent => ({
  ...{ kind: 'stimulus', timeUs: 0, source: 'stimulus', event: 'key-made', ...fields },
});

describe('the names of keys', () => {
  it('of a new car are those of a scenario', () => {
    const names = new KeyNames(null);
    expect(names.of('A1000001')).toBe('master');
    expect(names.of('A1000002')).toBe('valet');
    expect(names.all()).toEqual([
      ...['A1000001', 'A1000002'].map((id, index) => ({
        ...{ name: ['master', 'valet'][index], id, isRegistered: true },
        ...{ life: 'blank', location: 'cabin', batteryV: 3 },
      })),
    ]);
  });

  it('are numbers for others, and stay', () => {
    const names = new KeyNames(null);
    expect(names.of('10000001')).toBe('key1');
    expect(names.of('10000002')).toBe('key2');
    expect(names.of('10000001')).toBe('key1');
    expect(names.all().map(({ id }) => id)).toEqual(['A1000001', 'A1000002', '10000001', '10000002']);
    expect(names.all()[2]).toEqual({
      ...{ name: 'key1', id: '10000001', isRegistered: false, life: 'blank', location: 'outside', batteryV: 3 },
    });
  });

  it('of another car come with what is known of its keys, those in slots first', () => {
    const names = new KeyNames(
      stateWith(
        [
          { id: '10000009', life: 'blank', location: 'outside', batteryV: 2.5 },
          { id: 'A1000002', life: 'bound', location: 'cabin', batteryV: 2.9 },
        ],
        [null, 'A1000002', '10000007'],
      ),
    );
    expect(names.all()).toEqual([
      { name: 'valet', id: 'A1000002', isRegistered: true, life: 'bound', location: 'cabin', batteryV: 2.9 },
      // Of a key that is not there only its slot is known.
      { name: 'key1', id: '10000007', isRegistered: true, life: 'blank', location: 'outside', batteryV: 3 },
      { name: 'key2', id: '10000009', isRegistered: false, life: 'blank', location: 'outside', batteryV: 2.5 },
    ]);
  });

  it('of a key that is made have its life and battery; it lies outside from the start', () => {
    const names = new KeyNames(null);
    names.made('10000001', made({ life: 'bound', batteryV: 2.1 }));
    names.made('10000002', made());
    expect(names.all().slice(2)).toEqual([
      { name: 'key1', id: '10000001', isRegistered: false, life: 'bound', location: 'outside', batteryV: 2.1 },
      { name: 'key2', id: '10000002', isRegistered: false, life: 'blank', location: 'outside', batteryV: 3 },
    ]);
  });
});
