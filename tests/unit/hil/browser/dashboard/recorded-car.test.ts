import { describe, expect, it } from 'vitest';
import { advance, restart, setDoor, setTime } from '../../../../../hil/browser/dashboard/calls.ts';
import { EventHub } from '../../../../../hil/browser/dashboard/event-hub.ts';
import { RecordedCar } from '../../../../../hil/browser/dashboard/recorded-car.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import { RECORDING } from './recording.ts';

/** A page with a recording, whose clock a test sets. */
class Page {
  nowMs = 0;
  readonly car: RecordedCar = new RecordedCar(Promise.resolve(RECORDING), () => this.nowMs);
  readonly #hub = new EventHub({ open: this.car.open, later: () => undefined });
  readonly session: Session = new Session({
    fetch: this.car.fetch,
    followEvents: (place, listener) => this.#hub.follow(place, listener),
    nextPicture: (work) => work(),
    later: () => undefined,
    nowMs: () => 0,
  });

  async until(nowMs: number): Promise<void> {
    this.nowMs = nowMs;
    await this.car.step();
  }
}

async function opened(): Promise<Page> {
  const page = new Page();
  await page.session.start();
  await page.until(0);
  return page;
}

describe('a recorded car', () => {
  it('is a car that a dashboard follows', async () => {
    const { session } = await opened();
    expect(session.connection.value).toBe('live');
    expect(session.live.value).toMatchObject({ timeUs: 0, timeMode: 'real', rate: 20, lastEventId: 0 });
  });

  it('opens its door as it did', async () => {
    const page = await opened();
    await page.until(30);
    expect(page.session.live.value).toMatchObject({ doors: { driver: true } });
    await page.until(60);
    expect(page.session.live.value).toMatchObject({ doors: { driver: false }, procedure: 'reset' });
    expect(page.session.frames.total.value).toBe(120);
    page.session.show(1);
    expect(page.session.shown.value).toMatchObject({ doors: { driver: true } });
  });

  it('is moved in time, and refuses everything else', async () => {
    const page = await opened();
    expect((await page.session.perform(setTime({ mode: 'virtual' }))).ok).toBe(true);
    expect(await page.session.perform(advance(0.6))).toMatchObject({ ok: true, json: { timeUs: 600_000 } });
    expect(await page.session.perform(setDoor('driver', true))).toEqual({
      ok: false,
      message: 'This is a recording: time moves, and nothing else can be changed.',
      hint: 'Start a car of your own: npx virtual-smart-key',
      why: 'conflict',
    });
    expect((await page.car.fetch('/api/scenarios')).status).toBe(409);
  });

  it('is played from the beginning by a restart', async () => {
    const page = await opened();
    await page.until(60);
    await page.session.perform(restart());
    await new Promise<void>((resolve) => setImmediate(resolve));
    await page.until(61);
    expect(page.session.live.value).toMatchObject({ procedure: 'none', timeMode: 'real' });
    expect(page.session.notice.value).toBe('The car was restarted.');
  });

  it('sends nothing to a stream that is closed', async () => {
    const page = await opened();
    page.session.stop();
    await page.until(60);
    expect(page.session.live.value).toMatchObject({ procedure: 'none' });
  });
});
