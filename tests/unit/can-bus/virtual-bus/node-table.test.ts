import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { StallError } from '../../../../can-bus/time/stall-error.ts';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { NodeTable } from '../../../../can-bus/virtual-bus/node-table.ts';
import { Relay } from '../../../../can-bus/virtual-bus/relay.ts';
import { VirtualBus } from '../../../../can-bus/virtual-bus/virtual-bus.ts';
import { LineObserver, passing, ScriptedNode, type Note } from './scripted-node.ts';

const FRAME = dataFrame(0x100, Uint8Array.of(1));

function tableOf(...nodes: readonly ScriptedNode[]): {
  table: NodeTable<Note>;
  bus: VirtualBus;
  seen: LineObserver;
} {
  const bus = new VirtualBus({}, () => undefined);
  const seen = new LineObserver();
  const table = new NodeTable<Note>(bus, seen, 0);
  for (const node of nodes) table.members.push(networkMember(bus.addStation(node.name), node));
  table.reindex();
  return { table, bus, seen };
}

describe('the table of nodes', () => {
  it('finds who is due first, and of several the one attached first', () => {
    const nodes = [
      new ScriptedNode('a'),
      new ScriptedNode('b').sends(20, FRAME),
      new ScriptedNode('c').sends(20, FRAME),
    ];
    const { table } = tableOf(...nodes);
    expect([...table.deadlines]).toEqual([NEVER_US, 20, 20]);
    expect(table.firstDue()).toBe(1);
    expect(tableOf(new ScriptedNode('a')).table.firstDue()).toBe(-1);
  });

  it('fires a deadline, puts what the node sends on the bus, and reads the deadline again', () => {
    const node = new ScriptedNode('a').sends(20, FRAME).sends(50, FRAME);
    const { table, bus } = tableOf(node);
    table.moveTo(20);
    table.fire(0);
    expect(node.reported).toEqual(['20 deadline']);
    expect(table.members[0]?.station.queue.length).toBe(1);
    expect(bus.deadlineUs).toBeGreaterThan(20);
    expect([...table.deadlines]).toEqual([50]);
    expect(table.stepsAtThisInstant).toBe(1);
    table.moveTo(20);
    expect(table.stepsAtThisInstant).toBe(1);
    table.moveTo(21);
    expect([table.timeUs, table.stepsAtThisInstant]).toEqual([21, 0]);
  });

  it('names the node whose deadlines do not end', () => {
    const { table } = tableOf(new ScriptedNode('a'));
    const [member] = table.members;
    if (member === undefined) throw new Error('no member');
    for (let step = 0; step < 100_000; step++) table.countStep(member);
    expect(() => table.countStep(member)).toThrow(StallError);
    expect(() => table.countStep(member)).toThrow('node a');
  });

  it('delivers to those that listen, except the sender and those in bus-off, and reports what they do', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => new ScriptedNode(name, name === 'c' ? [0x200] : 'all'));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no node');
    b.reply = dataFrame(0x50, new Uint8Array(0));
    const { table, bus, seen } = tableOf(a, b, c, d);
    const [sender, , , off] = table.members;
    if (sender === undefined || off === undefined) throw new Error('no member');
    bus.forceBusOff(off.station, true, 0);
    table.moveTo(7);
    table.deliver(FRAME, sender.station);
    expect([a, b, c, d].map(({ reported }) => reported)).toEqual([[], ['7 frame 100'], [], []]);
    expect(seen.lines).toEqual(['7 b replied']);
    expect(table.members.map(({ station }) => station.queue.length)).toEqual([0, 1, 0, 0]);
  });

  it('confirms to the sender what it wants confirmed', () => {
    const all = new ScriptedNode('a');
    const some = Object.assign(new ScriptedNode('b'), { confirms: [0x300] });
    const { table } = tableOf(all, some);
    for (const { station } of table.members) table.confirm(FRAME, station);
    const [, second] = table.members;
    if (second === undefined) throw new Error('no member');
    table.confirm(dataFrame(0x300, new Uint8Array(0)), second.station);
    expect([all.reported, some.reported]).toEqual([['0 sent 100'], ['0 sent 300']]);
  });

  it('knows new listeners after reindexing', () => {
    const { table, bus } = tableOf(new ScriptedNode('a', [0x100]));
    expect(table.receiversOf(FRAME)).toEqual([0]);
    table.members.push(networkMember(bus.addStation('b'), new ScriptedNode('b', [0x100]).sends(3, FRAME)));
    expect(table.receiversOf(FRAME)).toEqual([0]);
    table.reindex();
    expect(table.receiversOf(FRAME)).toEqual([0, 1]);
    expect(table.firstDue()).toBe(1);
    expect(table.hasRelays).toBe(false);
    const [, second] = table.members;
    if (second === undefined) throw new Error('no member');
    second.relay = new Relay(passing, second.node, () => undefined);
    table.readDeadlines();
    expect(table.hasRelays).toBe(true);
  });
});
