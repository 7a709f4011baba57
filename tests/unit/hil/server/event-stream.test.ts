import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarRecord } from '../../../../hil/car/car-event.ts';
import { eventStream, type EventStreamOptions } from '../../../../hil/server/event-stream.ts';

const FRAME = dataFrame(0x758, Uint8Array.of(0xb5, 0x02, 0x7e, 0x00));

function frameAt(timeUs: number): CarRecord {
  return { timeUs, frame: FRAME, sender: 'smart-key' };
}

interface Client {
  readonly events: Subject<CarRecord>;
  /** The next portion; null at the end. */
  readonly read: () => Promise<string | null>;
  readonly leave: () => Promise<void>;
}

async function listen(options: Partial<EventStreamOptions> = {}): Promise<Client> {
  const events = new Subject<CarRecord>();
  const reader = eventStream(events, { kinds: null, ...options }).getReader();
  const read = async (): Promise<string | null> => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  expect(await read()).toBe('retry: 2000\n\n');
  return { events, read, leave: () => reader.cancel() };
}

describe('the event stream', () => {
  it('names each event by its kind and gives its data in one line', async () => {
    const { events, read } = await listen();
    events.next(frameAt(7));
    expect(await read()).toBe(
      'event: frame\ndata: {"timeUs":7,"kind":"frame","source":"smart-key","id":"758","data":"B5027E00"}\n\n',
    );
  });

  it('keeps the order of what came while the client did not read', async () => {
    const { events, read } = await listen();
    for (let timeUs = 0; timeUs < 1000; timeUs++) events.next(frameAt(timeUs));
    let text = '';
    while (!text.includes('"timeUs":999,')) text += (await read()) ?? '';
    const times = [...text.matchAll(/"timeUs":(\d+)/g)].map(([, time]) => Number(time));
    expect(times).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('wakes a client that waits', async () => {
    const { events, read } = await listen();
    const waiting = read();
    events.next(frameAt(1));
    expect(await waiting).toContain('"timeUs":1,');
  });

  it('holds as many events as allowed, and cuts off at one more with a last overflow', async () => {
    const onEnd = vi.fn();
    const { events, read } = await listen({ maxWaiting: 3, onEnd });
    for (const timeUs of [1, 2, 3]) events.next(frameAt(timeUs));
    expect(events.observed).toBe(true);
    events.next(frameAt(4));
    expect(events.observed).toBe(false);
    expect(await read()).toBe('event: overflow\ndata: {"timeUs":4,"kind":"overflow","limit":3}\n\n');
    expect(await read()).toBeNull();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('hears no more of the car when the client has left', async () => {
    const onEnd = vi.fn();
    const { events, read, leave } = await listen({ onEnd });
    const waiting = read();
    await leave();
    expect(await waiting).toBeNull();
    expect(events.observed).toBe(false);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('gives what is left and ends when the car ends', async () => {
    const { events, read } = await listen();
    events.next(frameAt(1));
    events.complete();
    expect(await read()).toContain('"timeUs":1,');
    expect(await read()).toBeNull();
  });

  it('begins with the reading and not before', async () => {
    const events = new Subject<CarRecord>();
    const onBegin = vi.fn();
    const onEnd = vi.fn();
    const stream = eventStream(events, { kinds: null, onBegin, onEnd });
    await stream.cancel();
    expect([events.observed, onBegin.mock.calls.length, onEnd.mock.calls.length]).toEqual([false, 0, 0]);
  });
});

describe('the heartbeat', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is a comment every 15 s', async () => {
    const { read } = await listen();
    const waiting = read();
    let hasCome = false;
    void waiting.then(() => (hasCome = true));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(hasCome).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe(': still here\n\n');
  });

  it('stops with the stream', async () => {
    const { leave } = await listen();
    expect(vi.getTimerCount()).toBe(1);
    await leave();
    expect(vi.getTimerCount()).toBe(0);
  });
});
