import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { FrameGroup } from '../../../../can-bus/frame/frame-group.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import type { BusEvent } from '../../../../can-bus/virtual-bus/bus-event.ts';
import type { BusNode, NodeEvent, Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import type { Interceptor } from '../../../../can-bus/virtual-bus/interceptor.ts';
import type { NetworkObserver } from '../../../../can-bus/virtual-bus/network-observer.ts';

export interface Note extends NodeEvent {
  readonly kind: 'note';
  readonly text: string;
}

/** A node that sends what a script says when it says, and records what it is notified of. */
export class ScriptedNode implements BusNode<Note> {
  readonly name: string;
  readonly listensTo: 'all' | readonly number[];
  readonly reported: string[] = [];
  /** Sent in answer to any frame, once. */
  reply: CanFrame | null = null;
  replyAtOnce = true;
  busyUntilUs = 0;
  private readonly script: { readonly atUs: number; readonly frame: CanFrame }[] = [];

  constructor(name: string, listensTo: 'all' | readonly number[] = 'all') {
    this.name = name;
    this.listensTo = listensTo;
  }

  /** To be called before attaching, in order of time. */
  sends(atUs: number, ...frames: readonly CanFrame[]): this {
    for (const frame of frames) this.script.push({ atUs, frame });
    return this;
  }

  deadlineUs(): number {
    return this.script[0]?.atUs ?? NEVER_US;
  }

  onDeadline(nowUs: number, outbox: Outbox<Note>): void {
    this.reported.push(`${nowUs} deadline`);
    for (let next = this.script[0]; next !== undefined && next.atUs <= nowUs; next = this.script[0]) {
      outbox.send(next.frame);
      this.script.shift();
    }
  }

  onFrame(frame: CanFrame, nowUs: number, outbox: Outbox<Note>): void {
    this.reported.push(`${nowUs} frame ${frame.id.toString(16)}`);
    const reply = this.reply;
    if (reply === null) return;
    this.reply = null;
    if (this.replyAtOnce) outbox.send(reply);
    else this.sends(nowUs, reply);
    outbox.emit({ kind: 'note', text: 'replied' });
  }

  onFrameSent(frame: CanFrame, nowUs: number, _outbox: Outbox<Note>): void {
    this.reported.push(`${nowUs} sent ${frame.id.toString(16)}`);
  }

  hasPendingWork(): boolean {
    return this.script.length > 0 && (this.script[0]?.atUs ?? 0) <= this.busyUntilUs;
  }
}

/** Writes down frames, notes and bus events as lines. */
export class LineObserver implements NetworkObserver<Note> {
  readonly lines: string[] = [];
  readonly frames: { readonly endUs: number; readonly frame: CanFrame; readonly sender: string }[] = [];
  /** Whether it takes groups. */
  inGroups = false;
  readonly busEvents: { readonly timeUs: number; readonly event: BusEvent }[] = [];

  frame(endUs: number, frame: CanFrame, sender: string): void {
    this.frames.push({ endUs, frame, sender });
    this.lines.push(`${endUs} ${sender} ${frame.id.toString(16)}`);
  }

  takesGroups(): boolean {
    return this.inGroups;
  }

  frameGroup(fromUs: number, { frames, senders, endsUs }: FrameGroup, count: number): void {
    for (const [i, frame] of frames.slice(0, count).entries()) {
      this.frame(fromUs + (endsUs[i] ?? 0), frame, senders[i] ?? '');
    }
  }

  event(timeUs: number, nodeName: string, event: Note): void {
    this.lines.push(`${timeUs} ${nodeName} ${event.text}`);
  }

  bus(timeUs: number, event: BusEvent): void {
    this.busEvents.push({ timeUs, event });
    this.lines.push(`${timeUs} ${event.node} ${event.kind}${event.kind === 'error-state' ? ` ${event.state}` : ''}`);
  }
}

/** Passes everything on as it is. */
export const passing: Interceptor = {
  deadlineUs: () => NEVER_US,
  onDeadline: () => undefined,
  hasPendingWork: () => false,
  fromNode: (frame, _nowUs, output) => output.toBus(frame),
  fromBus: (frame, _nowUs, output) => output.toNode(frame),
  sent: (frame, _nowUs, output) => output.confirm(frame),
  reset: () => undefined,
};
