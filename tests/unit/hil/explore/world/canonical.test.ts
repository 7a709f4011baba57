import { describe, expect, it } from 'vitest';
import { CanonicalForm } from '../../../../../hil/explore/world/canonical.ts';
import { WorldUnderTest } from '../small-world.ts';

function formOf(test: WorldUnderTest): string {
  const form = new CanonicalForm(test.world);
  form.write(test.state);
  return Buffer.from(form.bytes).toString('hex');
}

function after(...words: readonly string[]): string {
  const test = new WorldUnderTest();
  expect(test.give(...words)).toBe(true);
  return formOf(test);
}

describe('the canonical form', () => {
  it('leaves out what nothing depends on: absolute time, counters of seeds and beeps, the history', () => {
    const start = after();
    expect(after('request 10 03', 'time moves to the next deadline')).toBe(start);
    expect(after('request 10 03', 'request 27 01', 'time moves to the next deadline')).toBe(start);
  });

  it.each([
    ['the session', 'request 10 03'],
    ['the driver door', "driver's door"],
    ['the supply', 'supply falls'],
    ['the speed', 'begins to move'],
    ['the body ECU', 'body ECU falls silent'],
    ['a fault', 'fault B278D'],
    ['a key in the cabin', 'key 1 enters'],
    ['a key of another vehicle', 'another vehicle registers key 2'],
    ['no supply', 'supply is disconnected'],
    ['a boot', 'request 11 01'],
    ['a permission to start', 'key 1 touches'],
  ])('distinguishes %s', (_what, input) => {
    expect(after(input)).not.toBe(after());
  });

  it('distinguishes deadlines 0, 1 and 2 µs away, and far ones by milliseconds only', () => {
    const before = after('request 10 03', 'to 1 µs before');
    expect(before).not.toBe(after('request 10 03'));
    // Renewed 1 µs before its end twice, the session is 2 µs behind a timer of its own: a reset has not noticed.
    const armed = ['request 10 03', "driver's door"];
    expect(after(...armed, 'to 1 µs before', 'request 3E 80')).toBe(after(...armed, 'request 3E 80'));
  });
});
