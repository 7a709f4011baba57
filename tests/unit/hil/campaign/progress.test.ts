import { describe, expect, it } from 'vitest';
import { interruptionLines, progressLine } from '../../../../hil/campaign/progress.ts';

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

describe('an interrupted campaign', () => {
  it('of which nothing is done says that workers drop its jobs, and how to start again', () => {
    expect(interruptionLines({ done: 0, total: 80 })).toBe(
      'interrupted: 0 of 80 jobs done; workers drop them, unless another command waits for them\n' +
        'hint: the same command starts the campaign again',
    );
  });

  it('of which some is done says how long results are kept, and how to continue', () => {
    expect(interruptionLines({ done: 1200, total: 80_000 })).toBe(
      'interrupted: 1,200 of 80,000 jobs done; the queue keeps their results for a day, and workers drop the other jobs, unless another command waits for them\n' +
        'hint: the same command continues the campaign',
    );
  });

  it('that has not begun says so', () => {
    expect(interruptionLines({ done: 0, total: 0 })).toContain('interrupted before any job was added to the queue\n');
  });
});
