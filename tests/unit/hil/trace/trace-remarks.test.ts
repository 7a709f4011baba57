import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { badLines, leftOutLines, TraceRemarks } from '../../../../hil/trace/trace-remarks.ts';
import type { TraceEntry } from '../../../../hil/trace/trace-record.ts';

const BAD: TraceEntry = { kind: 'bad', where: 'line 2', message: 'no id', expected: 'an id' };

function frameWith(...details: ('sent' | 'error-state' | 'raw-dlc')[]): TraceEntry {
  return { kind: 'frame', timeUs: 0, source: 'can0', bus: 'can0', frame: dataFrame(1, new Uint8Array()), details };
}

function remarksOf(...entries: readonly TraceEntry[]): TraceRemarks {
  const remarks = new TraceRemarks();
  for (const entry of entries) remarks.take(entry);
  return remarks;
}

describe('the remarks on a trace', () => {
  it('have a line for each bad place', () => {
    expect(badLines(remarksOf(BAD), 'a.log', 'error')).toEqual(['error: a.log, line 2: no id; expected an id']);
  });

  it('have at most 20 bad places one by one, and the number of the others', () => {
    const lines = badLines(remarksOf(...Array.from({ length: 23 }, () => BAD)), 'a.log', 'warning');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('warning: and 3 more');
  });

  it('have the place where the trace is cut off', () => {
    const remarks = remarksOf({ kind: 'cut-off', where: 'byte 9', message: 'half a block' });
    expect(badLines(remarks, 'a.pcap', 'error')).toEqual(['warning: a.pcap is cut off at byte 9: half a block']);
  });

  it('count what was passed over', () => {
    const over = (what: string): TraceEntry => ({ kind: 'passed-over', where: 'line 1', what });
    expect(leftOutLines(remarksOf(over('statistics'), over('error frames'), over('statistics')))).toEqual([
      'passed over: statistics (2 times)',
      'passed over: error frames',
    ]);
  });

  it('count details that no format keeps, only those that matter', () => {
    const remarks = remarksOf(frameWith('sent', 'raw-dlc'), frameWith('sent'), frameWith());
    expect([...remarks.notKept]).toEqual([
      ['sent', 2],
      ['raw-dlc', 1],
    ]);
    expect(leftOutLines(remarks, ['raw-dlc'])).toHaveLength(1);
    expect(leftOutLines(remarks)).toHaveLength(2);
  });
});
