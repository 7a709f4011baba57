import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { SlcanAdapter } from './slcan-adapter.ts';
import type { FrameFilter } from './receive-filter.ts';
import { SlcanParser } from './slcan-codec.ts';
import { FRAMES_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';

export interface SlcanAdapterProtocolOptions {
  /** Vehicle time, for the time stamps of `Z1`. */
  readonly vehicleTimeUs: () => Micros;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
  /** Bit rate of the bus in bit/s: a tool that sets another one is reported. */
  readonly bitRate?: number;
  /** Which frames go out; all of them where absent. */
  readonly accepts?: FrameFilter;
}

/** One connection of a tool to the simulated adapter, over any transport. */
export class SlcanAdapterProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #parser = new SlcanParser('adapter');
  readonly #adapter: SlcanAdapter;
  readonly #vehicleTimeUs: () => Micros;
  readonly #accepts: FrameFilter;

  constructor(options: SlcanAdapterProtocolOptions) {
    const { fd = false, bitRate = null, accepts = (): boolean => true } = options;
    this.#adapter = new SlcanAdapter({ fd, bitRate });
    this.#accepts = accepts;
    this.#vehicleTimeUs = options.vehicleTimeUs;
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        const { reply, frame, warning } = this.#adapter.handle(line);
        if (reply !== '') sink.reply(reply);
        if (warning !== undefined) sink.trouble(warning);
        if (frame !== null) sink.deliver(frame);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): string | null {
    return this.#accepts(frame) ? this.#adapter.encode(frame, this.#vehicleTimeUs()) : null;
  }

  answersForMs(): number {
    return this.#adapter.channel === 'open' ? FRAMES_TIME_MS : 0;
  }

  /** The tool has disconnected; the next client opens the channel for itself. */
  dropped(): void {
    this.#adapter.handle('C');
  }
}
