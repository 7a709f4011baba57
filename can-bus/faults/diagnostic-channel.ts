import type { CanFrame } from '../frame/can-frame.ts';
import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import { addressLength, peerAddressing } from '../isotp/addressing.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../isotp/endpoint.ts';
import { PCI_CONSECUTIVE, PCI_FLOW_CONTROL, pciType } from '../isotp/frame-layout.ts';
import type { IsoTpConfig, IsoTpEffect } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { InterceptorOutput } from '../virtual-bus/interceptor.ts';
import type { AnswerFaults } from './answer-faults.ts';
import type { FrameFaultResult, TransportFaults } from './transport-faults.ts';

/** The faults of a channel; shared by all channels of one node, so that limits count over all of them. */
export interface ChannelFaults {
  readonly ecu: TransportFaults;
  readonly tool: TransportFaults;
  readonly answers: AnswerFaults;
}

interface HeldFrame {
  readonly dueUs: Micros;
  readonly frame: CanFrame;
  readonly to: 'bus' | 'node';
}

interface HeldAnswer {
  readonly dueUs: Micros;
  readonly payload: Uint8Array;
}

/** A channel at one instant: a plain value. A frame is the index of its entry in the snapshot's `FrameTable`. */
export interface ChannelSnapshot {
  readonly ecu: IsoTpSnapshot;
  readonly tool: IsoTpSnapshot;
  readonly request: Uint8Array | null;
  readonly taking: boolean;
  readonly answers: readonly HeldAnswer[];
  readonly frames: readonly (Omit<HeldFrame, 'frame'> & { readonly frame: number })[];
  readonly own: readonly number[];
  readonly standIns: readonly (readonly [number, number | null])[];
}

/**
 * One diagnostic endpoint of an ECU, between its line and the bus. Requests are observed as they pass. An answer that a
 * fault may apply to is received from the ECU by the side that plays the tool, and the result is sent by the side that
 * plays the ECU.
 */
export class DiagnosticChannel {
  readonly #config: IsoTpConfig;
  readonly #faults: ChannelFaults;
  readonly #address: 0 | 1;
  readonly #ecu: IsoTpEndpoint;
  readonly #tool: IsoTpEndpoint;
  readonly #effects: IsoTpEffect[] = [];
  #request: Uint8Array | null = null;
  /** An answer of several frames is being received from the ECU. */
  #taking = false;
  #answers: HeldAnswer[] = [];
  #frames: HeldFrame[] = [];
  /** Frames from the side that plays the ECU, on their way to the bus. */
  readonly #own = new Set<CanFrame>();
  /** Frames on their way to the bus in place of one of the ECU's frames; null: in addition to them. */
  readonly #standIns = new Map<CanFrame, CanFrame | null>();

  /** @param config as the ECU sees its endpoint */
  constructor(config: IsoTpConfig, faults: ChannelFaults) {
    this.#config = config;
    this.#faults = faults;
    this.#address = addressLength(config.addressing);
    this.#ecu = new IsoTpEndpoint(config);
    const addressing = peerAddressing(config.addressing);
    this.#tool = new IsoTpEndpoint({ ...config, addressing, blockSize: 0, separationTime: 0 });
  }

