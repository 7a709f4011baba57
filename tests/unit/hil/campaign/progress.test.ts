import { describe, expect, it } from 'vitest';
import { progressLine } from '../../../../hil/campaign/progress.ts';

describe('the progress of a campaign', () => {
  it.each([
    [{ done: 0, total: 40, before: 0, seconds: 3, workers: 0 }, '[------------------------] 0 of 40, 0.0/s, 0 workers'],
    [
      { done: 10, total: 40, before: 0, seconds: 5, workers: 1 },
      '[######------------------] 10 of 40, 2.0/s, 15 s left, 1 worker',
    ],
    [
      { done: 60_000, total: 100_000, before: 50_000, seconds: 100, workers: 12 },
      '[##############----------] 60,000 of 100,000, 100/s, 7 min left, 12 workers',
    ],
    [
      { done: 1, total: 200, before: 0, seconds: 90, workers: 2 },
      '[------------------------] 1 of 200, 0.7/min, 5.0 h left, 2 workers',
    ],
    [{ done: 0, total: 0, before: 0, seconds: 0, workers: 2 }, '[########################] 0 of 0, 0.0/s, 2 workers'],
  ])('%j', (progress, line) => {
    expect(progressLine(progress)).toBe(line);
  });
});
