import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** The far end of a stream, for a test that plays who is there: what it is sent, a character a byte. */
export class TextEnd {
  received = '';
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.setEncoding('latin1');
    stream.on('data', (text) => {
      this.received += String(text);
    });
    // Being hung up on is what some tests are about.
    stream.on('error', () => stream.destroy());
  }

  say(text: string): void {
    this.#stream.write(text, 'latin1');
  }

  /** It has no more to say. */
  end(): void {
    this.#stream.end();
  }

  /** Waits until it has been sent this in all. */
  async until(text: string): Promise<void> {
    while (this.received !== text) await once(this.#stream, 'data');
  }
}
