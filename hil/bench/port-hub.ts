import { Subject, type Observable } from 'rxjs';

import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../can-bus/ports/can-port.ts';

/** Called for every frame: those received, and those of the nodes here. */
type HubObserver = (frame: CanFrame, sender: string) => void;

/** The source named for frames from outside. */
const OUTSIDE = 'bus';

/**
 * Several nodes of this process on one port. A port never echoes what it sends, so the hub passes each node's frames to
 * the others, as on a wire.
 */
export class PortHub {
  readonly port: CanPort;
  readonly #members = new Map<string, Subject<CanFrame>>();
  readonly #observer: HubObserver;
  readonly #stop: () => void;

  constructor(port: CanPort, observer: HubObserver) {
    this.port = port;
    this.#observer = observer;
    const subscription = port.frames.subscribe((frame) => this.#spread(frame, OUTSIDE));
    this.#stop = () => subscription.unsubscribe();
  }

  /** The bus as a node of this name sees it; each name at most once at a time. */
  member(name: string): CanPort {
    const frames = new Subject<CanFrame>();
    this.#members.set(name, frames);
    const { url, status } = this.port;
    return new Member(url, frames, status, (frame) => this.#send(frame, name));
  }

  close(): void {
    this.#stop();
    this.#members.clear();
  }

  #send(frame: CanFrame, sender: string): boolean {
    const taken = this.port.send(frame);
    if (taken) this.#spread(frame, sender);
    return taken;
  }

  #spread(frame: CanFrame, sender: string): void {
    this.#observer(frame, sender);
    for (const [name, frames] of this.#members) if (name !== sender) frames.next(frame);
  }
}

class Member implements CanPort {
  readonly url: string;
  readonly frames: Observable<CanFrame>;
  readonly status: Observable<PortStatus>;
  readonly send: (frame: CanFrame) => boolean;

  constructor(
    url: string,
    frames: Observable<CanFrame>,
    status: Observable<PortStatus>,
    send: (frame: CanFrame) => boolean,
  ) {
    this.url = url;
    this.frames = frames;
    this.status = status;
    this.send = send;
  }

  close(): Promise<void> {
    // The port belongs to the hub's owner.
    return Promise.resolve();
  }
}
