import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { StallError } from '../../../../can-bus/time/stall-error.ts';
import type { BusEvent } from '../../../../can-bus/virtual-bus/bus-event.ts';
import type { Interceptor, InterceptorOutput } from '../../../../can-bus/virtual-bus/interceptor.ts';
import { NodeOutbox } from '../../../../can-bus/virtual-bus/node-outbox.ts';
import { Relay } from '../../../../can-bus/virtual-bus/relay.ts';
import { ScriptedNode, type Note } from './scripted-node.ts';

const A = dataFrame(0xa, new Uint8Array(0));
const B = dataFrame(0xb, new Uint8Array(0));
const C = dataFrame(0xc, new Uint8Array(0));

/** Lets all pass, but for what a test makes it do. */
class Passage implements Interceptor {
  dueUs = NEVER_US;
  resets = 0;
  fromNode = (frame: CanFrame, _nowUs: number, output: InterceptorOutput): void => output.toBus(frame);
  fromBus = (frame: CanFrame, _nowUs: number, output: InterceptorOutput): void => output.toNode(frame);
  sent = (frame: CanFrame, _nowUs: number, output: InterceptorOutput): void => output.confirm(frame);
  onDue = (output: InterceptorOutput): void => output.toBus(C);

  deadlineUs(): number {
    return this.dueUs;
  }

  onDeadline(_nowUs: number, output: InterceptorOutput): void {
    this.dueUs = NEVER_US;
    this.onDue(output);
  }

  hasPendingWork(): boolean {
    return false;
  }

  reset(): void {
    this.resets++;
  }
}

class Rig {
  readonly passage = new Passage();
  readonly node = new ScriptedNode('ecu');
  readonly outbox = new NodeOutbox<Note>();
  readonly events: (readonly [timeUs: number, event: BusEvent])[] = [];
  readonly relay = new Relay<Note>(this.passage, this.node, (timeUs, event) => this.events.push([timeUs, event]));
}

describe('an interceptor in the line of a node', () => {
  it('is given what the node sends, and what it puts on the bus goes there in order', () => {
    const { outbox, relay } = new Rig();
    outbox.send(A);
    outbox.send(B);
    expect(relay.settle(10, outbox)).toEqual([A, B]);
    expect(relay.settle(10, outbox)).toEqual([]);
  });

  it('gives the node what it lets through, and the answer passes it again', () => {
    const { node, outbox, relay } = new Rig();
    node.reply = B;
    relay.fromBus(A, 10);
    expect(node.reported).toEqual([]);
    expect(relay.settle(10, outbox)).toEqual([B]);
    expect(node.reported).toEqual(['10 frame a']);
    relay.sent(B, 20);
    expect([relay.settle(20, outbox), node.reported]).toEqual([[], ['10 frame a', '20 sent b']]);
  });

  it('confirms to the node a frame that it takes away', () => {
    const { passage, node, outbox, relay } = new Rig();
    passage.fromNode = (frame, _nowUs, output): void => output.confirm(frame);
    outbox.send(A);
    expect(relay.settle(10, outbox)).toEqual([]);
    expect(node.reported).toEqual(['10 sent a']);
  });

  it('is called at the earlier of both deadlines, and only whose it is', () => {
    const { passage, node, outbox, relay } = new Rig();
    node.sends(200, A);
    passage.dueUs = 100;
    expect(relay.deadlineUs()).toBe(100);
    relay.onDeadline(100, outbox);
    expect([relay.settle(100, outbox), node.reported]).toEqual([[C], []]);
    expect(relay.deadlineUs()).toBe(200);
    relay.onDeadline(200, outbox);
    expect([relay.settle(200, outbox), node.reported]).toEqual([[A], ['200 deadline']]);
  });

  it.each([
    [101, 100, ['100 deadline'], [A]],
    [100, 101, [], [C]],
  ])('whose deadline is %i µs and that of the node %i µs: each acts at its own', (dueUs, nodeUs, reported, sent) => {
    const { passage, node, outbox, relay } = new Rig();
    node.sends(nodeUs, A);
    passage.dueUs = dueUs;
    relay.onDeadline(100, outbox);
    expect([relay.settle(100, outbox), node.reported, relay.deadlineUs()]).toEqual([sent, reported, 101]);
  });

  it('reports what it strikes, at its time and in the name of the node', () => {
    const { passage, outbox, relay, events } = new Rig();
    passage.fromNode = (frame, _nowUs, output): void => output.report('answer-dropped', frame);
    outbox.send(A);
    relay.settle(70, outbox);
    expect(events).toEqual([[70, { kind: 'fault-struck', node: 'ecu', fault: 'answer-dropped', frame: A }]]);
  });

  it.each([
    [1_000, 1_000],
    [1_001, null],
  ])('may answer the node %i times at one instant: %s', (times, sent) => {
    const { passage, node, outbox, relay } = new Rig();
    let answers = 0;
    passage.fromNode = (frame, _nowUs, output): void => {
      if (answers === times) return;
      answers++;
      node.reply = frame;
      output.toNode(frame);
    };
    outbox.send(A);
    if (sent === null) expect(() => relay.settle(10, outbox)).toThrow(StallError);
    else expect([relay.settle(10, outbox), answers]).toEqual([[], sent]);
  });

  it('is taken for a loop where it answers the node without end', () => {
    const { passage, node, outbox, relay } = new Rig();
    passage.fromNode = (frame, _nowUs, output): void => {
      node.reply = A;
      output.toNode(frame);
    };
    outbox.send(A);
    expect(() => relay.settle(10, outbox)).toThrow(StallError);
    expect(() => relay.settle(10, outbox)).toThrow('interceptor of ecu ran at 10 µs again and again (1000 runs');
  });

  it('forgets what is left to be done when it is reset', () => {
    const { passage, node, outbox, relay } = new Rig();
    relay.fromBus(A, 10);
    relay.toBus(B);
    relay.reset();
    expect([relay.settle(10, outbox), node.reported, passage.resets]).toEqual([[], [], 1]);
  });
});
