import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { FrameRecord } from '../../../../can-bus/trace/frame-record.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { encodeJsonl, interleave } from '../../../../hil/trace/jsonl-trace.ts';

function frameAt(timeUs: number): FrameRecord {
  return { timeUs, frame: dataFrame(0x5b0, Uint8Array.of(timeUs)), sender: 'body' };
}

function eventAt(timeUs: number): CarEvent {
  return { timeUs, source: 'stimulus', event: { kind: 'power-cut' } };
}

const FRAME_LINE = '{"timeUs":1,"kind":"frame","source":"body","id":"5B0","data":"01"}\n';
const EVENT_LINE = '{"timeUs":2,"kind":"stimulus","source":"stimulus","event":"power-cut"}\n';

describe('a JSONL trace', () => {
  it('has a line for each thing that happened, with vehicle time', () => {
    const happenings = interleave([frameAt(1)], 0, [{ framesBefore: 1, event: eventAt(2) }]);
    expect([...encodeJsonl(happenings)]).toEqual([FRAME_LINE, EVENT_LINE]);
  });

  it('records when a port received a frame, where the port reports it', () => {
    const stamped = { ...frameAt(9), sender: 'client-1', receivedUs: 6 };
    expect([...encodeJsonl(interleave([stamped], 0, []))]).toEqual([
      '{"timeUs":9,"kind":"frame","source":"client-1","receivedUs":6,"id":"5B0","data":"09"}\n',
    ]);
  });

  it('begins with what was dropped, where something was', () => {
    const dropped = '{"timeUs":0,"kind":"dropped","frames":0,"events":3}\n';
    expect([...encodeJsonl([], { frames: 0, events: 3 })]).toEqual([dropped]);
  });
});

describe('frames and events together', () => {
  const order = (frames: FrameRecord[], framesBefore: number, places: number[]): number[] => {
    const events = places.map((place, i) => ({ framesBefore: place, event: eventAt(100 + i) }));
    const times: number[] = [];
    for (const happened of interleave(frames, framesBefore, events)) {
      times.push(happened.timeUs);
    }
    return times;
  };

  it('are in the order of occurrence, regardless of their times', () => {
    expect(order([frameAt(1), frameAt(2), frameAt(3)], 0, [0, 0, 2, 3])).toEqual([100, 101, 1, 2, 102, 3, 103]);
  });

  it('keep it where frames were dropped: events from before come first', () => {
    expect(order([frameAt(6), frameAt(7)], 5, [2, 5, 6])).toEqual([100, 101, 6, 102, 7]);
  });

  it('are just the frames, or just the events, if there are no others', () => {
    expect(order([], 0, [0, 4])).toEqual([100, 101]);
    expect(order([frameAt(1)], 0, [])).toEqual([1]);
  });
});
