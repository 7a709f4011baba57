import { describe, expect, it } from 'vitest';
import { describeRange, isInRange } from '../../../../hil/doctor/version-range.ts';

const ENGINES = '^22.22.2 || ^24.15.0 || >=26.0.0';

describe('isInRange', () => {
  it.each(['22.22.2', '22.23.0', '24.15.0', '24.21.7', '26.0.0', '27.1.0'])('takes %s', (version) => {
    expect(isInRange(version, ENGINES)).toBe(true);
  });

  it.each(['20.20.2', '22.22.1', '22.9.9', '23.99.0', '24.14.9', '25.0.0', 'none'])('refuses %s', (version) => {
    expect(isInRange(version, ENGINES)).toBe(false);
  });

  it('takes nothing by a range it cannot read', () => {
    expect(isInRange('24.15.0', '24.x')).toBe(false);
  });
});

describe('a range in words', () => {
  it.each([
    ['^22.22.2 || ^24.15.0 || >=26.0.0', '22.22.2 or newer of 22, 24.15.0 or newer of 24, or 26.0.0 or newer'],
    ['>=24.0.0', '24.0.0 or newer'],
  ])('%s', (range, words) => {
    expect(describeRange(range)).toBe(words);
  });
});
