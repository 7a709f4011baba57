import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarEvent, CarObserver } from '../../../../hil/car/car-event.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { EncodedEvents, eventStream, type EventStreamOptions } from '../../../../hil/server/event-stream.ts';
import { VirtualControl } from './virtual-control.ts';

const FRAME = dataFrame(0x758, Uint8Array.of(0xb5, 0x02, 0x7e, 0x00));
const BROADCAST = dataFrame(0x5b0, new Uint8Array(8));

/** A car of whose bus the test says what is on it. */
class SpokenControl extends VirtualControl {
  readonly #observers = new Set<CarObserver>();

  constructor() {
    super();
    this.car.observe = (observer) => {
      this.#observers.add(observer);
      return () => this.#observers.delete(observer);
    };
  }

  frame(timeUs: number, frame: CanFrame = FRAME): void {
    this.car.log.append(timeUs, frame, 'smart-key');
    for (const observer of this.#observers) observer.frame?.(timeUs, frame, 'smart-key');
  }

  event(event: CarEvent): void {
    for (const observer of this.#observers) observer.event?.(event);
  }

  session(timeUs: number): void {
    this.event({ timeUs, source: 'smart-key', event: { kind: 'session', session: 'extended' } });
  }
}

interface Client {
  readonly car: SpokenControl;
  readonly feed: EventFeed;
  /** The next portion; null at the end. */
  readonly read: () => Promise<string | null>;
  readonly leave: () => Promise<void>;
}

function fed(): { readonly car: SpokenControl; readonly feed: EventFeed } {
  const car = new SpokenControl();
  return { car, feed: new EventFeed(car, { instance: 'first' }) };
}

async function listen(options: Partial<EventStreamOptions> = {}, { car, feed } = fed(), begin = ''): Promise<Client> {
  const reader = eventStream(feed, new EncodedEvents(), { kinds: null, ...options }).getReader();
  const read = async (): Promise<string | null> => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  expect(await read()).toBe(`retry: 2000\n\n${begin}`);
  return { car, feed, read, leave: () => reader.cancel() };
}

/** When those who listened before have heard what there is. */
async function told(feed: EventFeed): Promise<void> {
  await new Promise<void>((resolve) => {
    const forget = feed.listen({
      wake: () => {
        forget();
        resolve();
      },
    });
  });
}

describe('the event stream', () => {
  it('names each event by its kind, gives its number as id and its data in one line', async () => {
    const { car, read } = await listen();
    car.frame(7);
    expect(await read()).toBe(
      'event: frame\nid: 1\n' +
        'data: {"timeUs":7,"kind":"frame","source":"smart-key","id":"758","data":"B5027E00","eventId":1}\n\n',
    );
    car.session(8);
    expect(await read()).toBe(
      'event: state\nid: 2\ndata: {"id":2,"timeUs":8,"kind":"state","source":"smart-key","event":"session",' +
        '"session":"extended","text":"The extended session is active."}\n\n',
    );
  });

  it('keeps the order of what came while the client did not read', async () => {
    const { car, read } = await listen();
    for (let timeUs = 0; timeUs < 1000; timeUs++) car.frame(timeUs);
    let text = '';
    while (!text.includes('"timeUs":999,')) text += (await read()) ?? '';
    const times = [...text.matchAll(/"timeUs":(\d+)/g)].map(([, time]) => Number(time));
    expect(times).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('wakes a client that waits', async () => {
    const { car, read } = await listen();
    const waiting = read();
    car.session(1);
    expect(await waiting).toContain('"timeUs":1,');
  });

  it('cuts off at one event more than may wait with a last overflow', async () => {
    const onEnd = vi.fn();
    const { car, feed, read } = await listen({ maxWaiting: 3, onEnd });
    for (const timeUs of [1, 2, 3]) car.session(timeUs);
    await told(feed);
    expect(onEnd).not.toHaveBeenCalled();
    car.session(4);
    await told(feed);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(await read()).toBe('event: overflow\ndata: {"timeUs":0,"kind":"overflow","limit":3}\n\n');
    expect(await read()).toBeNull();
  });

  it('does not count what the client does not want', async () => {
    const onEnd = vi.fn();
    const { car, feed, read } = await listen({ maxWaiting: 3, onEnd, kinds: new Set(['state']) });
    for (let timeUs = 0; timeUs < 10; timeUs++) car.frame(timeUs);
    car.session(11);
    await told(feed);
    expect(onEnd).not.toHaveBeenCalled();
    expect(await read()).toContain('"timeUs":11,');
  });

  it('hears no more of the car when the client has left', async () => {
    const onEnd = vi.fn();
    const { read, leave } = await listen({ onEnd });
    const waiting = read();
    await leave();
    expect(await waiting).toBeNull();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('gives what is left and ends when the car ends', async () => {
    const { car, read } = await listen();
    car.frame(1);
    car.hostEvents.complete();
    expect(await read()).toContain('"timeUs":1,');
    expect(await read()).toBeNull();
  });

  it('begins with the reading and not before', async () => {
    const onBegin = vi.fn();
    const onEnd = vi.fn();
    const stream = eventStream(fed().feed, new EncodedEvents(), { kinds: null, onBegin, onEnd });
    await stream.cancel();
    expect([onBegin.mock.calls.length, onEnd.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('a client that comes back', () => {
  it('gets what came after its last event, without a hole, and then what comes', async () => {
    const here = fed();
    for (const timeUs of [1, 2, 3, 4]) here.car.frame(timeUs);
    const { car, read } = await listen({ since: 2, instance: 'first' }, here);
    car.session(5);
    const text = (await read()) ?? '';
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([3, 4, 5]);
  });

  it.each([
    ['an id that is still to come', { since: 9 }, 'unknown'],
    ['the events of another process', { since: 1, instance: 'zeroth' }, 'restarted'],
  ])('gets a reset for %s, and goes on from now', async (_what, options, reason) => {
    const here = fed();
    for (const timeUs of [1, 2]) here.car.frame(timeUs);
    const begin = `event: reset\nid: 2\ndata: {"timeUs":0,"kind":"reset","reason":"${reason}","lastEventId":2}\n\n`;
    const { car, read } = await listen(options, here, begin);
    car.session(5);
    expect(await read()).toContain('id: 3\n');
  });
});

describe('the choice of frames', () => {
  it('none: events only', async () => {
    const { car, read } = await listen({ frames: 'none' });
    car.frame(1);
    car.session(2);
    expect(await read()).toMatch(/^event: state\nid: 2\n/);
  });

  it('sampled: 50 frames in a second, of which 30 may be broadcasts, and how many were left out', async () => {
    vi.useFakeTimers();
    try {
      const { car, read } = await listen({ frames: 'sampled' });
      for (let timeUs = 0; timeUs < 40; timeUs++) car.frame(timeUs, BROADCAST);
      for (let timeUs = 40; timeUs < 70; timeUs++) car.frame(timeUs);
      const text = (await read()) ?? '';
      expect(text.match(/"id":"5B0"/g)).toHaveLength(30);
      expect(text.match(/"id":"758"/g)).toHaveLength(20);
      const waiting = read();
      await vi.advanceTimersByTimeAsync(1000);
      expect(await waiting).toBe('event: sampled\nid: 70\ndata: {"timeUs":0,"kind":"sampled","skipped":20}\n\n');
    } finally {
      vi.useRealTimers();
    }
  });

  it('sampled: says how many were left out while frames never pause, as at 1000 times real time', async () => {
    vi.useFakeTimers();
    try {
      const { car, read, leave } = await listen({ frames: 'sampled' });
      let [text, sent] = ['', 0];
      const reading = { isOver: false };
      const reader = (async () => {
        while (!reading.isOver) text += (await read()) ?? '';
      })();
      // The first frame of each second comes just after the one before is over.
      for (let ms = 0; ms < 5000; ms += 10) {
        for (let count = 0; count < 20; count++) car.frame(++sent);
        await vi.advanceTimersByTimeAsync(10);
      }
      reading.isOver = true;
      await vi.advanceTimersByTimeAsync(2000);
      await reader;
      await leave();
      const skipped = [...text.matchAll(/"skipped":(\d+)/g)].map(([, count]) => Number(count));
      expect(skipped.length).toBeGreaterThanOrEqual(5);
      const shown = text.match(/"id":"758"/g)?.length ?? 0;
      expect(shown + skipped.reduce((sum, count) => sum + count, 0)).toBe(sent);
    } finally {
      vi.useRealTimers();
    }
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

describe('the frames from now on', () => {
  it('are those since the client connected, with all the events before', async () => {
    const { car, feed } = fed();
    car.frame(1);
    car.session(2);
    car.frame(3);
    const { read } = await listen({ frames: 'live', since: 0 }, { car, feed });
    car.frame(4);
    car.session(5);
    let text = '';
    while (!text.includes('"timeUs":5,')) text += (await read()) ?? '';
    expect([...text.matchAll(/^id: (\d+)/gm)].map(([, id]) => id)).toEqual(['2', '4', '5']);
  });

  it('do not count as waiting, however many there were before', async () => {
    const { car, feed } = fed();
    car.session(1);
    for (let timeUs = 2; timeUs < 100; timeUs++) car.frame(timeUs);
    const { read } = await listen({ frames: 'live', since: 0, maxWaiting: 10 }, { car, feed });
    car.session(100);
    expect(await read()).toContain('"timeUs":1,');
  });

  it('go on with a restarted car, without a reset for frames that are gone', async () => {
    const { car, feed } = fed();
    const { read } = await listen({ frames: 'live' }, { car, feed });
    car.frame(1);
    car.restart();
    const text = (await read()) ?? '';
    expect(text).toContain('"event":"car-restarted"');
    expect(text).not.toContain('event: reset');
  });
});

it('serves an exchange once that a tester of this process reports, too', async () => {
  const { car, feed } = fed();
  const { read } = await listen({ kinds: new Set(['uds']) }, { car, feed });
  const [request, response] = [Uint8Array.of(0x3e, 0), Uint8Array.of(0x7e, 0)];
  const uds = { kind: 'uds', endpoint: 'oem' } as const;
  car.event({ timeUs: 1, source: 'smart-key', event: { ...uds, direction: 'request', payload: request } });
  car.event({ timeUs: 2, source: 'smart-key', event: { ...uds, direction: 'response', payload: response } });
  const outcome = { kind: 'positive', response } as const;
  const times = { startedUs: 0, sentUs: 0, finishedUs: 3, pendingCount: 0, repeatCount: 0 };
  const seen = { kind: 'uds-exchange', target: 'physical', request, response, outcome, ...times } as const;
  car.event({ timeUs: 3, source: 'scenario-oem', event: seen });
  const text = (await read()) ?? '';
  expect(text.match(/"event":"uds-exchange"/g)).toHaveLength(1);
  expect([...feed.log.traced()].map(({ event }) => event.source)).toContain('scenario-oem');
});
