import { describe, expect, it, type TestContext } from 'vitest';
import type { Locator } from 'playwright-core';
import { CarInProcess } from '../integration/support/in-process.ts';
import { dashboardTests } from './support/dashboard-tests.ts';
import type { DashboardVisit } from './support/dashboard-visit.ts';

const PATIENCE_MS = 30_000;

const { visit } = dashboardTests();

/** How one person uses the page. */
interface Hand {
  press(target: Locator): Promise<void>;
  touch(keyId: string): Promise<void>;
}

const HANDS: Readonly<Record<'mouse' | 'keyboard', (dashboard: DashboardVisit) => Hand>> = {
  mouse: (dashboard) => ({
    press: async (target) => target.click(),
    touch: async (keyId) => dashboard.drag(keyId, dashboard.page.locator('.zone-switch')),
  }),
  keyboard: (dashboard) => {
    const press = async (target: Locator): Promise<void> => {
      await dashboard.tabTo(target);
      await dashboard.page.keyboard.press(' ');
    };
    return {
      press,
      touch: async (keyId) => {
        const key = dashboard.key(keyId);
        if ((await key.getAttribute('aria-pressed')) !== 'true') await press(key);
        await press(dashboard.button('Touch the engine switch'));
      },
    };
  },
};

/** The technician at the page of a demonstration, with one hand. */
class Person {
  readonly hand: Hand;
  readonly #dashboard: DashboardVisit;

  constructor(dashboard: DashboardVisit, hand: Hand) {
    this.#dashboard = dashboard;
    this.hand = hand;
  }

  get #panel(): Locator {
    return this.#dashboard.page.getByRole('tabpanel');
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.#panel.getByText(text).first().waitFor();
  }

  /** Goes on when the panel shows what comes next: its button may have the same name. */
  async press(name: string): Promise<void> {
    const button = this.#panel.getByRole('button', { name, exact: true });
    await button.and(this.#dashboard.page.locator(':enabled')).waitFor();
    const before = await this.#panel.innerText();
    await this.hand.press(button);
    await expect.poll(() => this.#panel.innerText(), { timeout: PATIENCE_MS }).not.toBe(before);
  }

  async checksAll(): Promise<void> {
    await this.#panel.getByRole('checkbox').first().waitFor();
    for (const box of await this.#panel.getByRole('checkbox').all()) await this.hand.press(box);
  }

  async types(text: string): Promise<void> {
    await this.hand.press(this.#panel.getByRole('textbox'));
    // What a press of the space bar left there goes.
    await this.#dashboard.page.keyboard.press('ControlOrMeta+a');
    await this.#dashboard.page.keyboard.type(text);
    await this.press('Enter');
  }

  /** From the dealer beside the car; a manager approves what waits. */
  async getsPassCode(): Promise<void> {
    await this.press('Get Pass-Code');
    await this.press('Next');
    await this.press('Get it from the dealer');
    const issued = this.#panel.getByText('The dealer server issued the pass-code: enter it.');
    const waits = this.#panel.getByText(/Request \d+ waits for a manager/);
    await issued.or(waits).waitFor();
    if (await waits.isVisible()) {
      await this.press("Show the dealer's inbox");
      await this.checksAll();
      await this.press('Approve');
      await this.sees('No requests to approve.');
      await this.hand.press(this.#dashboard.page.getByRole('tab', { name: 'Technician' }));
      await this.press('Get it from the dealer');
      await issued.waitFor();
    }
    await this.press('Enter');
  }
}

async function erases(person: Person): Promise<void> {
  await person.press('Erase lost or stolen keys');
  await person.press('Next');
  await person.press('Next');
  await person.types('1');
  await person.press('Next');
  await person.press('I agree');
  await person.getsPassCode();
  await person.press('Next');
  await person.sees('Keys touched: 0 of 1.');
  await person.hand.touch('A1000001');
  await person.press('Delete');
  await person.sees(/The erasure is complete/);
  await person.press('Exit');
  await person.sees('keys erased');
}

async function registers(person: Person, dashboard: DashboardVisit): Promise<void> {
  const { page } = dashboard;
  await person.hand.press(page.getByRole('button', { name: 'New blank key' }));
  const blank = page.locator('.token-blank').first();
  await blank.waitFor();
  const keyId = (await blank.getAttribute('data-key')) ?? '';
  await person.press('Register a key');
  await person.press('Next');
  await person.checksAll();
  await person.press('I understand');
  await person.getsPassCode();
  await person.press('Next');
  await person.checksAll();
  await person.press('Next');
  await person.sees('Touch the engine switch with a registered key.');
  await person.hand.touch('A1000001');
  await person.press('Pre-Start CHK');
  await person.press('Start');
  await person.sees(/Touch the engine switch with the NEW key/);
  await person.hand.touch(keyId);
  await person.sees(/^Keys registered: 2\./);
  await person.press('Exit');
  await person.sees('keys added');
}

async function resets(person: Person, dashboard: DashboardVisit): Promise<void> {
  await person.press('Reset: all keys are lost');
  await person.press('Next');
  await person.press('I agree');
  await person.press('I understand');
  await person.hand.press(dashboard.button(/^driver's door/i));
  await person.getsPassCode();
  await person.press('Yes');
  await person.getsPassCode();
  await person.sees('erasing the keys');
  await person.hand.press(dashboard.button('To the procedure’s end'));
  await person.sees('The reset is complete. No key is registered now.');
  await person.press('Exit');
  await person.sees('keys erased');
}

describe.each(['mouse', 'keyboard'] as const)('the three procedures, by %s alone', (name) => {
  it('erase a lost key, add a new one, and erase them all', async (context: TestContext) => {
    const car = await CarInProcess.start('--demo');
    try {
      const dashboard = await visit(context, car, {
        viewport: { width: 1280, height: 1400 },
        reducedMotion: 'reduce',
      });
      dashboard.page.setDefaultTimeout(30_000);
      const person = new Person(dashboard, HANDS[name](dashboard));
      const freeSlots = async (): Promise<number> => (await dashboard.state()).freeSlots;
      const before = await freeSlots();
      await erases(person);
      expect(await freeSlots()).toBe(before + 1);
      await registers(person, dashboard);
      expect(await freeSlots()).toBe(before);
      await resets(person, dashboard);
      expect(await freeSlots()).toBe(7);
    } finally {
      await car.end('SIGINT');
    }
  }, 300_000);
});
