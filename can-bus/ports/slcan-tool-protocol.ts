import { quoted } from '../bytes/printable.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import { SYSTEM_WALL } from '../time/real-clock.ts';
import { PortTime } from './port-time.ts';
import { encodeSlcanFrame, LONG_SLCAN_TIMESTAMP_SPAN_MS, SLCAN_TIMESTAMP_SPAN_MS, SlcanParser } from './slcan-codec.ts';
import type { SlcanTool, SlcanReply } from './slcan-tool.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';

/** Spans after which the time stamps of adapters restart from 0, in microseconds. */
const STAMP_SPANS_US: readonly number[] = [SLCAN_TIMESTAMP_SPAN_MS, LONG_SLCAN_TIMESTAMP_SPAN_MS].map(
  (spanMs) => spanMs * MICROS_PER_MILLI,
);

/** Our connection to an SLCAN adapter, over any transport. */
export class SlcanToolProtocol implements StreamProtocol {
  readonly farewell: string;
  /** The last text from the adapter that was not an answer. */
  notice = '';
  readonly #parser = new SlcanParser('tool');
  readonly #time = new PortTime(STAMP_SPANS_US);
  readonly #tool: SlcanTool;
  readonly #onOpening: (isOpen: boolean) => void;
  readonly #nowUs: () => number;
  /** Garbage is reported once, not line by line. */
  #isGarbled = false;

  /**
   * @param onOpening called once, when the adapter has answered all commands that open the channel
   * @param nowUs this machine's time, from which the age of a stamped frame follows
   */
  constructor(tool: SlcanTool, onOpening: (isOpen: boolean) => void, nowUs: () => number = () => SYSTEM_WALL.nowUs()) {
    this.#tool = tool;
    this.#nowUs = nowUs;
    this.#onOpening = onOpening;
    this.farewell = tool.closing;
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        this.#handleReply(this.#tool.handle(line), sink);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): string {
    return encodeSlcanFrame(frame);
  }

  #handleReply(reply: SlcanReply, sink: StreamProtocolSink): void {
    switch (reply.kind) {
      case 'frame':
        this.#isGarbled = false;
        sink.deliver(reply.frame, this.#ageUs(reply.timestampMs));
        return;
      case 'opened':
      case 'not-opened':
        this.#onOpening(reply.kind === 'opened');
        return;
      case 'refused':
        sink.trouble('the adapter reports an error (BEL): it refused a frame, or lost one', 1);
        return;
      case 'malformed':
        if (!this.#isGarbled) sink.trouble(describeMalformed(reply.text));
        this.#isGarbled = true;
        return;
      case 'notice':
        this.notice = quoted(reply.text);
        return;
      case 'nothing':
        return;
    }
  }

  #ageUs(timestampMs: number | null): number | null {
    return timestampMs === null ? null : this.#time.ageUs(timestampMs * MICROS_PER_MILLI, this.#nowUs());
  }
}

function describeMalformed(text: string | null): string {
  if (text === null) return 'the adapter sent a line that is too long to be a frame';
  return `the adapter sent a line that is not a frame: "${quoted(text)}"`;
}