  deadlineUs(): Micros {
    const answerUs = this.#ecu.isSending() ? NEVER_US : (this.#answers[0]?.dueUs ?? NEVER_US);
    return Math.min(this.#ecu.deadlineUs(), this.#tool.deadlineUs(), this.#frames[0]?.dueUs ?? NEVER_US, answerUs);
  }

  hasPendingWork(): boolean {
    return this.#answers.length > 0 || this.#frames.length > 0 || this.#ecu.hasPendingWork();
  }

  /** Whether the frame is one of the ECU's answers or one of its flow controls. */
  carries(frame: CanFrame): boolean {
    const { addressing } = this.#config;
    const address = addressing.kind === 'normal' ? null : addressing.sendAddress;
    return this.#fits(frame, addressing.sendId, address);
  }

  /** Whether the frame is addressed to this endpoint. */
  takes(frame: CanFrame): boolean {
    const { addressing } = this.#config;
    const address = addressing.kind === 'normal' ? null : addressing.receiveAddress;
    return this.#fits(frame, addressing.receiveId, address);
  }

  /** A request that reached the ECU on another channel and is answered on this one. */
  notice(request: Uint8Array): void {
    this.#request = request;
  }

  fromNode(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    const type = pciType(frame.data, this.#address);
    if (type === PCI_FLOW_CONTROL) {
      this.#send(this.#faults.ecu.flowControl(frame, this.#address), frame, nowUs, output);
    } else if (type === PCI_CONSECUTIVE && !this.#taking) {
      this.#send(this.#faults.ecu.consecutive(frame, this.#address), frame, nowUs, output);
    } else if (this.#taking || this.#faults.answers.concerns(this.#request)) {
      this.#take(frame, nowUs, output);
    } else {
      output.toBus(frame);
    }
  }

  fromBus(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    const type = pciType(frame.data, this.#address);
    if (type === PCI_FLOW_CONTROL) {
      this.#receive(this.#faults.tool.flowControl(frame, this.#address), frame, nowUs, output);
    } else if (type === PCI_CONSECUTIVE) {
      this.#receive(this.#faults.tool.consecutive(frame, this.#address), frame, nowUs, output);
    } else {
      this.#pass(frame, nowUs, output);
    }
  }

  /** @returns false where the frame does not belong to this channel */
  sent(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): boolean {
    const original = this.#standIns.get(frame);
    if (original !== undefined) {
      this.#standIns.delete(frame);
      if (original !== null) output.confirm(original);
      return true;
    }
    if (!this.#own.delete(frame)) return false;
    this.#ecu.onFrameSent(frame, nowUs, this.#effects);
    this.#drainSending(nowUs, output);
    return true;
  }

  onDeadline(nowUs: Micros, output: InterceptorOutput): void {
    this.#tool.onDeadline(nowUs, this.#effects);
    this.#drainTaking(nowUs, output);
    this.#ecu.onDeadline(nowUs, this.#effects);
    this.#drainSending(nowUs, output);
    while ((this.#frames[0]?.dueUs ?? NEVER_US) <= nowUs) {
      const held = this.#frames.shift();
      if (held?.to === 'bus') output.toBus(held.frame);
      else if (held !== undefined) this.#pass(held.frame, nowUs, output);
    }
    this.#sendAnswers(nowUs, output);
  }

  reset(): void {
    this.#ecu.reset();
    this.#tool.reset();
    this.#request = null;
    this.#taking = false;
    this.#answers = [];
    this.#frames = [];
    this.#own.clear();
    this.#standIns.clear();
  }

  /** @param frames the frames on the bus and in the queues; the channel need not keep any others */
  snapshot(frames: FrameTable): ChannelSnapshot {
    const held = this.#frames.map(({ dueUs, frame, to }) => ({ dueUs, frame: frames.indexOf(frame), to }));
    const standIns = [...this.#standIns].filter(([frame]) => frames.has(frame));
    return {
      ecu: this.#ecu.snapshot(),
      tool: this.#tool.snapshot(),
      request: this.#request,
      taking: this.#taking,
      answers: [...this.#answers],
      frames: held,
      own: [...this.#own].filter((frame) => frames.has(frame)).map((frame) => frames.indexOf(frame)),
      standIns: standIns.map(([frame, original]) => [
        frames.indexOf(frame),
        original === null ? null : frames.indexOf(original),
      ]),
    };
  }

  restore(snapshot: ChannelSnapshot, frameAt: FrameAt): void {
    this.reset();
    this.#ecu.restore(snapshot.ecu);
    this.#tool.restore(snapshot.tool);
    this.#request = snapshot.request;
    this.#taking = snapshot.taking;
    this.#answers = [...snapshot.answers];
    this.#frames = snapshot.frames.map(({ dueUs, frame, to }) => ({ dueUs, frame: frameAt(frame), to }));
    for (const frame of snapshot.own) this.#own.add(frameAt(frame));
    for (const [frame, original] of snapshot.standIns) {
      this.#standIns.set(frameAt(frame), original === null ? null : frameAt(original));
    }
  }

  #fits({ id, extended, data }: CanFrame, wantedId: number, address: number | null): boolean {
    return id === wantedId && extended === this.#config.extendedIds && (address === null || data[0] === address);
  }

  /** Passes a frame of the ECU, or what replaces it, to the bus. */
  #send(result: FrameFaultResult, original: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    if (result.struck === null) {
      output.toBus(original);
      return;
    }
    output.report(result.struck, original);
    const { frames } = result;
    if (frames.length === 0) output.confirm(original);
    for (const [index, { afterUs, frame }] of frames.entries()) {
      if (frame !== original) this.#standIns.set(frame, index === frames.length - 1 ? original : null);
      if (afterUs === 0) output.toBus(frame);
      else this.#hold({ dueUs: nowUs + afterUs, frame, to: 'bus' });
    }
  }

  /** Passes a frame of the tool, or what replaces it, to the ECU. */
  #receive(result: FrameFaultResult, original: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    if (result.struck !== null) output.report(result.struck, original);
    for (const { afterUs, frame } of result.frames) {
      if (afterUs === 0) this.#pass(frame, nowUs, output);
      else this.#hold({ dueUs: nowUs + afterUs, frame, to: 'node' });
    }
  }

  /** Passes it to the side it is meant for: a flow control for an answer of ours does not concern the ECU. */
  #pass(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    if (pciType(frame.data, this.#address) === PCI_FLOW_CONTROL) {
      if (!this.#ecu.isSending()) return output.toNode(frame);
      this.#ecu.onFrame(frame, nowUs, this.#effects);
      this.#drainSending(nowUs, output);
      return;
    }
    output.toNode(frame);
    this.#ecu.onFrame(frame, nowUs, this.#effects);
    this.#drainListening(nowUs);
  }

  #hold(held: HeldFrame): void {
    const later = this.#frames.findIndex(({ dueUs }) => dueUs > held.dueUs);
    this.#frames.splice(later < 0 ? this.#frames.length : later, 0, held);
  }

  #take(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    output.confirm(frame);
    this.#tool.onFrame(frame, nowUs, this.#effects);
    this.#drainTaking(nowUs, output, frame);
  }

  #drainTaking(nowUs: Micros, output: InterceptorOutput, last: CanFrame | null = null): void {
    // Each confirmation may add to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of this.#effects) {
      if (effect.kind === 'reception-started') this.#taking = true;
      else if (effect.kind === 'send') {
        output.toNode(effect.frame);
        this.#tool.onFrameSent(effect.frame, nowUs, this.#effects);
      } else if (effect.kind === 'received') {
        this.#taking = false;
        this.#judge(effect.payload, nowUs, output, last);
      } else if (effect.kind === 'receive-failed') this.#taking = false;
    }
    emptyList(this.#effects);
    this.#sendAnswers(nowUs, output);
  }

