import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TraceHash } from '../../can-bus/trace/trace-hash.ts';
import type { FaultPlanForm } from '../../hil/car/faults/fault-form.ts';
import { readFaultForm } from '../../hil/car/faults/read-fault-form.ts';
import { parseKeyId } from '../../ecu-sim/identity/key-id.ts';
import { TestBench } from '../support/test-bench.ts';

/** Something of everything, with probabilities. */
const MUCH: FaultPlanForm = {
  bus: { drop: 0.05, corrupt: 0.05, duplicate: 0.05, jitterMs: 3 },
  transport: {
    ecu: { wrongSequence: 0.2, flowLost: 0.2 },
    tool: { consecutiveLost: 0.2, flowWaits: 1, flowWaitMs: 5 },
  },
  answers: [
    { request: '3E 00', probability: 0.5, delayMs: 7 },
    { request: '22 ..', probability: 0.5, alter: { at: 3, bits: 1 } },
  ],
  supply: { points: [{ atMs: 1000, volts: 11.5 }] },
  doorFlutter: { door: 'driver', periodMs: 37, edges: 11 },
  babble: { id: 0x100, periodMs: 2, durationMs: 300 },
};

/** What happens in some seconds of diagnostics on such a car: a hash, and the frames alone as text. */
function run(seed: number, prepare: (bench: TestBench) => void): { readonly hash: string; readonly frames: string } {
  const bench = new TestBench({ seed });
  const hash = new TraceHash();
  const lines: string[] = [];
  bench.car.observe({
    frame: (timeUs, frame, sender) => {
      hash.frame(timeUs, frame, sender);
      lines.push(`${timeUs} ${sender} ${frame.id} ${frame.data.join(' ')}`);
    },
    event: ({ timeUs, source, event }) => hash.event(timeUs, source, event),
  });
  prepare(bench);
  for (const request of [
    '10 03',
    '22 F1 90',
    '27 05',
    '3E 00',
    '22 10 03',
    '2E F1 98 30313233343536373839414243444546',
  ]) {
    bench.request(request);
    bench.car.advanceTo(bench.nowUs + 300_000);
  }
  return { hash: hash.digest(), frames: lines.join('\n') };
}

const set =
  (form: FaultPlanForm) =>
  ({ car }: TestBench): void =>
    car.setFaults(readFaultForm(form, parseKeyId));

describe('faults of one plan', () => {
  it('are the same for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { hash } = run(seed, set(MUCH));
        expect(run(seed, set(MUCH)).hash).toBe(hash);
        expect(run(seed + 1, set(MUCH)).hash).not.toBe(hash);
      }),
      { numRuns: 10 },
    );
  });

  it('go by the seed of the plan where it has one', () => {
    const { frames } = run(1, set({ ...MUCH, seed: 9 }));
    expect(run(1, set({ ...MUCH, seed: 9 })).frames).toBe(frames);
    expect(run(1, set({ ...MUCH, seed: 10 })).frames).not.toBe(frames);
  });

  it('leave no trace where none is set, or all are taken away before anything came of them', () => {
    const clean = run(1, () => undefined);
    expect(run(1, set({})).frames).toBe(clean.frames);
    const taken = run(1, (bench) => {
      set(MUCH)(bench);
      bench.car.clearFaults();
    });
    expect(taken.frames.split('\n').filter((line) => !line.includes('babbler'))).toEqual(clean.frames.split('\n'));
  });

  it('never bring down the ECU: when they are over it answers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const bench = new TestBench({ seed });
        set(MUCH)(bench);
        for (const request of ['10 03', '22 F1 90', '27 05', '31 01 02 02 01', '3E 00']) bench.request(request);
        bench.car.clearFaults();
        bench.car.advanceTo(bench.nowUs + 3_000_000);
        expect(bench.request('3E 00')).toBe('7E 00');
        expect(bench.keys.length).toBe(2);
      }),
      { numRuns: 20 },
    );
  });
});
