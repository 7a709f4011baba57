import { describe, expect, it } from 'vitest';
import { planRuns } from '../../../../hil/run/run-plan.ts';
import { scenarioCalled } from './fake-runner.ts';

const slugsOf = (files: readonly string[], repeat = 1): readonly string[] =>
  planRuns(
    files.map((file) => scenarioCalled('A', file)),
    repeat,
  ).map(({ slug }) => slug);

describe('the plan of a run', () => {
  it('has each scenario as often as requested, its repetitions one after the other', () => {
    const plan = planRuns([scenarioCalled('A'), scenarioCalled('B')], 2);
    expect(plan.map(({ scenario, repetition }) => [scenario.name, repetition?.number, repetition?.of])).toEqual([
      ['A', 1, 2],
      ['A', 2, 2],
      ['B', 1, 2],
      ['B', 2, 2],
    ]);
    expect(planRuns([scenarioCalled('A')], 1)[0]?.repetition).toBeNull();
  });

  it('has a name for files of letters, digits and dashes, without the ending', () => {
    expect(slugsOf(['scenarios/keys/a b.yaml', './x.scenario.ts'])).toEqual(['scenarios-keys-a-b', 'x-scenario']);
    expect(slugsOf(['a.yaml'], 2)).toEqual(['a-1', 'a-2']);
  });

  it('has no name for files twice', () => {
    expect(slugsOf(['a-b.yaml', 'a/b.yaml', 'a b.yml'])).toEqual(['a-b', 'a-b.2', 'a-b.3']);
    // For some disks capitals and small letters are the same.
    expect(slugsOf(['a/Low.yaml', 'a/low.yaml', 'A/LOW.yaml'])).toEqual(['a-Low', 'a-low.2', 'A-LOW.3']);
  });

  it('has the last 100 signs of a long name', () => {
    expect(slugsOf([`start/${'x'.repeat(100)}.yaml`])).toEqual(['x'.repeat(100)]);
  });
});
