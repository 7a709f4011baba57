import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { IsoTpEndpoint } from '../../../can-bus/isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect } from '../../../can-bus/isotp/types.ts';
import { NodeOnPort } from '../../../can-bus/ports/node-on-port.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../../../can-bus/virtual-bus/bus-node.ts';
import { afterwards } from './bench.ts';

/** A message that came in whole, or why one did not come or go. */
type PeerEvent = NodeEvent &
  ({ readonly kind: 'received'; readonly payload: Uint8Array } | { readonly kind: 'failed'; readonly fault: string });

/** Nothing but an ISO-TP endpoint on a bus. With `echo` it sends back what it gets. */
class PeerNode implements BusNode<PeerEvent> {
  readonly name = 'isotp-peer';
  readonly listensTo: readonly number[];
  readonly #endpoint: IsoTpEndpoint;
  readonly #echo: boolean;
  readonly #effects: IsoTpEffect[] = [];

  constructor(config: IsoTpConfig, echo: boolean) {
    this.#endpoint = new IsoTpEndpoint(config);
    this.#echo = echo;
    this.listensTo = [config.addressing.receiveId];
  }

  deadlineUs(): Micros {
    return this.#endpoint.deadlineUs();
  }

  onDeadline(nowUs: Micros, outbox: Outbox<PeerEvent>): void {
    this.#endpoint.onDeadline(nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<PeerEvent>): void {
    this.#endpoint.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<PeerEvent>): void {
    this.#endpoint.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  hasPendingWork(): boolean {
    return this.#endpoint.hasPendingWork();
  }

  send(payload: Uint8Array, nowUs: Micros, outbox: Outbox<PeerEvent>): void {
    this.#endpoint.send(payload, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  #drain(nowUs: Micros, outbox: Outbox<PeerEvent>): void {
    for (const effect of this.#effects.splice(0)) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'send-failed' || effect.kind === 'receive-failed') {
        outbox.emit({ kind: 'failed', fault: effect.fault });
      } else if (effect.kind === 'received') {
        outbox.emit({ kind: 'received', payload: effect.payload });
        if (this.#echo) this.send(effect.payload, nowUs, outbox);
      }
    }
  }
}

export interface IsoTpPeer {
  /** Messages that have come, growing. */
  readonly received: readonly Uint8Array[];
  /** What went wrong, growing. */
  readonly faults: readonly string[];
  send(payload: Uint8Array): void;
}

/** Our ISO-TP on an interface, in real time, until the check is over. */
export async function isoTpPeer(interfaceName: string, config: IsoTpConfig, echo = false): Promise<IsoTpPeer> {
  const port = await openSocketcanPort({ interfaceName }, { ids: [config.addressing.receiveId] });
  const clock = new RealClock();
  const node = new PeerNode(config, echo);
  const received: Uint8Array[] = [];
  const faults: string[] = [];
  const driver = new NodeOnPort(node, port, clock, (event) => {
    if (event.kind === 'received') received.push(event.payload);
    else faults.push(event.fault);
  });
  afterwards(async () => {
    driver.detach();
    clock.close();
    await port.close();
  });
  return { received, faults, send: (payload) => driver.apply((outbox, nowUs) => node.send(payload, nowUs, outbox)) };
}
