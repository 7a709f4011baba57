import { describe, expect, it } from 'vitest';
import { inWindow } from '../../../../hil/campaign/window.ts';

describe('a window of units', () => {
  it('asks for some ahead of the oldest, and takes results in order', async () => {
    const asked: number[] = [];
    const taken: number[] = [];
    const answers = new Map<number, (result: string) => void>();
    const ended = inWindow(
      [1, 2, 3, 4],
      (unit) => {
        asked.push(unit);
        const { promise, resolve } = Promise.withResolvers<string>();
        answers.set(unit, resolve);
        return promise;
      },
      (result, unit) => {
        expect(result).toBe(`result ${unit}`);
        taken.push(unit);
      },
      2,
    );
    expect(asked).toEqual([1, 2]);
    const answer = async (unit: number): Promise<void> => {
      answers.get(unit)?.(`result ${unit}`);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await answer(2);
    expect([asked, taken]).toEqual([[1, 2], []]);
    await answer(1);
    expect([asked, taken]).toEqual([
      [1, 2, 3, 4],
      [1, 2],
    ]);
    await answer(4);
    await answer(3);
    await ended;
    expect(taken).toEqual([1, 2, 3, 4]);
  });

  it('ends with the first failure, whichever unit it is of', async () => {
    const failing = inWindow(
      [1, 2],
      (unit) => (unit === 1 ? Promise.withResolvers<null>().promise : Promise.reject(new Error(`unit ${unit}`))),
      () => undefined,
    );
    await expect(failing).rejects.toThrow('unit 2');
  });

  it('ends with what the taker throws', async () => {
    const failing = inWindow(
      [1],
      () => Promise.resolve(null),
      () => Promise.reject(new Error('full')),
    );
    await expect(failing).rejects.toThrow('full');
  });
});
