import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const PATIENCE_MS = 20_000;

/** A bare TCP connection for tests: sends text, and waits for what comes back. */
export class RawClient {
  readonly socket: Socket;
  /** Everything received so far, a character a byte. */
  received = '';
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.received += String(text);
    });
    // Being hung up on is what some tests are about.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#isClosed = true;
    });
  }

  /** @param url as a server prints it: KIND:HOST:PORT */
  static async open(url: string): Promise<RawClient> {
    const [, host = '', port = ''] = url.split(':');
    const client = new RawClient(connect({ host, port: Number(port) }));
    await once(client.socket, 'connect');
    return client;
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Waits until all that was received fulfils a condition. */
  async until(isEnough: (received: string) => boolean): Promise<string> {
    const timeout = AbortSignal.timeout(PATIENCE_MS);
    while (!isEnough(this.received)) {
      if (this.#isClosed) throw new Error(`closed after ${JSON.stringify(this.received.slice(-200))}`);
      // What comes first ends the waiting for the other.
      const first = new AbortController();
      const signal = AbortSignal.any([timeout, first.signal]);
      await Promise.race([once(this.socket, 'data', { signal }), once(this.socket, 'close', { signal })]);
      first.abort();
    }
    return this.received;
  }

  /** Waits for exactly this after what was there before, and forgets it. */
  async expectNext(text: string): Promise<void> {
    const received = await this.until((all) => all.length >= text.length);
    if (received !== text) throw new Error(`received ${JSON.stringify(received)}, not ${JSON.stringify(text)}`);
    this.received = '';
  }

  async untilClosed(): Promise<string> {
    if (!this.#isClosed) await once(this.socket, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return this.received;
  }

  leave(): void {
    this.socket.end();
  }
}

/** A program in socketcand's raw mode: it hears every frame. */
export async function listenRaw(url: string | undefined): Promise<RawClient> {
  const client = await RawClient.open(url ?? '');
  client.send('< open can0 >< rawmode >');
  await client.until((received) => received.endsWith('< ok >< ok >'));
  return client;
}

/** A program that has opened its channel at an SLCAN adapter. */
export async function openSlcan(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  client.send('S6\rO\r');
  await client.expectNext('\r\r');
  return client;
}
