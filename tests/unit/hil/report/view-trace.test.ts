import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { viewTrace, type ViewedTrace } from '../../../../hil/report/view-trace.ts';
import { openTrace } from '../../../../hil/trace/read-trace.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const LINES = [
  '(1000.000000) can0 620#0000000000200000',
  '(1000.500000) can0 750#B5021003CCCCCCCC',
  '(1000.500240) can0 758#B5065003003201F4',
];

async function viewed(frames: number, fromUs = 0): Promise<ViewedTrace> {
  folder.write('a.log', `${LINES.join('\n')}\n`);
  const limits = { events: 10, frames };
  return viewTrace(await openTrace(folder.path('a.log')), { limits, profile: DEFAULT_PROFILE, fromUs });
}

describe('a trace that is viewed', () => {
  it('has times from its first frame, and its requests in words', async () => {
    const { cars, shownUs, shownFrames, goesOn } = await viewed(10);
    expect([shownUs, shownFrames, goesOn]).toEqual([[0, 500_240], 3, false]);
    expect(cars[0]?.events.at(-1)?.text).toBe('Open the extended session: done.');
  });

  it('ends where there is no more room, and begins at the instant given', async () => {
    expect(await viewed(2)).toMatchObject({ shownFrames: 2, goesOn: true });
    expect(await viewed(10, 100_000)).toMatchObject({ shownFrames: 2, shownUs: [500_000, 500_240] });
  });
});
