import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { SlcanAdapter } from './slcan-adapter.ts';
import { SlcanParser } from './slcan-codec.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';

export interface SlcanAdapterProtocolOptions {
  /** Vehicle time, for the time stamps of `Z1`. */
  readonly vehicleTimeUs: () => Micros;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
}

/** One connection of a tool to the adapter we play, whatever it runs over. */
export class SlcanAdapterProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #parser = new SlcanParser('adapter');
  readonly #adapter: SlcanAdapter;
  readonly #vehicleTimeUs: () => Micros;

  constructor(options: SlcanAdapterProtocolOptions) {
    this.#adapter = new SlcanAdapter({ fd: options.fd ?? false });
    this.#vehicleTimeUs = options.vehicleTimeUs;
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        const { reply, frame } = this.#adapter.handle(line);
        if (reply !== '') sink.reply(reply);
        if (frame !== null) sink.deliver(frame);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): string | null {
    return this.#adapter.encode(frame, this.#vehicleTimeUs());
  }

  /** Nobody reads: whoever comes next opens the channel for itself. */
  dropped(): void {
    this.#adapter.handle('C');
  }
}
