import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { AbsentNode } from '../../../../can-bus/virtual-bus/absent-node.ts';

describe('an absent node', () => {
  it('keeps its name, listens to nothing, waits for no confirmation and has no deadline', () => {
    const node = new AbsentNode('tool');
    expect(node).toMatchObject({ name: 'tool', listensTo: [], confirms: [] });
    expect(node.deadlineUs()).toBe(NEVER_US);
    expect(node.hasPendingWork()).toBe(false);
  });
});
