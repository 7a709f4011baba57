import { describe, expect, it } from 'vitest';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { AbsentNode } from '../../../../can-bus/virtual-bus/absent-node.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';
import { ScriptedNode } from './scripted-node.ts';

describe('a member of the network', () => {
  it('has its node and station, and nothing between them and the bus', () => {
    const [station, node] = [new Station('a', 0), new ScriptedNode('a')];
    const member = networkMember(station, node);
    expect(member.node).toBe(node);
    expect(member.station).toBe(station);
    expect(member.relay).toBeNull();
  });

  it('has all its frames confirmed, unless its node names some', () => {
    expect(networkMember(new Station('a', 0), new ScriptedNode('a')).confirms).toBeNull();
    const node = Object.assign(new AbsentNode('b'), { confirms: [1, 1, 2] });
    expect(networkMember(new Station('b', 1), node).confirms).toEqual(new Set([1, 2]));
  });
});
