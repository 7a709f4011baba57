import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { InterceptorOutput } from '../../../../can-bus/virtual-bus/interceptor.ts';

/** Writes down what an interceptor does, as lines. */
export class InterceptorNotes implements InterceptorOutput {
  readonly onWire: CanFrame[] = [];
  #lines: string[] = [];

  toBus(frame: CanFrame): void {
    this.onWire.push(frame);
    this.#lines.push(`bus ${toHex(frame.data, ' ')}`);
  }

  toNode(frame: CanFrame): void {
    this.#lines.push(`node ${toHex(frame.data, ' ')}`);
  }

  confirm(frame: CanFrame): void {
    this.#lines.push(`sent ${toHex(frame.data, ' ')}`);
  }

  report(fault: string): void {
    this.#lines.push(fault);
  }

  /** What was done since the last time. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
