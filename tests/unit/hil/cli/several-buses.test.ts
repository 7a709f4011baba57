import { describe, expect, it } from 'vitest';
import { checkSources, severalBuses, sourcesOf } from '../../../../hil/cli/several-buses.ts';

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

describe('the selected buses', () => {
  it('must be in the log', () => {
    const counts = new Map([['can0', 1]]);
    expect(() => checkSources('a.log', new Set(['can0']), counts)).not.toThrow();
    expect(() => checkSources('a.log', new Set(['x', 'can0', 'y']), counts)).toThrow(
      expect.objectContaining({
        message: 'a.log has no bus "x", "y"',
        hint: 'choose with --source from can0 (1 frame)',
      }),
    );
    expect(() => checkSources('a.log', new Set(['x']), new Map())).toThrow('a.log has no bus "x": it has no frame');
  });
});

describe('the sources of a flag', () => {
  it('are separated by commas; none where it is not given', () => {
    expect([...(sourcesOf('can0, can1') ?? [])]).toEqual(['can0', 'can1']);
    expect(sourcesOf(undefined)).toBeNull();
  });
});
