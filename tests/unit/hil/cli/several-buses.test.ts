import { describe, expect, it } from 'vitest';
import { severalBuses, sourcesOf } from '../../../../hil/cli/several-buses.ts';

describe('a log of several buses', () => {
  it('is refused with each bus and the number of its frames', () => {
    const counts = new Map([
      ['can0', 1],
      ['can1', 20],
    ]);
    const error = severalBuses('a.log', counts);
    expect(error.message).toContain('can0 (1 frame), can1 (20 frames)');
    expect(error.hint).toContain('--source can0,can1');
    expect(error.code).toMatch(/^usage/);
  });
});

describe('the sources of a flag', () => {
  it('are separated by commas; none where it is not given', () => {
    expect([...(sourcesOf('can0, can1') ?? [])]).toEqual(['can0', 'can1']);
    expect(sourcesOf(undefined)).toBeNull();
  });
});
