import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { peerAddressing } from '../../../../can-bus/isotp/addressing.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint } from '../../../../can-bus/isotp/endpoint.ts';
import type { IsoTpAddressing, IsoTpConfig, IsoTpEffect } from '../../../../can-bus/isotp/types.ts';

/** A frame on the wire: when it was asked for and when it was complete. */
export interface WireRecord {
  readonly from: 'near' | 'far';
  readonly frame: CanFrame;
  readonly requestedUs: number;
  readonly endUs: number;
}

/** What an endpoint reported, frames left out. */
export type Reported = Exclude<IsoTpEffect, { kind: 'send' }>;

interface Side {
  readonly name: 'near' | 'far';
  readonly endpoint: IsoTpEndpoint;
  readonly effects: IsoTpEffect[];
  readonly reported: Reported[];
}

const FRAME_US = 250;

/** Two endpoints and the wire between them: one frame at a time, each for 250 µs. */
export class EndpointPair {
  readonly near: Side;
  readonly far: Side;
  readonly wire: WireRecord[] = [];
  nowUs = 0;
  readonly #queue: { from: Side; frame: CanFrame; requestedUs: number }[] = [];
  #frameEndsUs = Infinity;

  constructor(addressing: IsoTpAddressing, near: Partial<IsoTpConfig>, far: Partial<IsoTpConfig>) {
    this.near = createSide('near', new IsoTpEndpoint(isoTpConfig(addressing, near)));
    this.far = createSide('far', new IsoTpEndpoint(isoTpConfig(peerAddressing(addressing), far)));
  }

  send(payload: Uint8Array): void {
    this.near.endpoint.send(payload, this.nowUs, this.near.effects);
    this.#drain(this.near);
  }

  /** Runs until nothing is due any more. */
  run(): void {
    for (let steps = 0; steps < 100_000; steps++) {
      const deadlineUs = Math.min(this.near.endpoint.deadlineUs(), this.far.endpoint.deadlineUs());
      this.nowUs = Math.min(deadlineUs, this.#frameEndsUs);
      if (this.nowUs === Infinity) return;
      if (deadlineUs <= this.#frameEndsUs) this.#fireDeadlines();
      else this.#endFrame();
    }
    throw new Error('the pair does not come to rest');
  }

  #fireDeadlines(): void {
    for (const side of [this.near, this.far]) {
      if (side.endpoint.deadlineUs() > this.nowUs) continue;
      side.endpoint.onDeadline(this.nowUs, side.effects);
      this.#drain(side);
    }
  }

  #endFrame(): void {
    const done = this.#queue.shift();
    if (done === undefined) throw new Error('no frame on the wire');
    const { from, frame, requestedUs } = done;
    const to = from === this.near ? this.far : this.near;
    this.#frameEndsUs = this.#queue.length > 0 ? this.nowUs + FRAME_US : Infinity;
    this.wire.push({ from: from.name, frame, requestedUs, endUs: this.nowUs });
    to.endpoint.onFrame(frame, this.nowUs, to.effects);
    this.#drain(to);
    from.endpoint.onFrameSent(frame, this.nowUs, from.effects);
    this.#drain(from);
  }

  #drain(side: Side): void {
    for (const effect of side.effects.splice(0)) {
      if (effect.kind !== 'send') {
        side.reported.push(effect);
        continue;
      }
      if (this.#queue.length === 0) this.#frameEndsUs = this.nowUs + FRAME_US;
      this.#queue.push({ from: side, frame: effect.frame, requestedUs: this.nowUs });
    }
  }
}

function createSide(name: 'near' | 'far', endpoint: IsoTpEndpoint): Side {
  return { name, endpoint, effects: [], reported: [] };
}
