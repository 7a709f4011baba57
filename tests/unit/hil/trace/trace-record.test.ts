import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isEvent, isRecord, type TraceEntry } from '../../../../hil/trace/trace-record.ts';

const frame = dataFrame(1, new Uint8Array(0));

describe('an entry of a trace', () => {
  it.each<[TraceEntry, boolean, boolean]>([
    [{ kind: 'frame', timeUs: 1, source: 'body', frame, bus: 'can0' }, true, false],
    [{ kind: 'stimulus', timeUs: 1, source: 'stimulus', event: 'power-cut' }, true, true],
    [{ kind: 'cut-off', where: 'line 2', message: 'it ends here' }, false, false],
  ])('is a record or a remark, a frame or an event (%#)', (entry, hasTime, hasHappened) => {
    expect([isRecord(entry), isEvent(entry)]).toEqual([hasTime, hasHappened]);
  });
});
