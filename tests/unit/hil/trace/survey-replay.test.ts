import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { surveyReplay } from '../../../../hil/trace/survey-replay.ts';
import type { TraceEntry } from '../../../../hil/trace/trace-record.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(1));
const FD = dataFrame(0x123, Uint8Array.of(1), { fd: true });

function frameAt(timeUs: number, bus = 'can0', frame: CanFrame = FRAME): TraceEntry {
  return { kind: 'frame', timeUs, source: bus, frame, bus };
}

async function* portionsOf(...entries: readonly TraceEntry[]): AsyncGenerator<readonly TraceEntry[], void, undefined> {
  await Promise.resolve();
  for (const entry of entries) yield [entry];
}

describe('the survey of a log', () => {
  it('counts the frames that are replayed, by their bus', async () => {
    const portions = portionsOf(frameAt(0), frameAt(1, 'can1', FD), frameAt(2, 'can2'), frameAt(3));
    const survey = await surveyReplay(portions, (_frame, _source, bus) => bus !== 'can2');
    expect(survey).toMatchObject({ frames: 4, wanted: 3, wantedFd: 1, jumps: [], jumpCount: 0, disordered: 0 });
    expect([...survey.wantedByBus]).toEqual([
      ['can0', 2],
      ['can1', 1],
    ]);
  });

  it('has the first five jumps, and how many there are', async () => {
    const backwards = Array.from({ length: 8 }, (_, index) => frameAt((8 - index) * 1_000_000));
    const { jumps, jumpCount } = await surveyReplay(portionsOf(...backwards), () => true);
    expect([jumps.length, jumpCount]).toEqual([5, 7]);
    expect(jumps[0]).toEqual({ place: 2, fromUs: 8_000_000, toUs: 7_000_000 });
  });

  it('counts disorder of the frames that are replayed, and keeps remarks', async () => {
    const remark: TraceEntry = { kind: 'passed-over', where: 'line 1', what: 'statistics' };
    const survey = await surveyReplay(portionsOf(frameAt(10), remark, frameAt(5)), () => true);
    expect(survey.disordered).toBe(1);
    expect([...survey.remarks.passedOver]).toEqual([['statistics', 1]]);
  });
});
