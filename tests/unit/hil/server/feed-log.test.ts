import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameLog } from '../../../../can-bus/trace/frame-log.ts';
import { FeedLog, type FeedPlace } from '../../../../hil/server/feed-log.ts';
import { isServedOnly, type FeedEvent } from '../../../../hil/trace/feed-event.ts';

const FRAME = dataFrame(0x5b0, new Uint8Array(8));

function traced(timeUs: number): FeedEvent {
  return { timeUs, source: 'stimulus', event: { kind: 'power-cut' } };
}

function served(timeUs: number): FeedEvent {
  return { timeUs, source: 'host', servedKind: 'time', event: { kind: 'car-restarted' } };
}

/** A log after an id, of frames (`f`), traced events (`e`) and events that are only served (`s`), one a microsecond. */
function logOf(story: string, firstId = 0, capacity = 100): FeedLog {
  const frames = new FrameLog(capacity);
  const log = new FeedLog(frames, firstId);
  [...story].forEach((what, timeUs) => {
    if (what === 'f') {
      frames.append(timeUs, FRAME, 'body');
      log.countFrame();
    } else {
      log.append(what === 'e' ? traced(timeUs) : served(timeUs));
    }
  });
  return log;
}

/** Ids and instants from a place on. */
function rest(log: FeedLog, place: FeedPlace | null, skipsFrames = false): unknown[] {
  if (place === null) return ['forgotten'];
  const found: unknown[] = [];
  for (let step = log.next(place, skipsFrames); step !== null; step = log.next(step.place, skipsFrames)) {
    if (step === 'forgotten') return [...found, step];
    const { id, frame, event } = step.entry;
    found.push([id, (frame ?? event).timeUs]);
  }
  return found;
}

const START = { frames: 0, events: 0 };

describe('the log of a feed', () => {
  it('is empty at first', () => {
    const log = logOf('', 40);
    expect([log.lastId, log.oldestId, log.keptEvents, log.droppedEvents]).toEqual([40, 41, 0, 0]);
    expect([log.end, log.placeAfter(40)]).toEqual([START, START]);
    expect(log.next(START, false)).toBeNull();
  });

  it('has frames and events in the order in which they came, numbered after the first id', () => {
    const log = logOf('effesf', 10);
    expect([log.lastId, log.end]).toEqual([16, { frames: 3, events: 3 }]);
    expect(rest(log, START)).toEqual([
      [11, 0],
      [12, 1],
      [13, 2],
      [14, 3],
      [15, 4],
      [16, 5],
    ]);
  });

  it('gives events their same ids to a reader that skips the frames', () => {
    expect(rest(logOf('effesf', 10), START, true)).toEqual([
      [11, 0],
      [14, 3],
      [15, 4],
    ]);
  });

  it('knows the place after each of its ids, and of no other', () => {
    const log = logOf('effesf', 10);
    const all = rest(log, START);
    for (const id of [10, 11, 12, 13, 14, 15, 16]) {
      const place = log.placeAfter(id);
      expect(rest(log, place)).toEqual(all.slice(id - 10));
      expect(place === null ? null : log.idAt(place)).toBe(id);
    }
    expect([log.placeAfter(9), log.placeAfter(17)]).toEqual([null, null]);
  });

  it('has forgotten what the frames before it have lost', () => {
    const log = logOf('feffeff', 0, 3);
    expect(log.oldestId).toBe(4);
    expect(log.placeAfter(2)).toBeNull();
    expect(rest(log, log.placeAfter(3))).toEqual([
      [4, 3],
      [5, 4],
      [6, 5],
      [7, 6],
    ]);
    expect(log.next(START, false)).toBe('forgotten');
  });

  it('counts the frames that were on the bus before it', () => {
    const frames = new FrameLog(2);
    for (const timeUs of [1, 2, 3]) frames.append(timeUs, FRAME, 'body');
    const log = new FeedLog(frames, 0);
    expect([log.lastId, log.oldestId]).toEqual([3, 2]);
  });

  it('traces what is not served only, from an event on', () => {
    const log = logOf('efsfe');
    expect([...log.traced()]).toEqual([
      { framesBefore: 0, event: traced(0) },
      { framesBefore: 2, event: traced(4) },
    ]);
    expect([...log.traced(1)]).toEqual([{ framesBefore: 2, event: traced(4) }]);
    expect([...log.traced(3)]).toEqual([]);
    expect([isServedOnly(served(0)), isServedOnly(traced(0))]).toEqual([true, false]);
  });
});
