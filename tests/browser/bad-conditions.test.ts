import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import type { TechnicianState } from '../../hil/view/technician-state.ts';
import { dashboardTests } from './support/dashboard-tests.ts';
import type { DashboardVisit } from './support/dashboard-visit.ts';

const { start, visit } = dashboardTests();

const LOST = 'The connection to the car is lost.';
const ANOTHER = 'A different car now answers at this address.';

/** An answer that comes when the browser tries again: after two seconds, on a busy machine later. */
const PATIENT = { timeout: 30_000 };

function banner({ page }: DashboardVisit): Promise<string> {
  return page.locator('.head').innerText();
}

/** Takes the port of a car that has gone, and answers everything in its own way. */
async function strangerAt(url: string): Promise<{ readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const stranger = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\n\r\nno\n');
  });
  stranger.listen(Number(new URL(url).port), '127.0.0.1');
  await once(stranger, 'listening');
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      stranger.close();
      await once(stranger, 'close');
    },
  };
}

describe('a dashboard whose car goes', () => {
  it('reports the loss, and goes on with another car at the same address by itself', async (context) => {
    const car = await start({ seed: 1 });
    const dashboard = await visit(context, car);
    await dashboard.button('Trunk: closed').click();
    await dashboard.page.waitForSelector('[aria-label="Trunk: open"]');
    await car.stop();
    await expect.poll(() => banner(dashboard), PATIENT).toContain(LOST);
    await dashboard.button("Driver's door: closed, unlocked").click();
    await expect.poll(() => dashboard.page.locator('.last-call').innerText()).toContain('The car does not answer.');
    const second = await start({ seed: 2, http: car.http.replace('http://', '') });
    await expect.poll(() => banner(dashboard), PATIENT).toContain(ANOTHER);
    expect(await banner(dashboard)).not.toContain(LOST);
    await dashboard.page.waitForSelector('[aria-label="Trunk: closed"]');
    expect((await dashboard.state()).seed).toBe(2);
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.page.waitForSelector(`[aria-label="Driver's door: open, unlocked"]`);
    await dashboard.screenshot('dashboard-another-car');
    await second.stop();
    await expect.poll(() => banner(dashboard), PATIENT).toContain(LOST);
    expect(await banner(dashboard)).not.toContain(ANOTHER);
  }, 120_000);

  it('tries again where something else answers at the address meanwhile', async (context) => {
    const car = await start();
    const dashboard = await visit(context, car);
    await car.stop();
    const stranger = await strangerAt(car.http);
    await expect.poll(() => banner(dashboard), PATIENT).toContain(LOST);
    // A browser gives up an event stream that is answered with an error.
    await dashboard.page.waitForTimeout(3_000);
    await dashboard.button('Trunk: closed').click();
    await expect.poll(() => dashboard.page.locator('.last-call').innerText()).toMatch(/does not answer|refused/);
    await stranger.close();
    await start({ http: car.http.replace('http://', '') });
    await expect.poll(() => banner(dashboard), PATIENT).toContain(ANOTHER);
  }, 120_000);
});

/** Keeps what is sent there until every page has sent it, so that a slow machine has them at once, too. */
async function holdTogether(visits: readonly DashboardVisit[], paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const held: (() => void)[] = [];
    const isThat = ({ pathname }: URL): boolean => pathname === path;
    for (const { page } of visits) {
      await page.route(isThat, async (route) => {
        if (route.request().method() === 'POST') {
          await new Promise<void>((resolve) => {
            if (held.push(resolve) === visits.length) for (const go of held.splice(0)) go();
          });
        }
        await route.continue();
      });
    }
  }
}

