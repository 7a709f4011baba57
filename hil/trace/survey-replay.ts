import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { TraceEntry } from './trace-record.ts';
import { ReplayTimeline, type ClockJump } from './replay-timeline.ts';
import { TraceRemarks } from './trace-remarks.ts';

/** Number of jumps kept individually. */
const MAX_JUMPS = 5;

/** Which frames of a log are replayed. */
export type FrameFilter = (frame: CanFrame, source: string, bus: string) => boolean;

/** A summary of a replay before it starts. */
export interface ReplaySurvey {
  /** Frames in the log. */
  readonly frames: number;
  /** Those that are replayed, by the bus they were on. */
  readonly wantedByBus: ReadonlyMap<string, number>;
  readonly wanted: number;
  readonly wantedFd: number;
  /** Where the log's clock jumps: the first places, and how often in all. */
  readonly jumps: readonly ClockJump[];
  readonly jumpCount: number;
  /** Frames that stand behind a later one. */
  readonly disordered: number;
  readonly remarks: TraceRemarks;
}

/** Reads a log before it is replayed: sent frames cannot be taken back. @throws TraceFileError */
export async function surveyReplay(
  portions: AsyncIterable<readonly TraceEntry[]>,
  wants: FrameFilter,
): Promise<ReplaySurvey> {
  const remarks = new TraceRemarks();
  const wantedByBus = new Map<string, number>();
  const timeline = new ReplayTimeline();
  const jumps: ClockJump[] = [];
  let [frames, wanted, wantedFd, jumpCount] = [0, 0, 0, 0];
  for await (const portion of portions) {
    for (const item of portion) {
      remarks.take(item);
      if (item.kind !== 'frame') continue;
      frames++;
      if (!wants(item.frame, item.source, item.bus)) continue;
      wanted++;
      if (item.frame.fd) wantedFd++;
      wantedByBus.set(item.bus, (wantedByBus.get(item.bus) ?? 0) + 1);
      timeline.next(item.timeUs);
      if (timeline.jump === null) continue;
      jumpCount++;
      if (jumps.length < MAX_JUMPS) jumps.push(timeline.jump);
    }
  }
  return { frames, wantedByBus, wanted, wantedFd, jumps, jumpCount, disordered: timeline.disordered, remarks };
}
