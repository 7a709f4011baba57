import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';

/** Writes down what a protocol wants done, as lines; a frame as `7B5#023E00`. */
export class SinkNotes implements StreamProtocolSink {
  /** How long ago each frame was received, by its own stamp. */
  readonly ages: (number | null)[] = [];
  /** Nothing more is to be read now. */
  isBusy = false;
  #lines: string[] = [];

  deliver({ id, data }: CanFrame, receivedAgoUs: number | null = null): void {
    this.ages.push(receivedAgoUs);
    this.#lines.push(`${id.toString(16).toUpperCase()}#${toHex(data)}`);
  }

  reply(text: string): void {
    this.#lines.push(`reply ${text}`);
  }

  trouble(reason: string, refusedFrames: number = 0): void {
    this.#lines.push(`trouble (${refusedFrames} refused): ${reason}`);
  }

  pause(forMs: number): void {
    this.#lines.push(`pause ${forMs} ms`);
  }

  holdBack(on: boolean): void {
    this.#lines.push(on ? 'hold back' : 'go on');
  }

  end(reason: string): void {
    this.#lines.push(`end: ${reason}`);
  }

  readonly mayGoOn = (): boolean => !this.isBusy;

  /** What was noted since the last time. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
