import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { VirtualBench } from '../../../../../hil/bench/virtual-bench.ts';
import { parseBytePattern, type BytePattern } from '../../../../../hil/scenario/byte-pattern.ts';
import type { StepOutcome } from '../../../../../hil/scenario/expectation.ts';
import { symbolsFor, waitFor } from '../../../../../hil/scenario/verbs/verb.ts';
import { load } from './verb-kit.ts';

const PASS: StepOutcome = { verdict: 'pass', expected: null, got: null };

function failAt(timeUs: number): StepOutcome {
  return { verdict: 'fail', expected: 'something else', got: `${timeUs} us` };
}

/** A bench at time 0 on which something happens at each of the times, and nothing else. */
class EventfulBench extends VirtualBench {
  readonly #eventsUs: readonly number[];
  #nowUs = 0;

  constructor(...eventsUs: readonly number[]) {
    super(load('advance: 1 s'), { seed: 1, profile: {} });
    this.#eventsUs = eventsUs;
  }

  override nowUs(): number {
    return this.#nowUs;
  }

  override advanceToNext(limitUs: number): boolean {
    const nextUs = this.#eventsUs.find((timeUs) => timeUs > this.#nowUs) ?? Infinity;
    this.#nowUs = Math.min(limitUs, nextUs);
    return nextUs <= limitUs;
  }
}

/** The times of the looks until one passes, or the limit is over; and the outcome. */
async function looks(bench: EventfulBench, limitUs: number, passesAtUs: number): Promise<unknown> {
  const times: number[] = [];
  const outcome = await waitFor(bench, limitUs, () => {
    times.push(bench.nowUs());
    return Promise.resolve(bench.nowUs() >= passesAtUs ? PASS : failAt(bench.nowUs()));
  });
  return [times, outcome];
}

describe('waiting until a check passes', () => {
  it('checks at once, and moves no time where that passes', async () => {
    expect(await looks(new EventfulBench(10), 100, 0)).toEqual([[0], PASS]);
  });

  it('checks again after each event, and ends at the first that passes', async () => {
    expect(await looks(new EventfulBench(10, 25, 40), 100, 25)).toEqual([[0, 10, 25], PASS]);
  });

  it('checks a last time exactly at the limit, which may pass', async () => {
    expect(await looks(new EventfulBench(10), 100, 100)).toEqual([[0, 10, 100], PASS]);
    expect(await looks(new EventfulBench(10), 100, 101)).toEqual([[0, 10, 100], failAt(100)]);
  });

  it('checks once where the limit is now', async () => {
    expect(await looks(new EventfulBench(10), 0, 10)).toEqual([[0], failAt(0)]);
  });
});

describe('the bytes behind names', () => {
  const bench = new VirtualBench(load('advance: 1 s'), { seed: 1, profile: {} });
  const pattern = (text: string): BytePattern => parseBytePattern(text, true) ?? [];

  it('are captures, and the ids of keys', () => {
    const captures = new Map([['seed', fromHex('11 22')]]);
    expect(symbolsFor(pattern('27 {seed} {master} {valet} **'), bench, captures)).toEqual(
      new Map([
        ['master', fromHex('A1 00 00 01')],
        ['valet', fromHex('A1 00 00 02')],
        ['seed', fromHex('11 22')],
      ]),
    );
  });

  it('are those of the capture where a key has the same name', () => {
    const captures = new Map([['master', fromHex('55')]]);
    expect(symbolsFor(pattern('{master}'), bench, captures)).toEqual(captures);
  });

  it('has every capture, named or not, and no key that is not named', () => {
    const captures = new Map([['seed', fromHex('11')]]);
    expect(symbolsFor(pattern('3E 00'), bench, captures)).toEqual(captures);
  });
});
