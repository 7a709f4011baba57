import { ReplaySubject, skipWhile, type Observable } from 'rxjs';
import type { CanPort, CanPortServer, ServerStatus } from './can-port.ts';
import { TroubleFilter } from './rare-trouble.ts';

/**
 * A bus with exactly one other end, present from the start: it looks like a server whose only client is already
 * connected.
 */
export class OnePortServer implements CanPortServer {
  readonly url: string;
  readonly clients: Observable<CanPort>;
  readonly status: Observable<ServerStatus>;
  readonly #port: CanPort;
  readonly #clients = new ReplaySubject<CanPort>(1);
  readonly #status = new ReplaySubject<ServerStatus>(1);
  readonly #onClose: () => Promise<void>;
  #isOpen = true;

  /** @param onClose releases other resources when the port is closed */
  constructor(port: CanPort, onClose: () => Promise<void> = () => Promise.resolve()) {
    this.url = port.url;
    this.#port = port;
    this.#onClose = onClose;
    this.clients = this.#clients.asObservable();
    this.status = this.#status.asObservable();
    this.#status.next({ kind: 'listening', url: this.url });
    this.#clients.next(port);
    const troubles = new TroubleFilter();
    // That it is open now does not need a report.
    port.status.pipe(skipWhile(({ kind }) => kind === 'open')).subscribe((status) => {
      if (status.kind === 'trouble') {
        const reason = troubles.take(status.reason);
        if (reason !== null) this.#status.next({ kind: 'trouble', reason: `${this.url}: ${reason}` });
      } else if (status.kind === 'open') this.#status.next({ kind: 'client-connected', client: this.url });
      else this.#status.next({ ...status, kind: 'client-left', client: this.url });
    });
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#port.close();
    await this.#onClose();
    this.#status.next({ kind: 'closed' });
    this.#status.complete();
    this.#clients.complete();
  }
}
