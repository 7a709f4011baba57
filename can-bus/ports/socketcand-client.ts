import { quoted } from '../bytes/printable.ts';
import { numberToHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { SYSTEM_WALL } from '../time/real-clock.ts';
import { formatBusUrl, type SocketcandUrl } from './bus-url.ts';
import type { CanPort } from './can-port.ts';
import { PortError } from './port-error.ts';
import { PortTime } from './port-time.ts';
import {
  decodeServerFrame,
  element,
  ElementError,
  ElementParser,
  encodeClientFrame,
  errorFrameClass,
  serverFrameTimeUs,
} from './socketcand-codec.ts';
import { StreamPort, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { connectTo } from './tcp.ts';

interface SocketcandClientOptions {
  /** Time limit for the daemon's answers. */
  readonly answerTimeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 5_000;

type Opening = 'open' | 'refused' | 'silent' | 'hung-up';

/** Our connection to a socketcand: the handshake into raw mode, then frames. */
class SocketcandClientProtocol implements StreamProtocol {
  readonly farewell = '';
  /** The daemon's last error text. */
  notice = '';
  readonly #parser = new ElementParser();
  readonly #time = new PortTime();
  readonly #onOpening: (opening: 'open' | 'refused') => void;
  /** The replies to the daemon's next elements, before the bus is open. */
  readonly #handshake: { readonly greeting: string; readonly answer: string }[];

  constructor(bus: string, onOpening: (opening: 'open' | 'refused') => void) {
    this.#onOpening = onOpening;
    this.#handshake = [
      { greeting: 'hi', answer: element('open', bus) },
      { greeting: 'ok', answer: element('rawmode') },
      { greeting: 'ok', answer: '' },
    ];
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (words) => {
        if (words === null) sink.trouble('the daemon sent an element that is too long');
        else this.#handleElement(words, sink);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): string {
    return encodeClientFrame(frame);
  }

  #handleElement(words: readonly string[], sink: StreamProtocolSink): void {
    const isOpen = this.#handshake.length === 0;
    if (words[0] === 'error') this.#handleError(words, isOpen, sink);
    else if (isOpen) this.#handleFrame(words, sink);
    else if (words[0] === this.#handshake[0]?.greeting) this.#shakeHands(sink);
  }

  #shakeHands(sink: StreamProtocolSink): void {
    const step = this.#handshake.shift();
    if (step !== undefined && step.answer !== '') sink.reply(step.answer);
    if (this.#handshake.length === 0) this.#onOpening('open');
  }

  /** In raw mode an error frame, or the daemon's own words; some daemons also send other texts. */
  #handleError(words: readonly string[], isOpen: boolean, sink: StreamProtocolSink): void {
    const errorClass = isOpen ? errorFrameClass(words) : null;
    const text = quoted(words.slice(1).join(' '));
    this.notice = text;
    if (!isOpen) this.#onOpening('refused');
    else if (errorClass === null) sink.trouble(`the daemon reports an error: ${text}`, 1);
    else sink.trouble(`the daemon's bus reports an error frame, class ${numberToHex(errorClass, 3)}`);
  }

  #handleFrame(words: readonly string[], sink: StreamProtocolSink): void {
    try {
      const frame = decodeServerFrame(words);
      if (frame === null) return;
      const timeUs = serverFrameTimeUs(words);
      sink.deliver(frame, timeUs === null ? null : this.#time.ageUs(timeUs, SYSTEM_WALL.nowUs()));
    } catch (error) {
      if (!(error instanceof ElementError)) throw error;
      sink.trouble(`the daemon sent an invalid frame: ${quoted(error.message)}`);
    }
  }
}

/**
 * Connects to a socketcand and enters raw mode.
 *
 * @throws PortError: `bench` where nothing answers, or not as a socketcand does, or the bus is refused; `usage` for
 * port 0
 */
export async function openSocketcandClient(
  url: SocketcandUrl,
  options: SocketcandClientOptions = {},
): Promise<CanPort> {
  const socket = await connectTo(url);
  const opening = Promise.withResolvers<Opening>();
  const protocol = new SocketcandClientProtocol(url.bus, opening.resolve);
  const port = new StreamPort(socket, { url: formatBusUrl(url), protocol, onLag: 'refuse' });
  const watch = port.status.subscribe({ complete: () => opening.resolve('hung-up') });
  const timer = setTimeout(() => opening.resolve('silent'), options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
  const result = await opening.promise;
  clearTimeout(timer);
  watch.unsubscribe();
  if (result === 'open') return port;
  await port.close();
  throw openingError(port.url, url.bus, result, protocol.notice);
}

function openingError(url: string, bus: string, result: Exclude<Opening, 'open'>, notice: string): PortError {
  const says = notice === '' ? '' : `; it says "${notice}"`;
  if (result === 'refused') {
    const hint = notice.includes('busy')
      ? 'it serves no more clients: end another program'
      : `does it have a bus called ${bus}? Choose another one with ?bus=NAME`;
    return new PortError('bench', `${url} does not open its bus${says}`, hint, { url });
  }
  const what = result === 'silent' ? 'does not answer as a socketcand does' : 'closed the connection';
  return new PortError('bench', `${url} ${what}${says}`, 'is a socketcand listening there?', { url });
}
