import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEY_A, OracleBench, S } from './oracle-bench.ts';

const SEED = 2019;
const SIDS = [0x10, 0x11, 0x14, 0x19, 0x22, 0x27, 0x28, 0x2e, 0x2f, 0x31, 0x3e, 0x85];

const request = fc
  .tuple(
    fc.constantFrom(...SIDS),
    fc.array(fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x10, 0x83, 0xf1), { maxLength: 6 }),
  )
  .map(([sid, rest]) => Uint8Array.of(sid, ...rest));

/** A step in time that lands on the next deadline, or a microsecond beside it. */
const step = fc.constantFrom(-1, 0, 1, null);

describe('oracle: whatever comes', () => {
  it('AUT-4: no sequence without a pass-code changes a key, and each request has one answer or is pending', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, request), { maxLength: 60 }), (sequence) => {
        const bench = new OracleBench();
        bench.extended();
        for (const [offset, payload] of sequence) {
          const deadline = bench.oracle.deadlineUs(bench.state);
          if (offset !== null && deadline !== null) bench.wait(Math.max(0, deadline + offset - bench.nowUs));
          bench.give({ kind: 'request', endpoint: 'oem', payload });
          const kinds = bench.effects.filter(({ kind }) => kind === 'answer' || kind === 'pending');
          expect(kinds).toHaveLength(1);
          expect(bench.answer()).not.toBe('');
          bench.give({ kind: 'touch', key: { id: 0xb1, batteryMv: 3000, boundVin: null } });
        }
        expect(bench.status().keys).toBe(3);
        expect(bench.state.memory.retired).toEqual([]);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('a step changes nothing in the state that it was given', () => {
    const bench = new OracleBench();
    bench.startAdditional();
    const before = structuredClone(bench.state);
    const given = bench.state;
    bench.touch(0xb1);
    bench.pass(70 * S);
    bench.touch(KEY_A);
    expect(given).toEqual(before);
  });

  it('time does not run back', () => {
    const bench = new OracleBench();
    bench.wait(5);
    expect(() => bench.oracle.step(bench.state, { kind: 'time' }, 4)).toThrow(RangeError);
  });
});
