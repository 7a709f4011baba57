import { expect, it } from 'vitest';
import { countDown, isLate, isMany, keptAnswer } from './subject.ts';

it('is late from 4 s on', () => {
  expect([isLate(3_999_999), isLate(4_000_000)]).toEqual([false, true]);
});

it.each([
  [1, false],
  [100, true],
])('%i are many: %s', (count, expected) => {
  expect(isMany(count)).toBe(expected);
});

it('counts down', () => {
  expect(countDown(3)).toBe(0);
});

it('keeps its answer', async () => {
  await Promise.resolve();
  expect(keptAnswer()).toBe(42);
});
