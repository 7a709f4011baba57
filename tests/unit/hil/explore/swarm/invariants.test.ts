import { describe, expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { checkInvariants, InvariantWatch } from '../../../../../hil/explore/swarm/invariants.ts';

function seedResponse(watch: InvariantWatch, first: number): void {
  const payload = Uint8Array.of(0x67, 1, first, 2, 3, 4, 5, 6, 7, 8);
  const event = { kind: 'uds', endpoint: 'oem', direction: 'response', payload } as const;
  watch.event({ timeUs: 0, source: 'smart-key', event });
}

describe('what must hold whatever happens', () => {
  it('AUT-1: a seed that comes twice', () => {
    const car = new Car();
    const watch = new InvariantWatch();
    seedResponse(watch, 1);
    seedResponse(watch, 2);
    expect(checkInvariants(watch, car)).toBeNull();
    seedResponse(watch, 1);
    expect(checkInvariants(watch, car)).toMatchObject({ rule: 'AUT-1', aspect: 'seed' });
  });

  it('KEY-3: a retired key in a slot, and one that is not retired any more', () => {
    const car = new Car();
    const snapshot = car.smartKey.snapshot();
    const { content } = snapshot.memory;
    const use = (part: Partial<typeof content>): void => {
      car.smartKey.restore({ ...snapshot, memory: { ...snapshot.memory, content: { ...content, ...part } } });
    };
    const watch = new InvariantWatch();
    use({ retired: [0x55] });
    expect(checkInvariants(watch, car)).toBeNull();
    const before = watch.snapshot();
    use({ retired: [] });
    expect(checkInvariants(watch, car)).toMatchObject({ rule: 'KEY-3', aspect: 'retired keys' });
    watch.restore(before);
    use({ retired: [0x55], slots: [0x55, null, null, null, null, null, null] });
    expect(checkInvariants(watch, car)).toMatchObject({ rule: 'KEY-3', aspect: 'slots' });
  });
});
