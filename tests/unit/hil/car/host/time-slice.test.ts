import { expect, it } from 'vitest';
import { stepTowards, TimeSlice } from '../../../../../hil/car/host/time-slice.ts';
import { FakeWall } from './fake-wall.ts';

it('a slice is over after 20 ms of real time', () => {
  const wall = new FakeWall();
  const slice = new TimeSlice(wall);
  wall.hang(19_999);
  expect(slice.isOver).toBe(false);
  wall.hang(1);
  expect(slice.isOver).toBe(true);
});

it.each([
  [0, 99_999_999, 99_999_999],
  [0, 100_000_001, 100_000_000],
  [5, 5, 5],
])('from %i µs towards %i µs time moves to %i µs before the next look at the wall clock', (nowUs, toUs, stepUs) => {
  expect(stepTowards(nowUs, toUs)).toBe(stepUs);
});
