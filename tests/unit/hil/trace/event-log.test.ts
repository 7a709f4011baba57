import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_FRAME_LOG_BYTES } from '../../../../can-bus/trace/frame-log.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { DEFAULT_EVENT_LOG_BYTES, EventLog } from '../../../../hil/trace/event-log.ts';

function eventAt(timeUs: number): CarEvent {
  return { timeUs, source: 'stimulus', event: { kind: 'power-cut' } };
}

describe('the event log', () => {
  it('keeps events in order, each with the number of frames before it', () => {
    const log = new EventLog();
    log.append(0, eventAt(1));
    log.append(7, eventAt(2));
    expect(log.records()).toEqual([
      { framesBefore: 0, event: eventAt(1) },
      { framesBefore: 7, event: eventAt(2) },
    ]);
    expect(log.dropped).toBe(0);
  });

  it('keeps at least its capacity, never much more, and counts what it forgot', () => {
    const log = new EventLog(100);
    for (let i = 0; i < 1000; i++) {
      log.append(i, eventAt(i));
      expect(log.dropped + log.length).toBe(i + 1);
      expect(log.length).toBeGreaterThanOrEqual(Math.min(i + 1, 100));
      expect(log.length).toBeLessThanOrEqual(125);
    }
    expect(log.records()[0]?.framesBefore).toBe(log.dropped);
    expect(log.records().at(-1)?.framesBefore).toBe(999);
  });

  it('drops the oldest beyond its bytes, for any number of them, and counts them', () => {
    const payload = new Uint8Array(4095);
    const log = new EventLog(1_000_000, 1_000_000);
    for (let i = 0; i < 1000; i++) {
      const event = { kind: 'uds', endpoint: 'oem', direction: 'response', payload } as const;
      log.append(i, { timeUs: i, source: 'smart-key', event });
      expect(log.bytes).toBeLessThanOrEqual(1_000_000);
      expect(log.dropped + log.length).toBe(i + 1);
    }
    expect(log.length).toBeGreaterThan(150);
    expect(log.records()[0]?.framesBefore).toBe(log.dropped);
  });

  it('lets a car’s frames and events take 256 MB together', () => {
    expect(DEFAULT_EVENT_LOG_BYTES + DEFAULT_FRAME_LOG_BYTES).toBe(256_000_000);
    expect(new EventLog().maxBytes).toBe(DEFAULT_EVENT_LOG_BYTES);
  });

  it('gives records that later events do not change', () => {
    const log = new EventLog(1);
    log.append(0, eventAt(1));
    const records = log.records();
    for (let i = 0; i < 10; i++) log.append(i, eventAt(i));
    expect(records).toEqual([{ framesBefore: 0, event: eventAt(1) }]);
  });

  it('has long-past events as they were, also those with a frame in them', () => {
    const log = new EventLog();
    const frame = dataFrame(0x123, Uint8Array.of(1, 2));
    const dropped = { kind: 'frame-dropped', node: 'body', frame } as const;
    const events = Array.from({ length: 5000 }, (_, index): CarEvent => {
      return index % 3 === 0 ? { timeUs: index, source: 'bus', event: dropped } : eventAt(index);
    });
    for (const [index, event] of events.entries()) log.append(2 * index, event);
    expect(log.records()).toEqual(events.map((event, index) => ({ framesBefore: 2 * index, event })));
    expect(log.at(999)?.event.event).toBe(dropped);
    expect(log.records(4998).map(({ framesBefore }) => framesBefore)).toEqual([9996, 9998]);
    expect([log.at(-1), log.at(5000)]).toEqual([undefined, undefined]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => new EventLog(capacity)).toThrow(RangeError);
  });
});
