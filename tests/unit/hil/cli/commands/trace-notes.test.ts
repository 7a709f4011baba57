import { describe, expect, it } from 'vitest';
import { traceNotes } from '../../../../../hil/cli/commands/trace-notes.ts';
import type { ViewedTrace } from '../../../../../hil/report/view-trace.ts';
import { TraceRemarks } from '../../../../../hil/trace/trace-remarks.ts';

const WHOLE: ViewedTrace = {
  cars: [],
  remarks: new TraceRemarks(),
  shownUs: [0, 2_500_000],
  shownFrames: 1200,
  shownEvents: 0,
  goesOn: false,
  omittedCars: 0,
  clockJumps: 0,
  batches: 1,
};

describe('what of a trace is not shown', () => {
  it('is nothing of one that is shown as a whole', () => {
    expect(traceNotes(WHOLE, 100, 100)).toEqual([]);
  });

  it('is what follows, and how to see it', () => {
    expect(traceNotes({ ...WHOLE, goesOn: true }, 1000, 100)).toEqual([
      'Not the whole trace: 1,200 frames (0.000000 s to 2.500000 s) are shown, about 10 % of the file; --from 2 shows what follows.',
    ]);
  });

  it('has cars and jumps of the clock', () => {
    expect(traceNotes({ ...WHOLE, omittedCars: 2, clockJumps: 3 }, null, 100)).toEqual([
      '2 more buses or cars are not shown.',
      'The clock of the log jumps 3 times; time goes on from there.',
    ]);
  });

  it('is what was cut off at the end of the file', () => {
    const remarks = new TraceRemarks();
    remarks.take({ kind: 'cut-off', where: 'line 34', message: 'the file ends within "{"' });
    expect(traceNotes({ ...WHOLE, remarks }, 100, 100)).toEqual([
      'The trace is cut off at line 34: the file ends within "{".',
    ]);
  });
});
