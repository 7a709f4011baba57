import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';
import { setDoor } from '../../../../../hil/browser/dashboard/calls.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import type { CarView } from '../../../../../hil/view/car-view.ts';
import { carView } from '../../../../support/car-views.ts';
import { FakeEvents } from './feeds.ts';

/** A server and a browser as far as a session sees them. */
class FakeCar extends FakeEvents {
  present: CarView | null = carView();
  oldest: CarView = carView();
  readonly calls: string[] = [];
  readonly waiting: (() => void)[] = [];
  /** After how long each of them is called. */
  readonly waitsMs: number[] = [];
  pageMs = 0;
  /** It takes requests, and answers none. */
  hangs = false;

  readonly session: Session = new Session({
    fetch: (path, init) => this.#answer(path, init),
    followEvents: this.follow,
    nextPicture: (work) => work(),
    later: (work, ms) => {
      this.waiting.push(work);
      this.waitsMs.push(ms);
    },
    nowMs: () => this.pageMs,
  });

  tell(happening: Happening): void {
    this.say(happening.kind, happening);
  }

  connect(): void {
    this.connection('live');
  }

  lose(): void {
    this.connection('lost');
  }

  #answer(path: string, init?: RequestInit): Promise<Response> {
    if (init?.method !== undefined) {
      this.calls.push(`${init.method} ${path} ${typeof init.body === 'string' ? init.body : ''}`);
      return Promise.resolve(Response.json({ error: 'the trunk is stuck', hint: 'push' }, { status: 409 }));
    }
    if (this.hangs)
      return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    if (this.present === null) return Promise.reject(new TypeError('fetch failed'));
    return Promise.resolve(Response.json(path === '/api/state?at=oldest' ? this.oldest : this.present));
  }
}

function doorEvent(id: number, driver: boolean): Happening {
  const doors = { ...carView().doors, driver };
  return { id, timeUs: id * 1000, kind: 'state', source: 'body', text: '', event: 'view', changed: { doors } };
}

