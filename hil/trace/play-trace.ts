import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { JsonlItem } from '../report/jsonl-decoder.ts';
import { LatenessMeter, type LatenessFigures } from './lateness-meter.ts';

export interface PlayOptions {
  readonly port: CanPort;
  /** Real time, `rate` times as fast. */
  readonly clock: Clock;
  readonly wants: (frame: CanFrame, source: string) => boolean;
  readonly signal: AbortSignal;
}

export interface PlayFigures {
  readonly sent: number;
  /** Frames that the port did not take. */
  readonly refused: number;
  /** Time from the first frame to the last, in the log. */
  readonly spanUs: Micros;
  /** By the clock of the replay. */
  readonly lateness: LatenessFigures;
}

/** How long before its instant playing begins, so that the first frame is as punctual as the others. */
const LEAD_US: Micros = 20_000;

/**
 * Sends the frames of a log with its timing. Each has its own deadline, counted from the first one: what makes one
 * late makes none of the others late, and nothing adds up.
 */
export async function playTrace(
  portions: AsyncIterable<readonly JsonlItem[]>,
  { port, clock, wants, signal }: PlayOptions,
): Promise<PlayFigures> {
  let [sent, refused, spanUs] = [0, 0, 0];
  const meter = new LatenessMeter();
  let start: { readonly logUs: Micros; readonly clockUs: Micros } | null = null;
  let wake: () => void = () => undefined;
  const alarm = clock.createAlarm('replay', () => wake());
  signal.addEventListener('abort', () => wake());
  const waitUntil = async (dueUs: Micros): Promise<void> => {
    if (clock.nowUs() >= dueUs || signal.aborted) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
      alarm.arm(dueUs);
    });
    alarm.disarm();
  };
  for await (const portion of portions) {
    for (const item of portion) {
      if (item.kind !== 'frame' || !wants(item.frame, item.source)) continue;
      start ??= { logUs: item.timeUs, clockUs: clock.nowUs() + LEAD_US };
      const offsetUs = Math.max(item.timeUs - start.logUs, 0);
      const dueUs = start.clockUs + offsetUs;
      await waitUntil(dueUs);
      if (signal.aborted) return { sent, refused, spanUs, lateness: meter.figures() };
      const sentUs = clock.nowUs();
      if (port.send(item.frame)) sent++;
      else refused++;
      spanUs = offsetUs;
      meter.frame(offsetUs, sentUs - dueUs);
    }
  }
  return { sent, refused, spanUs, lateness: meter.figures() };
}
