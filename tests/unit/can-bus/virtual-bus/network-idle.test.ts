import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { BabblingNode } from '../../../../can-bus/virtual-bus/babbling-node.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

const REPEATED = dataFrame(0x300, new Uint8Array(0));
const ASKED = dataFrame(0x100, new Uint8Array(0));
const ANSWER = dataFrame(0x200, new Uint8Array(0));
const INTERVAL_US = 10_000;

class Repeater extends ScriptedNode {
  readonly repeats = new RepeatedFrames([INTERVAL_US], () => REPEATED);

  override deadlineUs(): number {
    return Math.min(this.repeats.nextUs, super.deadlineUs());
  }

  override onDeadline(nowUs: number, outbox: Outbox<Note>): void {
    this.repeats.sendDue(nowUs, outbox);
  }
}

interface IdleBench {
  readonly network: VirtualNetwork<Note>;
  readonly seen: LineObserver;
  readonly repeater: Repeater;
  readonly tool: ScriptedNode;
}

/** Repeated frames come from 10 ms on, and each is delayed by more than an interval. */
function bench(ids: readonly number[] = [REPEATED.id]): IdleBench {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>({ bitRate: 500_000 }, seen);
  const [repeater, tool] = [new Repeater('ecu', [ASKED.id]), new ScriptedNode('tool', [ANSWER.id])];
  repeater.repeats.startAt(INTERVAL_US);
  network.attach(repeater);
  network.attach(tool);
  network.bus.setFaults({ delayMs: 25, ids: [...ids] });
  return { network, seen, repeater, tool };
}

describe('a network on which a fault delays repeated frames', () => {
  it('is idle although there is always one that waits', () => {
    const { network, seen } = bench();
    network.advanceTo(30_500);
    expect(network.bus.isIdle()).toBe(false);
    expect(network.isIdle()).toBe(true);
    expect(network.settle()).toBe(30_500);
    expect(seen.lines).toEqual([]);
    network.advanceTo(34_999);
    expect(network.isIdle()).toBe(true);
    // The delay is over, and its start of frame is now.
    network.advanceTo(35_000);
    expect(network.isIdle()).toBe(false);
    network.advanceTo(35_050);
    expect(network.isIdle()).toBe(false);
    expect(network.settle()).toBe(35_096);
    expect(seen.lines).toEqual(['35096 ecu 300']);
  });

  it('waits for what is on the wire, of other nodes too', () => {
    const { network, seen, repeater, tool } = bench();
    repeater.reply = ANSWER;
    network.advanceTo(1_000);
    network.apply(tool, (outbox) => outbox.send(ASKED));
    expect(network.isIdle()).toBe(false);
    network.settle();
    expect(seen.lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'tool 100',
      'ecu replied',
      'ecu 200',
    ]);
    expect(network.nowUs).toBeLessThan(INTERVAL_US);
  });

  it('waits for frames of a node that repeats none, however long a fault delays them', () => {
    const { network, tool } = bench([REPEATED.id, ASKED.id]);
    network.advanceTo(1_000);
    network.apply(tool, (outbox) => outbox.send(ASKED));
    expect(network.isIdle()).toBe(false);
    expect(network.settle()).toBeGreaterThan(26_000);
  });

  it('waits for a node that has something else to do', () => {
    const { network, repeater } = bench();
    network.advanceTo(30_500);
    repeater.sends(40_000, ANSWER);
    repeater.busyUntilUs = 40_000;
    expect(network.isIdle()).toBe(false);
  });

  it('waits where a node that is gone has left its frame on the wire', () => {
    const { network, repeater, tool } = bench();
    network.advanceTo(1_000);
    network.apply(tool, (outbox) => outbox.send(ASKED));
    network.advanceTo(1_050);
    network.detach(tool);
    expect(network.isIdle()).toBe(false);
    expect(repeater.reported).toEqual([]);
    network.settle();
    expect(network.isIdle()).toBe(true);
  });

  it('is idle beside a babbling node', () => {
    const { network } = bench();
    const babbler = new BabblingNode({ frame: ANSWER, periodUs: 2_000, durationUs: 1_000_000 }, 0);
    network.attach(babbler);
    network.setBackground(babbler);
    network.advanceTo(30_500);
    expect(network.isIdle()).toBe(true);
  });
});
