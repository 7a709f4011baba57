import { describe, expect, it } from 'vitest';
import { inOrder, viewLanes } from '../../../../../hil/browser/report/lanes.ts';
import { TONES, type Timeline } from '../../../../../hil/report/timeline-data.ts';
import { STEP as SEEN } from '../../report/made-results.ts';

/** A step for which there are no words beside its own. */
const STEP = { ...SEEN, words: null };

const TIMELINE: Timeline = {
  ...{ car: 'car', endUs: 100, load: { binUs: 10, permille: [1, 2], frames: 3 } },
  lanes: [
    {
      ...{ id: 'keys', omitted: 4 },
      items: [
        [5, 5, 'touch master', 'kept', 2],
        [5, 9, 'key in the cabin', '', 0],
      ],
    },
    { id: 'uds', omitted: 0, items: [[2, 3, 'tester present: done', '', 2]] },
  ],
};

describe('the lanes of the view', () => {
  it('are what happened in the car and the load, behind the steps where there are any', () => {
    const lanes = viewLanes(TIMELINE, []);
    expect(lanes.map(({ title }) => title)).toEqual(['Keys, switch', 'UDS', 'CAN load']);
    expect(lanes.map(({ omitted }) => omitted)).toEqual([4, 0, 0]);
    expect(lanes.map(({ load }) => load)).toEqual([null, null, TIMELINE.load]);
    expect(lanes[0]?.rows).toHaveLength(1);
  });

  it.each([
    ['pass', '✓ 1 touch master', '', 'good'],
    ['fail', '✗ 1 touch master', 'expected reaction kept, got reaction none', 'bad'],
    ['error', '! 1 touch master', 'expected reaction kept, got reaction none', 'bad'],
    ['inconclusive', '? 1 touch master', 'expected reaction kept, got reaction none', 'wait'],
    ['skipped', '– 1 touch master', 'expected reaction kept, got reaction none', 'muted'],
  ] as const)('show a step that ended %s as %s', (verdict, label, detail, tone) => {
    const [steps] = viewLanes(TIMELINE, [{ ...STEP, verdict }]);
    expect(steps?.rows).toEqual([[[1_000_000, 1_500_001, label, detail, TONES.indexOf(tone)]]]);
  });

  it('say what a step that saw nothing was to see, and nothing of one that looked for nothing', () => {
    const details = [{ got: null }, { expected: null }].map(
      (part) => viewLanes(TIMELINE, [{ ...STEP, ...part }])[0]?.rows[0]?.[0]?.[3],
    );
    expect(details).toEqual(['expected reaction kept, got nothing', '']);
  });

  it('leave out steps that were not reached, and have the others in the order of time, in three rows', () => {
    const step = (index: number, startUs: number | null): typeof STEP => ({
      ...STEP,
      ...{ index, startUs, endUs: startUs === null ? null : startUs + 10, what: 'x', verdict: 'pass' },
    });
    const [steps] = viewLanes(TIMELINE, [step(0, 3), step(1, 1), step(2, null), step(3, 2), step(4, 4), step(5, 20)]);
    expect(steps?.rows.map((row) => row.map(([, , label]) => label))).toEqual([
      ['✓ 2 x', '✓ 6 x'],
      ['✓ 4 x'],
      ['✓ 1 x', '✓ 5 x'],
    ]);
  });
});

describe('all things in order', () => {
  it('are those of all lanes by time, each with its lane', () => {
    const things = inOrder(viewLanes(TIMELINE, [{ ...STEP, startUs: 4, endUs: 6, verdict: 'pass' }]));
    expect(things.map(({ lane, item }) => [lane, item[0], item[2]])).toEqual([
      ['UDS', 2, 'tester present: done'],
      ['Steps', 4, '✓ 1 touch master'],
      ['Keys, switch', 5, 'touch master'],
      ['Keys, switch', 5, 'key in the cabin'],
    ]);
  });
});
