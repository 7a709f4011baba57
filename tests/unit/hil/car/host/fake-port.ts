import { ReplaySubject, Subject } from 'rxjs';
import { dataFrame, type CanFrame } from '../../../../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../../../../can-bus/ports/can-port.ts';

/** A client under the test's control. */
export class FakePort implements CanPort {
  readonly url = 'fake:';
  readonly frames = new Subject<CanFrame>();
  readonly status = new ReplaySubject<PortStatus>(1);
  /** What it was sent: ID#DATA. */
  readonly received: string[] = [];
  /** How long ago the frame it says next was received, by its own stamp. */
  receivedAgoUs: number | null = null;
  /** What the car said about its stamps. */
  readonly stampsWanted: boolean[] = [];
  /** The car does not read it. */
  isHeldBack = false;
  /** How many times it was to wait for the next turn. */
  yielded = 0;
  /** Everything the client has sent, and how many of these frames the car has read. */
  readonly #sent: string[] = [];
  #read = 0;
  /** It is cut off instead of being sent more than this many frames. */
  room = Infinity;

  constructor() {
    this.status.next({ kind: 'open' });
  }

  send(frame: CanFrame): boolean {
    if (this.received.length >= this.room) {
      this.end('cut-off');
      return false;
    }
    this.received.push(textOf(frame));
    return true;
  }

  close(): Promise<void> {
    this.end('requested');
    return Promise.resolve();
  }

  holdBack(on: boolean): void {
    this.isHeldBack = on;
  }

  wantStamps(on: boolean): void {
    this.stampsWanted.push(on);
  }

  yieldTurn(): void {
    this.yielded++;
  }

  /** What the client has sent and the car has not read. */
  get unread(): readonly string[] {
    return this.#sent.slice(this.#read);
  }

  /** The client sends all this; what the car does not read waits. */
  floods(texts: readonly string[]): void {
    this.#sent.push(...texts);
    this.readOn();
  }

  /** A turn of the event loop: what waits is read, as long as the car reads. */
  readOn(): void {
    while (!this.isHeldBack && this.#read < this.#sent.length) this.says(this.#sent[this.#read++] ?? '');
  }

  /** The client sends: ID#DATA in hex. */
  says(text: string): void {
    const [id = '', data = ''] = text.split('#');
    this.frames.next(dataFrame(Number.parseInt(id, 16), new Uint8Array(Buffer.from(data, 'hex'))));
  }

  leaves(): void {
    this.end('left');
  }

  private end(cause: 'requested' | 'left' | 'cut-off'): void {
    this.status.next({ kind: 'closed', cause, reason: cause });
    this.status.complete();
    this.frames.complete();
  }
}

export function textOf(frame: CanFrame): string {
  return `${frame.id.toString(16).toUpperCase()}#${Buffer.from(frame.data).toString('hex').toUpperCase()}`;
}