  #judge(answer: Uint8Array, nowUs: Micros, output: InterceptorOutput, last: CanFrame | null): void {
    const { struck, deliveries } = this.#faults.answers.judge(this.#request, answer);
    for (const fault of struck) if (last !== null) output.report(fault, last);
    for (const { afterUs, payload } of deliveries) {
      const dueUs = nowUs + afterUs;
      const later = this.#answers.findIndex((held) => held.dueUs > dueUs);
      this.#answers.splice(later < 0 ? this.#answers.length : later, 0, { dueUs, payload });
    }
  }

  #drainListening(nowUs: Micros): void {
    for (const effect of this.#effects) {
      // The ECU sends its own flow control; ours is not sent.
      if (effect.kind === 'send') this.#ecu.onFrameSent(effect.frame, nowUs, this.#effects);
      else if (effect.kind === 'received') this.#request = effect.payload;
    }
    emptyList(this.#effects);
  }

  #drainSending(nowUs: Micros, output: InterceptorOutput): void {
    for (const effect of this.#effects) {
      if (effect.kind !== 'send') continue;
      this.#own.add(effect.frame);
      output.toBus(effect.frame);
    }
    emptyList(this.#effects);
    this.#sendAnswers(nowUs, output);
  }

  #sendAnswers(nowUs: Micros, output: InterceptorOutput): void {
    while (!this.#ecu.isSending() && (this.#answers[0]?.dueUs ?? NEVER_US) <= nowUs) {
      const next = this.#answers.shift();
      if (next === undefined) return;
      this.#ecu.send(next.payload, nowUs, this.#effects);
      for (const effect of this.#effects) {
        if (effect.kind !== 'send') continue;
        this.#own.add(effect.frame);
        output.toBus(effect.frame);
      }
      emptyList(this.#effects);
    }
  }
}
