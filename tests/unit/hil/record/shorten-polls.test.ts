import { describe, expect, it } from 'vitest';
import type { RecordedStep } from '../../../../hil/record/recorded-step.ts';
import { shortenPolls } from '../../../../hil/record/shorten-polls.ts';

function poll(startUs: number, kind: string | null = 'results'): RecordedStep {
  return { verb: 'uds', value: '31 03 12 01', startUs, quietSinceUs: startUs - 1, poll: kind };
}

const row = (count: number, gapUs = 1_000_000): readonly RecordedStep[] =>
  Array.from({ length: count }, (_, index) => poll(index * gapUs));

describe('a row of polls', () => {
  it('stays as it is with five of them', () => {
    expect(shortenPolls(row(5))).toEqual(row(5));
  });

  it('becomes its first and its last one, with the session kept alive between', () => {
    expect(shortenPolls(row(6))).toEqual([
      poll(0),
      { verb: 'keepAlive', value: 'on', poll: null, startUs: 0, quietSinceUs: 0 },
      { verb: 'keepAlive', value: 'off', poll: null, startUs: 5_000_000, quietSinceUs: 0 },
      { ...poll(5_000_000), quietSinceUs: 5_000_000 },
    ]);
  });

  it('ends with a pause above 4.5 s: S3 is 5 s', () => {
    expect(shortenPolls(row(6, 4_500_000))).toHaveLength(4);
    expect(shortenPolls(row(6, 4_500_001))).toEqual(row(6, 4_500_001));
  });

  it('ends with the first step that is not a poll', () => {
    const steps = [...row(3), poll(3_000_000, null), ...row(3).map((step) => poll(step.startUs + 4_000_000))];
    expect(shortenPolls(steps)).toEqual(steps);
  });

  it('keeps the first and the last of each kind', () => {
    const steps = Array.from({ length: 8 }, (_, index) => poll(index * 1_000_000, index % 2 === 0 ? 'a' : 'b'));
    const kept = shortenPolls(steps).filter(({ verb }) => verb === 'uds');
    expect(kept.map(({ startUs, poll: kind }) => [startUs / 1_000_000, kind])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [6, 'a'],
      [7, 'b'],
    ]);
  });

  it('has at most three kinds', () => {
    const steps = Array.from({ length: 8 }, (_, index) => poll(index * 1_000_000, `kind ${index % 4}`));
    expect(shortenPolls(steps)).toEqual(steps);
  });
});
