import type { Micros } from '../../../can-bus/time/micros.ts';

/** Those who wait for the boot after a power cycle. */
export class BootWait {
  #bootedUs: Micros = 0;
  #waiters: (() => void)[] = [];

  /** The ECUs will have booted at that instant. */
  set bootedUs(timeUs: Micros) {
    this.#bootedUs = timeUs;
  }

  async wait(nowUs: Micros): Promise<void> {
    if (nowUs >= this.#bootedUs) return;
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  report(nowUs: Micros): void {
    if (this.#waiters.length === 0 || nowUs < this.#bootedUs) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
