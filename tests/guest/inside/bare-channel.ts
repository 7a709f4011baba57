import { filtersFor } from '../../../can-bus/ports/socketcan-codec.ts';
import { loadSocketcanModule, type SocketcanChannel } from '../../../can-bus/ports/socketcan-module.ts';

/** The npm package and nothing of ours: sends frames of one id, and counts those of another. */
export class BareChannel {
  readonly #channel: SocketcanChannel;
  readonly #sendId: number;
  #onAnswer: () => void = () => undefined;

  private constructor(channel: SocketcanChannel, sendId: number) {
    this.#channel = channel;
    this.#sendId = sendId;
  }

  static async open(interfaceName: string, sendId: number, receiveId: number): Promise<BareChannel> {
    const options = { non_block_send: true, timestamps: false };
    const channel = (await loadSocketcanModule()).createRawChannelWithOptions(interfaceName, options);
    const bare = new BareChannel(channel, sendId);
    channel.setRxFilters(filtersFor([receiveId]));
    channel.addListener('onMessage', () => bare.#onAnswer());
    channel.start();
    return bare;
  }

  close(): void {
    this.#channel.stop();
  }

  /** Sends `count` frames, no more than `window` of them unanswered, and waits for all answers. */
  async exchange(count: number, window: number): Promise<void> {
    const data = Uint8Array.of(0x02, 0x3e, 0x00, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc);
    const message = { id: this.#sendId, ext: false, rtr: false, data: Buffer.from(data) };
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let sent = 0;
    let answered = 0;
    this.#onAnswer = () => {
      answered += 1;
      if (answered === count) resolve(undefined);
      else if (sent < count) {
        sent += 1;
        this.#channel.send(message);
      }
    };
    for (; sent < Math.min(window, count); sent++) this.#channel.send(message);
    await promise;
  }
}
