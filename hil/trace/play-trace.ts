import type { CanPort, PortStatus } from '../../can-bus/ports/can-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TraceEntry } from './trace-record.ts';
import { LatenessMeter, type LatenessFigures } from './lateness-meter.ts';
import { ReplayTimeline } from './replay-timeline.ts';
import type { FrameFilter } from './survey-replay.ts';

interface PlayOptions {
  readonly port: CanPort;
  /** Real time, `rate` times as fast. */
  readonly clock: Clock;
  readonly wants: FrameFilter;
  /** How long after the last frame the other side may still refuse it, on the clock. */
  readonly settleUs: Micros;
  readonly signal: AbortSignal;
}

export interface PlayFigures {
  /** Number of frames that the port accepted and the other side did not refuse. */
  readonly sent: number;
  /** The others. */
  readonly refused: number;
  /** The reasons, in words for people, with their numbers of frames. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Why the port was closed before the replay's end; null where it was not. */
  readonly closed: string | null;
  /** Time from the first frame to the last. */
  readonly spanUs: Micros;
  /** By the clock of the replay. */
  readonly lateness: LatenessFigures;
}

/** How long before its instant playing begins, so that the first frame is as punctual as the others. */
const LEAD_US: Micros = 20_000;
const NOT_TAKEN = 'the port does not take it: its queue is full, or its bus is not there';
const FD_NOT_TAKEN = 'the port does not accept CAN FD frames (an SLCAN adapter that does: add ?fd=1 to its URL)';

/**
 * Sends the frames of a log with its timing. Each has its own deadline, relative to the first one, so that delays do
 * not accumulate. At the end the port is closed; frames still waiting in it count as refused.
 */
export async function playTrace(
  portions: AsyncIterable<readonly TraceEntry[]>,
  { port, clock, wants, settleUs, signal }: PlayOptions,
): Promise<PlayFigures> {
  let [sent, spanUs] = [0, 0];
  const meter = new LatenessMeter();
  const timeline = new ReplayTimeline();
  const waiting = new Waiting(clock, signal);
  const watch = new PortWatch(port, () => waiting.wake());
  const finish = async (): Promise<PlayFigures> => {
    await port.close();
    watch.end();
    const { refused, refusedLater, reasons, closed } = watch;
    return { sent: sent - refusedLater, refused, reasons, closed, spanUs, lateness: meter.figures() };
  };
  const isOver = (): boolean => signal.aborted || watch.closed !== null;
  let startUs: Micros | null = null;
  for await (const portion of portions) {
    for (const item of portion) {
      if (item.kind !== 'frame' || !wants(item.frame, item.source, item.bus)) continue;
      const offsetUs = timeline.next(item.timeUs);
      startUs ??= clock.nowUs() + LEAD_US;
      const dueUs = startUs + offsetUs;
      if (!isOver()) await waiting.until(dueUs);
      if (isOver()) return finish();
      const sentUs = clock.nowUs();
      if (port.send(item.frame)) sent++;
      else if (watch.closed === null) watch.refuse(item.frame.fd);
      spanUs = offsetUs;
      meter.frame(offsetUs, sentUs - dueUs);
    }
  }
  if (startUs !== null && !isOver()) await waiting.until(clock.nowUs() + settleUs);
  return finish();
}

/** Waits for instants of a clock, or until it is woken. */
class Waiting {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #alarm: ReturnType<Clock['createAlarm']>;
  wake: () => void = () => undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#alarm = clock.createAlarm('replay', () => this.wake());
    signal.addEventListener('abort', () => this.wake());
  }

  async until(dueUs: Micros): Promise<void> {
    if (this.#clock.nowUs() >= dueUs || this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.#alarm.arm(dueUs);
    });
    this.#alarm.disarm();
  }
}

/** The fate of the frames passed to a port. */
class PortWatch {
  readonly reasons: Map<string, number> = new Map<string, number>();
  /** Frames refused after they had been accepted. */
  refusedLater = 0;
  refused = 0;
  closed: string | null = null;
  #trouble: string | null = null;
  readonly #subscription: { unsubscribe(): void };

  constructor(port: CanPort, onClosed: () => void) {
    this.#subscription = port.status.subscribe((status) => {
      this.#hear(status);
      if (status.kind === 'closed') onClosed();
    });
  }

  end(): void {
    this.#subscription.unsubscribe();
  }

  /** The port did not take a frame. */
  refuse(isFd: boolean): void {
    this.#count(this.#trouble ?? (isFd ? FD_NOT_TAKEN : NOT_TAKEN), 1);
  }

  #hear(status: PortStatus): void {
    switch (status.kind) {
      case 'open':
        this.#trouble = null;
        return;
      case 'trouble': {
        const { reason, refusedFrames = 0 } = status;
        if (refusedFrames === 0) this.#trouble = reason;
        else {
          this.refusedLater += refusedFrames;
          this.#count(reason, refusedFrames);
        }
        return;
      }
      case 'closed':
        if (status.cause !== 'requested') this.closed = status.reason;
    }
  }

  #count(reason: string, frames: number): void {
    this.refused += frames;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + frames);
  }
}