/** What has been promised so far has come. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
}

async function started(): Promise<FakeCar> {
  const car = new FakeCar();
  car.oldest = carView({ lastEventId: 3 });
  car.present = carView({ lastEventId: 5, timeUs: 5000 });
  await car.session.start();
  return car;
}

describe('a session of the dashboard', () => {
  it('loads the state and follows the events from the oldest one on', async () => {
    const car = await started();
    expect(car.session.live.value?.timeUs).toBe(5000);
    expect(car.followed).toMatchObject([{ lastEventId: 3, instance: 'first' }]);
  });

  it('is not put back by the events that lead to the state it has read', async () => {
    const car = await started();
    car.tell(doorEvent(4, true));
    expect(car.session.live.value?.lastEventId).toBe(5);
    car.tell(doorEvent(6, true));
    expect(car.session.live.value).toMatchObject({ lastEventId: 6, doors: { driver: true } });
  });

  it('shows the past at a place of the history, and the present again', async () => {
    const car = await started();
    car.tell(doorEvent(6, true));
    car.tell(doorEvent(7, false));
    car.session.show(1);
    expect(car.session.shown.value?.doors.driver).toBe(true);
    car.tell(doorEvent(8, false));
    expect(car.session.shown.value?.doors.driver).toBe(true);
    car.session.showTime(7000);
    expect(car.session.shown.value?.timeUs).toBe(7000);
    car.session.show(null);
    expect(car.session.shown.value?.lastEventId).toBe(8);
    car.session.show(99);
    expect(car.session.cursor.value).toBeNull();
  });

  it('says what came of a call, and shows the present for it', async () => {
    const car = await started();
    car.session.show(0);
    const call = setDoor('trunk', true);
    await car.session.perform(call);
    expect(car.calls).toEqual(['POST /api/vehicle {"doors":{"trunk":true}}']);
    expect(car.session.cursor.value).toBeNull();
    expect(car.session.lastCall.value).toEqual({
      call,
      answer: { ok: false, message: 'the trunk is stuck', hint: 'push', why: 'conflict' },
    });
  });

  it('is lost where no car answers', async () => {
    const car = new FakeCar();
    car.present = null;
    await car.session.start();
    expect(car.session.connection.value).toBe('lost');
    expect(car.session.shown.value).toBeNull();
  });

  it('asks again where no car answered, and not after its end', async () => {
    const car = new FakeCar();
    car.present = null;
    await car.session.start();
    car.present = carView({ lastEventId: 5 });
    expect(car.waitsMs).toEqual([2000]);
    car.waiting[0]?.();
    await settled();
    expect(car.session.live.value?.lastEventId).toBe(5);
    car.session.stop();
    car.waiting[0]?.();
    await settled();
    expect(car.followed).toHaveLength(1);
  });

  it('lets the connection go while nobody looks, and goes on after the last event it knows', async () => {
    const none = new FakeCar();
    none.session.resume();
    expect(none.followed).toEqual([]);
    const car = await started();
    car.tell(doorEvent(9, true));
    car.session.pause();
    car.tell(doorEvent(10, false));
    expect(car.session.live.value?.lastEventId).toBe(9);
    car.session.resume();
    expect(car.followed[1]?.lastEventId).toBe(9);
  });

  it('reads again what no event says, and puts nothing else back', async () => {
    const car = await started();
    car.connect();
    car.tell(doorEvent(9, true));
    const buses = [{ url: 'virtual', clients: [], loadPercent: 31 }];
    car.present = carView({ lastEventId: 8, lagMs: 7, buses });
    await car.session.refresh();
    expect(car.session.live.value).toMatchObject({ lastEventId: 9, doors: { driver: true }, lagMs: 7, buses });
    car.tell(doorEvent(10, false));
    expect(car.session.live.value).toMatchObject({ lastEventId: 10, doors: { driver: false }, lagMs: 7, buses });
    car.present = carView({ lastEventId: 12, timeUs: 12_000, buses: [] });
    await car.session.refresh();
    expect(car.session.live.value).toMatchObject({ timeUs: 12_000, lagMs: 0, buses: [] });
  });

  it('reads again after a client has connected; what the event says of it counts meanwhile', async () => {
    const car = await started();
    car.connect();
    car.present = carView({ lastEventId: 5, buses: [{ url: 'virtual', clients: [], loadPercent: 1 }] });
    await car.session.refresh();
    const told = [{ url: 'virtual', clients: [], loadPercent: 2 }];
    const read = [{ url: 'virtual', clients: [], loadPercent: 3 }];
    car.present = carView({ lastEventId: 6, buses: read });
    car.tell({ ...doorEvent(6, true), changed: { buses: told } });
    expect(car.session.live.value?.buses).toEqual(told);
    car.tell({ id: 7, timeUs: 7000, kind: 'client', source: 'host', text: '', event: 'client-connected' });
    await settled();
    expect(car.session.live.value?.buses).toEqual(read);
  });

  it('goes on after a lost connection, without a word where it is the same car', async () => {
    const car = await started();
    car.connect();
    expect(car.session.connection.value).toBe('live');
    car.lose();
    expect(car.session.connection.value).toBe('lost');
    car.connect();
    await settled();
    expect(car.session.notice.value).toBeNull();
    expect(car.followed).toHaveLength(1);
  });

  it('is lost where the car hangs: it is asked, and sends nothing; live again with the first that it sends', async () => {
    const car = await started();
    car.connect();
    car.hangs = true;
    const second = async (): Promise<string> => {
      car.pageMs += 1000;
      void car.session.refresh();
      await settled();
      return car.session.connection.value;
    };
    expect([await second(), await second(), await second()]).toEqual(['live', 'live', 'live']);
    // A car that is too busy to answer is no silent one.
    car.tell(doorEvent(6, true));
    expect([await second(), await second()]).toEqual(['live', 'live']);
    expect([await second(), await second(), await second()]).toEqual(['lost', 'lost', 'lost']);
    car.tell(doorEvent(7, false));
    expect(car.session.connection.value).toBe('live');
    for (let n = 0; n < 4; n++) await second();
    expect(car.session.connection.value).toBe('lost');
    car.hangs = false;
    for (let n = 0; n < 4; n++) await second();
    expect(car.session.connection.value).toBe('live');
    expect(car.session.notice.value).toBeNull();
    expect(car.followed).toHaveLength(1);
  });

  it('takes nothing for silence that was not asked while nobody looked', async () => {
    const car = await started();
    car.connect();
    car.hangs = true;
    void car.session.refresh();
    car.session.pause();
    car.pageMs += 60_000;
    car.hangs = false;
    car.session.resume();
    car.connect();
    await car.session.refresh();
    expect(car.session.connection.value).toBe('live');
  });

  it('begins anew, and says so, where another car answers after it', async () => {
    const car = await started();
    car.connect();
    car.lose();
    car.present = carView({ instance: 'second', seed: 2 });
    car.oldest = car.present;
    car.connect();
    await settled();
    expect(car.session.notice.value).toBe('A different car now answers at this address. The page shows its state.');
    expect(car.session.live.value?.seed).toBe(2);
    expect(car.followed).toHaveLength(2);
  });

  it('begins anew where the server cannot go on from where it was', async () => {
    const car = await started();
    car.say('reset', { kind: 'reset', reason: 'forgotten', lastEventId: 900 });
    await settled();
    expect(car.session.notice.value).toBe(
      'The connection was lost for too long to show what happened meanwhile. The page shows the present state.',
    );
    expect(car.followed).toHaveLength(2);
  });

  it.each([
    ['first', 'The car was restarted.'],
    ['second', 'A different car now answers at this address. The page shows its state.'],
  ])('says whether the car was restarted or replaced (%s)', async (instance, words) => {
    const car = await started();
    car.present = carView({ instance });
    car.oldest = car.present;
    car.say('reset', { kind: 'reset', reason: 'restarted', lastEventId: 2 });
    await settled();
    expect(car.session.notice.value).toBe(words);
    expect(car.followed).toHaveLength(2);
  });

  it('goes on where the car is restarted: its time begins anew, and with it what can be shown of the past', async () => {
    const car = await started();
    car.tell(doorEvent(6, true));
    car.session.show(0);
    car.say('frame', { eventId: 7, id: '5B0' });
    const restart = { kind: 'time', source: 'host', text: '', event: 'car-restarted' } as const;
    car.tell({ ...doorEvent(8, false), timeUs: 0 });
    car.tell({ ...restart, id: 9, timeUs: 0 });
    expect(car.session.notice.value).toBe('The car was restarted.');
    expect(car.followed).toHaveLength(1);
    expect(car.session.cursor.value).toBeNull();
    expect(car.session.events).toEqual([]);
    expect(car.session.frames.newestFirst.value).toEqual([]);
    expect(car.session.live.value).toMatchObject({ lastEventId: 9, timeUs: 0, doors: { driver: false } });
    car.tell(doorEvent(10, true));
    car.session.show(0);
    expect(car.session.shown.value).toMatchObject({ lastEventId: 9, doors: { driver: false } });
  });

  it('says nothing of a restart that was before the page', async () => {
    const car = await started();
    car.tell({ id: 5, timeUs: 0, kind: 'time', source: 'host', text: '', event: 'car-restarted' });
    expect(car.session.notice.value).toBeNull();
  });
});
