import { describe, expect, it } from 'vitest';
import { exploreOnQueue, exploreRanges, reportInterruption } from '../../../../../hil/cli/commands/explore-queue.ts';
import { encodeResult, type Work } from '../../../../../hil/campaign/job.ts';
import type { RangeResult } from '../../../../../hil/explore/swarm/group-range.ts';
import { swarmReport } from '../../../../../hil/explore/swarm/swarm-totals.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';

const RANGES = [
  { from: 0, to: 2 },
  { from: 2, to: 3 },
];

function resultOf(work: Work): RangeResult {
  if (work.kind !== 'explore') throw new Error('not an exploration');
  const { range } = work;
  const hashes = Array.from({ length: range.to - range.from }, (_, index) => `hash ${range.from + index}`);
  return { range, runs: 5 * hashes.length, steps: 7, vehicleUs: 9, hashes, failures: [], coverage: { 'event|a': 1 } };
}

describe('an exploration on a queue', () => {
  it('is the sum of its ranges, whichever comes first', async () => {
    const units: string[] = [];
    const answers: (() => void)[] = [];
    const report = exploreRanges(
      {
        run: (unit, work) => {
          units.push(unit);
          const { promise, resolve } = Promise.withResolvers<Uint8Array>();
          answers.push(() => void encodeResult(resultOf(work)).then(resolve));
          return promise;
        },
      },
      7,
      RANGES,
    );
    for (const answer of answers.toReversed()) answer();
    const ranges = RANGES.map((range) => resultOf({ kind: 'explore', seed: 7, range }));
    expect(await report).toEqual(swarmReport(7, ranges));
    expect(units).toEqual(['groups-0-2', 'groups-2-3']);
  });

  it('ends with an error on an invalid result', async () => {
    const broken = exploreRanges({ run: () => encodeResult({ verdict: 'pass' }) }, 7, RANGES);
    await expect(broken).rejects.toMatchObject({
      code: 'bench',
      message: 'a worker sent no result of an exploration',
      hint: 'start the workers again',
    });
  });

  it('that is interrupted says how far it is: to programs as one object', () => {
    const terminal = new KeptTerminal();
    reportInterruption({ done: 1, total: 67 }, true, terminal);
    expect(terminal.outLines).toEqual(['{"endedBy":"interrupt","jobs":{"done":1,"total":67}}']);
    reportInterruption({ done: 1, total: 67 }, false, terminal);
    expect(terminal.outLines).toHaveLength(1);
    expect(terminal.errLines.join('\n')).toContain('interrupted: 1 of 67 jobs done');
  });

  it('needs a number of runs, and no shard', async () => {
    const { signal } = new AbortController();
    const queue = 'redis://127.0.0.1:1';
    for (const [flags, message] of [
      [{ runs: 5, shard: { number: 1, of: 2 } }, '--shard does not go with --queue'],
      [{ runs: 5, jobs: 2 }, '--jobs has no effect: '],
      [{}, '--queue needs --runs'],
    ] as const) {
      await expect(exploreOnQueue(queue, 1, flags, signal, new KeptTerminal())).rejects.toThrow(message);
    }
  });
});
