import { expect, it } from 'vitest';
import type { CarObserver } from '../../../../hil/car/car-event.ts';
import { reportChange } from '../../../../hil/car/report-change.ts';

it('reports a change to those who watch for it at that time', () => {
  const reported: [string, number][] = [];
  const observers: CarObserver[] = [{}, { changed: (timeUs) => reported.push(['first', timeUs]) }];
  const report = reportChange(observers);
  report(5);
  observers.push({ changed: (timeUs) => reported.push(['second', timeUs]) });
  report(7);
  expect(reported).toEqual([
    ['first', 5],
    ['first', 7],
    ['second', 7],
  ]);
});
