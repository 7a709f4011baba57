import type { CanFrame } from '../frame/can-frame.ts';
import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import { singleFrameLength, PCI_SINGLE, pciType } from '../isotp/frame-layout.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import { RandomSource, type Chance } from '../random/random-source.ts';
import type { RandomState } from '../random/xoshiro.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { AllowanceState } from '../virtual-bus/fault-allowance.ts';
import type { Interceptor, InterceptorOutput } from '../virtual-bus/interceptor.ts';
import { AnswerFaults } from './answer-faults.ts';
import { DiagnosticChannel, type ChannelFaults, type ChannelSnapshot } from './diagnostic-channel.ts';
import type { DiagnosticFaultPlan } from './diagnostic-fault-plan.ts';
import { TransportFaults } from './transport-faults.ts';

/** The node's diagnostic endpoints, as the node sees them. */
export interface DiagnosticEndpointConfigs {
  readonly physical: readonly IsoTpConfig[];
  /** The id of functional requests, with the index of the endpoint that answers them. */
  readonly functional: { readonly id: number; readonly extended: boolean; readonly answeredOn: number } | null;
}

export interface DiagnosticInterceptorSnapshot {
  readonly channels: readonly ChannelSnapshot[];
  readonly random: RandomState;
  readonly answers: readonly AllowanceState[];
  readonly ecu: readonly [AllowanceState, AllowanceState];
  readonly tool: readonly [AllowanceState, AllowanceState];
}

/**
 * Applies a fault plan to the diagnostics of one ECU, frame by frame and answer by answer; everything else passes
 * unchanged.
 */
export class DiagnosticInterceptor implements Interceptor {
  readonly #functional: DiagnosticEndpointConfigs['functional'];
  readonly #channels: readonly DiagnosticChannel[];
  readonly #faults: ChannelFaults;
  #random: RandomSource;

  constructor(plan: DiagnosticFaultPlan, configs: DiagnosticEndpointConfigs, seed: number) {
    this.#functional = configs.functional;
    this.#random = RandomSource.seeded(seed, 'faults/diagnostics');
    // One sequence of random draws, in the order of the occasions.
    const chance: Chance = { chance: (probability) => this.#random.chance(probability) };
    this.#faults = {
      ecu: new TransportFaults(plan.transport.ecu, chance),
      tool: new TransportFaults(plan.transport.tool, chance),
      answers: new AnswerFaults(plan.answers, chance),
    };
    this.#channels = configs.physical.map((config) => new DiagnosticChannel(config, this.#faults));
  }

  deadlineUs(): Micros {
    let dueUs: Micros = NEVER_US;
    for (const channel of this.#channels) dueUs = Math.min(dueUs, channel.deadlineUs());
    return dueUs;
  }

  onDeadline(nowUs: Micros, output: InterceptorOutput): void {
    for (const channel of this.#channels) if (channel.deadlineUs() <= nowUs) channel.onDeadline(nowUs, output);
  }

  fromNode(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    const channel = this.#channels.find((candidate) => candidate.carries(frame));
    if (channel === undefined) output.toBus(frame);
    else channel.fromNode(frame, nowUs, output);
  }

  fromBus(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    const channel = this.#channels.find((candidate) => candidate.takes(frame));
    if (channel !== undefined) {
      channel.fromBus(frame, nowUs, output);
      return;
    }
    this.#noticeFunctional(frame);
    output.toNode(frame);
  }

  sent(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void {
    if (!this.#channels.some((channel) => channel.sent(frame, nowUs, output))) output.confirm(frame);
  }

  /** The plan without the faults that have been applied as often as they may. */
  get left(): DiagnosticFaultPlan {
    const { ecu, tool, answers } = this.#faults;
    return { transport: { ecu: ecu.left, tool: tool.left }, answers: answers.left };
  }

  hasPendingWork(): boolean {
    return this.#channels.some((channel) => channel.hasPendingWork());
  }

  reset(): void {
    for (const channel of this.#channels) channel.reset();
  }

  /** @param frames has the frames on the bus and in the node's queue */
  snapshot(frames: FrameTable): DiagnosticInterceptorSnapshot {
    const { ecu, tool, answers } = this.#faults;
    return {
      channels: this.#channels.map((channel) => channel.snapshot(frames)),
      random: this.#random.state,
      answers: answers.counts,
      ecu: ecu.counts,
      tool: tool.counts,
    };
  }

  /** Restores the state of this interceptor, or of another one with the same plan. */
  restore(snapshot: DiagnosticInterceptorSnapshot, frameAt: FrameAt): void {
    this.#random = new RandomSource(snapshot.random);
    this.#faults.answers.restore(snapshot.answers);
    this.#faults.ecu.restore(snapshot.ecu);
    this.#faults.tool.restore(snapshot.tool);
    for (const [index, channel] of snapshot.channels.entries()) this.#channels[index]?.restore(channel, frameAt);
  }

  /** Functional requests are single frames in normal addressing. */
  #noticeFunctional({ id, extended, data }: CanFrame): void {
    const functional = this.#functional;
    if (functional?.id !== id || functional.extended !== extended || pciType(data, 0) !== PCI_SINGLE) return;
    const length = singleFrameLength(data, 0);
    const start = data.length > 8 ? 2 : 1;
    if (length > 0) this.#channels[functional.answeredOn]?.notice(data.slice(start, start + length));
  }
}
