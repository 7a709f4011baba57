import { toHex } from '../../can-bus/bytes/hex.ts';
import { isServedOnly, type FeedEvent } from './feed-event.ts';

/** Exchanges that an ECU has ended and its tester has not, at most. */
const REMEMBERED = 16;

/**
 * An exchange is reported by the ECU, and again by a tester of this process once its last frame is there. Where both say
 * the same the second one is left out; a tester that saw something else keeps its own.
 */
export class DoubledExchanges {
  readonly #ofEcu: string[] = [];

  isDoubled(happened: FeedEvent): boolean {
    const { event } = happened;
    if (event.kind !== 'uds-exchange') return false;
    if (isServedOnly(happened)) {
      const { request, response } = happened.event;
      if (this.#ofEcu.push(`${String(request)} ${String(response)}`) > REMEMBERED) this.#ofEcu.shift();
      return false;
    }
    if (!('outcome' in event) || !(event.request instanceof Uint8Array)) return false;
    const response = event.response instanceof Uint8Array ? toHex(event.response) : null;
    const place = this.#ofEcu.indexOf(`${toHex(event.request)} ${String(response)}`);
    if (place < 0) return false;
    this.#ofEcu.splice(0, place + 1);
    return true;
  }
}