describe('two people at one car', () => {
  it('click the same at once: it is done once, and the other one is answered with a reason', async (context) => {
    const car = await start();
    const pages = [await visit(context, car), await visit(context, car)];
    await holdTogether(pages, ['/api/vehicle', '/api/technician', '/api/technician/answer']);
    const atOnce = async (work: (one: DashboardVisit) => Promise<void>): Promise<void> => {
      await Promise.all(pages.map(work));
    };
    await atOnce((one) => one.button('Trunk: closed').click());
    await atOnce((one) => one.page.locator('[aria-label="Trunk: open"]').waitFor());
    await atOnce((one) => one.button('Reset: all keys are lost').click());
    const problems = async (): Promise<number> => {
      const counts = await Promise.all(pages.map((one) => one.page.locator('.technician > [role=alert]').count()));
      return counts.reduce((sum, count) => sum + count);
    };
    await expect.poll(problems, PATIENT).toBe(1);
    const state = async (): Promise<TechnicianState> =>
      (await (await fetch(`${car.http}/api/technician`)).json()) as TechnicianState;
    const { question } = await state();
    await atOnce((one) => one.page.getByRole('tabpanel').getByRole('button', { name: 'Next', exact: true }).click());
    await expect.poll(async () => (await state()).question?.id ?? null).not.toBe(question?.id);
    const alerts = async (): Promise<readonly string[]> => {
      const texts = await Promise.all(
        pages.map((one) => one.page.locator('.technician > [role=alert]').allInnerTexts()),
      );
      return texts.flat();
    };
    const ANSWERED = 'Another person has already answered this screen, so your answer was not used.';
    await expect.poll(alerts, PATIENT).toEqual([ANSWERED]);
    // It is over with the next screen.
    await atOnce((one) => one.page.unrouteAll());
    await pages[0]?.page.getByRole('tabpanel').getByRole('button', { name: 'I agree', exact: true }).click();
    await expect.poll(alerts, PATIENT).toEqual([]);
    // The same once more: it is over with a restart, too, and so is the utility.
    await holdTogether(pages, ['/api/technician/answer']);
    const understand = { name: 'I understand', exact: true };
    await atOnce((one) => one.page.getByRole('tabpanel').getByRole('button', understand).click());
    await expect.poll(alerts, PATIENT).toEqual([ANSWERED]);
    await atOnce((one) => one.page.unrouteAll());
    await pages[0]?.button('Restart').click();
    await expect.poll(alerts, PATIENT).toEqual([]);
    expect((await state()).question).toBeNull();
    const made = await car.makeKey({ id: 'C0FFEE01' });
    const removed = pages.map(async ({ page }) =>
      page.evaluate<number>(`fetch('/api/keys/${made.id}', { method: 'DELETE' }).then(({ status }) => status)`),
    );
    expect((await Promise.all(removed)).sort()).toEqual([200, 404]);
    await atOnce((one) => one.key(made.id).waitFor({ state: 'detached' }));
    expect((await car.state()).keys.map(({ id }) => id)).toEqual(['A1000001', 'A1000002']);
  }, 120_000);
});

it('a scan tool goes on where time is switched in the middle of its message', async (context) => {
  // So slow that the second of the message's timeout is long for a slow machine, too.
  const car = await start({ time: 'real', rate: 0.05 });
  const dashboard = await visit(context, car);
  const port = await openClientPort(car.buses[0] ?? '');
  const received: string[] = [];
  port.frames.subscribe(({ id, data }) => {
    if (id === 0x7bd) received.push(toHex(data));
  });
  const send = (hex: string): void => void port.send(dataFrame(0x7b5, fromHex(hex)));
  const count = (start: RegExp): number => received.filter((frame) => start.test(frame)).length;
  // Nine bytes in two frames: the car answers the first one with a flow control. None of the identifiers is known.
  const [first, second] = ['1009220001000200', '2103000400000000'];
  send(first);
  await expect.poll(() => count(/^30/), PATIENT).toBe(1);
  await dashboard.button('Pause').click();
  await expect.poll(async () => (await dashboard.state()).timeMode, PATIENT).toBe('virtual');
  send(second);
  await expect.poll(() => count(/^037F22/), PATIENT).toBe(1);
  send(first);
  await expect.poll(() => count(/^30/), PATIENT).toBe(2);
  await dashboard.button('Real time ×1').click();
  await expect.poll(async () => (await dashboard.state()).timeMode, PATIENT).toBe('real');
  send('023E000000000000');
  await expect.poll(() => count(/^027E00/), PATIENT).toBe(1);
  expect(await banner(dashboard)).not.toContain(LOST);
  await port.close();
}, 120_000);
