import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';
import { setDoor } from '../../../../../hil/browser/dashboard/calls.ts';
import type { EventSourceLike } from '../../../../../hil/browser/dashboard/event-feed.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import type { CarView } from '../../../../../hil/view/car-view.ts';
import { carView } from '../../../../support/car-views.ts';

/** A server and a browser as far as a session sees them. */
class FakeCar implements EventSourceLike {
  present: CarView | null = carView();
  oldest: CarView = carView();
  readonly calls: string[] = [];
  readonly opened: string[] = [];
  onopen: ((event: Event) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  #listeners = new Map<string, (event: MessageEvent<string>) => void>();

  readonly session: Session = new Session({
    fetch: (path, init) => this.#answer(path, init),
    openEvents: (url) => {
      this.opened.push(url);
      this.#listeners = new Map();
      return this;
    },
    nextPicture: (work) => work(),
  });

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.#listeners.clear();
  }

  tell(happening: Happening): void {
    this.say(happening.kind, happening);
  }

  say(type: string, data: unknown): void {
    this.#listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  connect(): void {
    this.onopen?.(new Event('open'));
  }

  lose(): void {
    this.onerror?.(new Event('error'));
  }

  #answer(path: string, init?: RequestInit): Promise<Response> {
    if (init?.method !== undefined) {
      this.calls.push(`${init.method} ${path} ${typeof init.body === 'string' ? init.body : ''}`);
      return Promise.resolve(Response.json({ error: 'the trunk is stuck', hint: 'push' }, { status: 409 }));
    }
    if (this.present === null) return Promise.reject(new TypeError('fetch failed'));
    return Promise.resolve(Response.json(path === '/api/state?at=0' ? this.oldest : this.present));
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
    expect(car.opened).toEqual(['/api/events?since=3&kinds=uds,effect,state,stimulus,bus,memory,dealer,time,client']);
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
      answer: { ok: false, message: 'the trunk is stuck', hint: 'push' },
    });
  });

  it('is lost where no car answers', async () => {
    const car = new FakeCar();
    car.present = null;
    await car.session.start();
    expect(car.session.connection.value).toBe('lost');
    expect(car.session.shown.value).toBeNull();
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
    expect(car.opened).toHaveLength(1);
  });

  it('begins anew, and says so, where another car answers after it', async () => {
    const car = await started();
    car.connect();
    car.lose();
    car.present = carView({ instance: 'second', seed: 2 });
    car.oldest = car.present;
    car.connect();
    await settled();
    expect(car.session.notice.value).toBe('Another car answers at this address now: this is its state.');
    expect(car.session.live.value?.seed).toBe(2);
    expect(car.opened).toHaveLength(2);
  });

  it('begins anew where the server cannot go on from where it was', async () => {
    const car = await started();
    car.say('reset', { kind: 'reset', reason: 'forgotten', lastEventId: 900 });
    await settled();
    expect(car.session.notice.value).toBe('The connection was away for too long: this is the car as it is now.');
    expect(car.opened).toHaveLength(2);
  });
});
