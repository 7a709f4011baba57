import type { Micros } from '../../../can-bus/time/micros.ts';

/** Those who wait for the boot after a power cycle. */
export class BootWait {
  #bootedUs: Micros = 0;
  #waiters: ((hasBooted: boolean) => void)[] = [];

  /** The ECUs will have booted at that instant. */
  set bootedUs(timeUs: Micros) {
    this.#bootedUs = timeUs;
  }

  /** @returns false where the car has ended before */
  async wait(nowUs: Micros): Promise<boolean> {
    if (nowUs >= this.#bootedUs) return true;
    return new Promise<boolean>((resolve) => this.#waiters.push(resolve));
  }

  report(nowUs: Micros): void {
    if (this.#waiters.length === 0 || nowUs < this.#bootedUs) return;
    this.#answer(true);
  }

  /** The car ends: nobody waits any longer. */
  end(): void {
    this.#answer(false);
  }

  #answer(hasBooted: boolean): void {
    for (const resolve of this.#waiters.splice(0)) resolve(hasBooted);
  }
}
