import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiAnswer } from '../../../../../hil/browser/dashboard/api-call.ts';
import { HeldValue } from '../../../../../hil/browser/dashboard/held-value.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A car that answers when the test says so. */
class SlowCar {
  readonly asked: number[] = [];
  #answer: (answer: ApiAnswer) => void = () => undefined;

  readonly set = (value: number): Promise<ApiAnswer> => {
    this.asked.push(value);
    return new Promise((resolve) => (this.#answer = resolve));
  };

  async answer(answer: ApiAnswer = { ok: true, json: { batteryV: this.asked.at(-1) } }): Promise<void> {
    this.#answer(answer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

function held(): { readonly held: HeldValue; readonly car: SlowCar } {
  return { held: new HeldValue('batteryV'), car: new SlowCar() };
}

describe('a slider that a person moves', () => {
  it('shows the car’s value, and the person’s while it is held, however long', () => {
    const { held: slider, car } = held();
    expect(slider.over(12.6)).toBe(12.6);
    slider.grab(12.6);
    expect(slider.over(12.1)).toBe(12.6);
    slider.move(16.8);
    vi.advanceTimersByTime(60_000);
    expect(slider.over(12.1)).toBe(16.8);
    slider.release(16.8, car.set);
    slider.ask(16.8, car.set);
    expect(car.asked).toEqual([16.8]);
  });

  it('asks once for a value that is asked for already, and again once it was answered', async () => {
    const { held: slider, car } = held();
    slider.ask(9, car.set);
    slider.ask(9, car.set);
    await car.answer();
    expect(car.asked).toEqual([9]);
    slider.ask(9, car.set);
    expect(car.asked).toEqual([9, 9]);
  });

  it('keeps each of many key presses that come faster than the car answers, and asks for one at a time', async () => {
    const { held: slider, car } = held();
    let thumb = slider.over(12);
    for (let presses = 0; presses < 10; presses++) {
      thumb -= 1;
      slider.move(thumb);
      slider.ask(thumb, car.set);
      thumb = slider.over(12);
    }
    expect([thumb, car.asked]).toEqual([2, [11]]);
    await car.answer();
    expect([slider.over(11), car.asked]).toEqual([2, [11, 2]]);
    await car.answer();
    expect(slider.over(11)).toBe(2);
    expect(slider.over(2)).toBe(2);
    expect(slider.over(5)).toBe(5);
  });

  it('shows what the car has made of it, and another’s value that came in between', async () => {
    const { held: slider, car } = held();
    slider.ask(17, car.set);
    await car.answer({ ok: true, json: { batteryV: 16 } });
    expect(slider.over(12)).toBe(16);
    await vi.advanceTimersByTimeAsync(999);
    expect(slider.over(9)).toBe(16);
    await vi.advanceTimersByTimeAsync(1);
    expect(slider.over(9)).toBe(9);
  });

  it('goes back to the car’s value where the car refuses it', async () => {
    const { held: slider, car } = held();
    slider.ask(17, car.set);
    expect(slider.over(12)).toBe(17);
    await car.answer({ ok: false, message: 'no', hint: '' });
    expect(slider.over(12)).toBe(12);
  });

  it('asks for nothing where the thumb is pressed and not moved, or the pointer is taken away', () => {
    const { held: slider, car } = held();
    slider.grab(10.9);
    slider.release(10.9, car.set);
    expect(slider.over(10.94)).toBe(10.94);
    slider.grab(10.9);
    slider.move(12);
    slider.cancel();
    slider.release(12, car.set);
    expect(slider.over(10.94)).toBe(10.94);
    expect(car.asked).toEqual([]);
  });
});
