import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import type { ExplainedEvent } from '../../../../hil/report/explained-event.ts';
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

  it('takes a request to all for one to the Smart Key ECU only where that is on the bus, and none of OBD', async () => {
    const texts = async (...lines: string[]): Promise<readonly string[]> => {
      folder.write('b.log', `${lines.join('\n')}\n`);
      const trace = await openTrace(folder.path('b.log'));
      const { cars } = await viewTrace(trace, {
        limits: { events: 10, frames: 10 },
        profile: DEFAULT_PROFILE,
        fromUs: 0,
      });
      return cars[0]?.events.map(({ text }) => text) ?? [];
    };
    const all = (sid: string): string => `(1001.000000) can0 7DF#0222${sid}0000000000`;
    const obd = '(1002.000000) can0 7DF#02010C0000000000';
    const later = '(1009.000000) can0 123#00';
    expect(await texts(all('F1'), obd, later)).toEqual([]);
    expect(await texts(LINES[1] ?? '', LINES[2] ?? '', all('F1'), obd, later)).toHaveLength(2);
  });

  it('shows what an explainer says of the other frames, until the end', async () => {
    folder.write('c.log', '(1.000000) can0 7E0#023E000000000000\n(2.000000) can0 7E8#027E000000000000\n');
    const event = (text: string, timeUs: number): ExplainedEvent => ({
      event: { id: 0, timeUs, kind: 'uds', source: '7E0', event: 'note', text },
      span: { startedUs: 0, endUs: timeUs, label: text, tone: 'good', detail: '' },
    });
    const asked: boolean[] = [];
    const { cars, shownEvents } = await viewTrace(await openTrace(folder.path('c.log')), {
      limits: { events: 10, frames: 10 },
      profile: DEFAULT_PROFILE,
      fromUs: 0,
      explain: (onlyRules) => {
        asked.push(onlyRules);
        return {
          take: (frame, timeUs) => [event(`${frame.id}`, timeUs)],
          skipped: () => undefined,
          end: (timeUs) => [event('end', timeUs)],
        };
      },
    });
    expect(asked).toEqual([false]);
    expect(cars[0]?.events.map(({ text, timeUs }) => [text, timeUs])).toEqual([
      ['2016', 0],
      ['2024', 1_000_000],
      ['end', 1_000_000],
    ]);
    expect(cars[0]?.timeline.lanes.find(({ id }) => id === 'uds')?.items).toHaveLength(3);
    expect(shownEvents).toBe(3);
  });
});
