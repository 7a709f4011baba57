import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventFeed, type FeedCursor } from '../../../../hil/server/event-feed.ts';
import { servedEntry } from '../../../../hil/server/served-text.ts';
import { ScanTool } from './scan-tool.ts';
import { VirtualControl } from './virtual-control.ts';

interface Fed {
  readonly control: VirtualControl;
  readonly feed: EventFeed;
}

function startedFeed(): Fed {
  const control = new VirtualControl();
  const feed = new EventFeed(control, { instance: 'first' });
  control.car.start();
  return { control, feed };
}

/** What is left for a cursor, as served. */
function rest(feed: EventFeed, cursor: FeedCursor | string, skipsFrames = true): unknown[] {
  if (typeof cursor === 'string') return [cursor];
  const entries: unknown[] = [];
  for (let entry = feed.read(cursor, skipsFrames); entry !== null; entry = feed.read(cursor, skipsFrames)) {
    entries.push(typeof entry === 'string' ? entry : servedEntry(entry));
  }
  return entries;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the feed of events', () => {
  it('is worked out in several turns where nobody listens, and in one where somebody does', () => {
    vi.useFakeTimers();
    const { control, feed } = startedFeed();
    const wakes: boolean[] = [];
    const turnsFor = (seconds: number): number => {
      control.car.advanceTo(control.car.nowUs + seconds * 1_000_000);
      let turns = 0;
      for (; vi.getTimerCount() > 0; turns++) vi.advanceTimersToNextTimer();
      return turns;
    };
    expect(turnsFor(5)).toBeGreaterThan(5);
    const forget = feed.listen({ wake: (isFramesAlone) => wakes.push(isFramesAlone) });
    expect([turnsFor(5), wakes]).toEqual([1, [true]]);
    forget();
  });

  it('numbers frames and events in one sequence from 1', () => {
    const { control, feed } = startedFeed();
    control.car.advanceTo(control.car.nowUs + 500_000);
    const cursor = feed.cursorAfter(0, null);
    if (typeof cursor === 'string') throw new Error(cursor);
    const ids: number[] = [];
    for (let entry = feed.read(cursor, false); entry !== null; entry = feed.read(cursor, false)) {
      if (typeof entry === 'string') throw new Error(entry);
      ids.push(entry.id);
    }
    expect(ids).toEqual(Array.from({ length: feed.lastId }, (_, index) => index + 1));
    expect(feed.lastId).toBeGreaterThan(control.car.log.length);
  });

  it('says first what the view shows otherwise, and then what has caused it, in words', () => {
    const { control, feed } = startedFeed();
    const cursor = feed.cursor();
    control.car.setVehicle({ doors: { driver: true }, batteryMv: 11_500 });
    const timeUs = control.car.nowUs;
    expect(rest(feed, cursor)).toMatchObject([
      { timeUs, kind: 'state', event: 'view', changed: { batteryV: 11.5, doors: { driver: true, trunk: false } } },
      { timeUs, kind: 'stimulus', event: 'vehicle-changed', text: "Driver's door open, 12 V supply at 11.5 V." },
    ]);
  });

  it('says nothing of the view where nothing is shown otherwise', () => {
    const { control, feed } = startedFeed();
    const cursor = feed.cursor();
    control.car.setVehicle({ brake: false });
    expect(rest(feed, cursor)).toMatchObject([{ event: 'vehicle-changed' }]);
  });

  it('KEY-4: says the end of a start window at its instant, though no ECU reports it', () => {
    const { control, feed } = startedFeed();
    control.car.touchKey(0xa100_0001);
    const endUs = control.car.nowUs + 10_000_000;
    control.car.advanceTo(endUs - 1);
    const cursor = feed.cursor();
    control.car.advanceTo(endUs);
    expect(rest(feed, cursor)).toMatchObject([
      { timeUs: endUs, event: 'view', changed: { startWindow: null, timers: [] } },
    ]);
  });

  it('RST-1: joins request and response, and says why the ECU refuses', () => {
    const { control, feed } = startedFeed();
    const tool = new ScanTool(control.car, false);
    tool.request('10 03');
    const cursor = feed.cursor();
    tool.request('31 01 02 01 01');
    const exchange = rest(feed, cursor).find((entry) => JSON.stringify(entry).includes('uds-exchange'));
    expect(exchange).toMatchObject({
      kind: 'uds',
      source: 'smart-key',
      endpoint: 'oem',
      client: 'tool',
      request: '3101020101',
      response: '7F3133',
      refusal: {
        nrc: 0x33,
        name: 'securityAccessDenied',
        condition: 'security level 1 must be unlocked',
        value: 'no level is',
        next: 'send 27 01 for a seed, its pass-code with 27 02, then 31 01 02 01 01',
        rule: 'AUT-5',
      },
      text:
        'Smart Code Reset: arm: refused, 0x33 securityAccessDenied. Security level 1 must be unlocked, but no level is: ' +
        'send 27 01 for a seed, its pass-code with 27 02, then 31 01 02 01 01.',
    });
  });

  it('conformance 9: has an exchange without response where none was wanted', () => {
    const { control, feed } = startedFeed();
    const tool = new ScanTool(control.car, false);
    const cursor = feed.cursor();
    tool.request('3E 80');
    control.car.advanceTo(control.car.nowUs + 200_000);
    expect(rest(feed, cursor)).toContainEqual(
      expect.objectContaining({
        event: 'uds-exchange',
        request: '3E80',
        response: null,
        text: 'Tester present: no response, as requested.',
      }),
    );
  });

  it('KEY-4: says why a touch has no effect', () => {
    const { control, feed } = startedFeed();
    control.car.makeKey({ id: 0xbeef });
    const cursor = feed.cursor();
    control.car.touchKey(0xbeef);
    expect(rest(feed, cursor)).toMatchObject([
      {
        event: 'key-touched',
        refusal: { nrc: null, name: 'not-registered', rule: 'KEY-4', value: 'key 0000BEEF is blank' },
      },
    ]);
  });

  it('goes on after any event without a hole', () => {
    const { control, feed } = startedFeed();
    control.car.touchKey(0xa100_0001);
    control.car.advanceTo(control.car.nowUs + 12_000_000);
    control.car.makeKey({ id: 1 });
    const all = rest(feed, feed.cursorAfter(0, 'first'), false);
    for (const id of [1, 2, 17, feed.lastId - 1, feed.lastId]) {
      expect(rest(feed, feed.cursorAfter(id, null), false)).toEqual(all.slice(id));
    }
  });

  it('says why it cannot go on: an id to come, another process', () => {
    const { feed } = startedFeed();
    expect(feed.cursorAfter(feed.lastId + 1, null)).toBe('unknown');
    expect(feed.cursorAfter(1, 'second')).toBe('restarted');
  });

  it('says what was forgotten', () => {
    const control = new VirtualControl({ logCapacity: 10 });
    const feed = new EventFeed(control, { instance: 'first' });
    control.car.start();
    control.car.advanceTo(control.car.nowUs + 2_000_000);
    expect(control.car.log.dropped).toBeGreaterThan(0);
    const behind = feed.cursorAfter(feed.lastId - 10, null);
    expect(rest(feed, behind, false)).toHaveLength(10);
    expect(feed.cursorAfter(feed.lastId - 11, null)).toBe('forgotten');
    expect(feed.log.oldestId).toBe(feed.lastId - 9);
  });

  it('knows the view after each event', () => {
    const { control, feed } = startedFeed();
    control.car.touchKey(0xa100_0001);
    const touched = feed.view();
    for (let change = 0; change < 600; change++) control.car.setVehicle({ brake: change % 2 === 0 });
    control.car.advanceTo(control.car.nowUs + 1_000_000);
    expect(feed.viewAfter(touched.lastEventId)).toEqual(touched);
    expect(feed.viewAfter(feed.lastId)).toMatchObject({ brake: false, lastEventId: feed.lastId });
    expect(feed.viewAfter(feed.lastId + 1)).toBeNull();
  });

  it('goes on over a restart for a reader that has all, and resets one whose frames are gone', () => {
    const { control, feed } = startedFeed();
    control.car.setVehicle({ doors: { driver: true } });
    const before = feed.lastId;
    const present = feed.cursor();
    const behind = feed.cursorAfter(before - 1, null);
    control.restart();
    expect(rest(feed, present)).toMatchObject([
      { id: before + 1, timeUs: 0, event: 'view', changed: { ecu: 'off', doors: { driver: false } } },
      { id: before + 2, timeUs: 0, kind: 'time', event: 'car-restarted', text: 'The car was restarted.' },
      { event: 'view', changed: { ecu: 'booting' } },
      { event: 'ecu', state: 'booting' },
      { event: 'view', changed: { ecu: 'running' } },
      { event: 'ecu', state: 'running' },
    ]);
    expect(rest(feed, behind, false)[0]).toBe('restarted');
    expect(feed.cursorAfter(before - 1, null)).toBe('restarted');
    expect(feed.viewAfter(before + 2)).toMatchObject({ timeUs: 0, ecu: 'off', lastEventId: before + 2 });
    expect(feed.viewAfter(feed.lastId)).toMatchObject({ ecu: 'running', doors: { driver: false } });
  });

  it('gives a reader without frames the last events of the former car, too', () => {
    const { control, feed } = startedFeed();
    const cursor = feed.cursor();
    control.hostEvents.next({ timeUs: 5, kind: 'time', event: 'time-set', mode: 'virtual', rate: 1, paused: false });
    control.car.advanceTo(control.car.nowUs + 1_000_000);
    control.restart();
    expect(rest(feed, cursor, true)).toMatchObject([
      { event: 'time-set' },
      { event: 'view' },
      { event: 'car-restarted' },
      { event: 'view' },
      { event: 'ecu' },
      { event: 'view' },
      { event: 'ecu' },
    ]);
    const twice = feed.cursor();
    control.car.setVehicle({ brake: true });
    control.restart();
    control.restart();
    expect(rest(feed, twice, true).filter((entry) => entry === 'restarted')).toEqual(['restarted']);
  });

  it('has how time moves and who connects', () => {
    const { control, feed } = startedFeed();
    const cursor = feed.cursor();
    control.setTime({ mode: 'real', rate: 20 });
    control.hostEvents.next({ timeUs: 5, kind: 'time', event: 'time-set', mode: 'real', rate: 20, paused: false });
    expect(rest(feed, cursor)).toMatchObject([
      { event: 'view', changed: { timeMode: 'real', rate: 20 } },
      { kind: 'time', event: 'time-set', mode: 'real', rate: 20, text: 'The car runs at 20 times real time.' },
    ]);
  });

  it('ends when it is stopped', () => {
    const control = new VirtualControl();
    const feed = new EventFeed(control, { instance: 'first' });
    expect(control.watchers).toBe(1);
    feed.stop();
    control.car.makeKey({ id: 1 });
    expect([feed.lastId, control.watchers, feed.hasEnded]).toEqual([0, 0, true]);
  });
});
