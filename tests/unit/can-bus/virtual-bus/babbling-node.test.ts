import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { BabblingNode } from '../../../../can-bus/virtual-bus/babbling-node.ts';
import { NodeOutbox } from '../../../../can-bus/virtual-bus/node-outbox.ts';

const FRAME = dataFrame(0, new Uint8Array(0));

describe('a babbling node', () => {
  it('sends every period from its beginning until its end', () => {
    const node = new BabblingNode({ frame: FRAME, periodUs: 40, durationUs: 100 }, 1000);
    const outbox = new NodeOutbox<never>();
    const sentUs: number[] = [];
    for (let atUs = node.deadlineUs(); atUs !== NEVER_US; atUs = node.deadlineUs()) {
      node.onDeadline(atUs, outbox);
      if (outbox.takeFrames().length > 0) sentUs.push(atUs);
    }
    expect(sentUs).toEqual([1000, 1040, 1080]);
    expect(node.endUs).toBe(1100);
  });

  it('without a period sends again as soon as its frame is on the wire', () => {
    const node = new BabblingNode({ frame: FRAME, periodUs: 0, durationUs: 100 }, 1000);
    node.onDeadline(1000, new NodeOutbox<never>());
    expect(node.deadlineUs()).toBe(NEVER_US);
    node.onFrameSent(FRAME, 1099);
    expect(node.deadlineUs()).toBe(1099);
    node.onDeadline(1099, new NodeOutbox<never>());
    node.onFrameSent(FRAME, 1100);
    expect(node.deadlineUs()).toBe(NEVER_US);
  });

  it('continues from a snapshot', () => {
    const options = { frame: FRAME, periodUs: 40, durationUs: 100 };
    const node = new BabblingNode(options, 1000);
    node.onDeadline(1000, new NodeOutbox<never>());
    expect(node.snapshot()).toEqual({ nextUs: 1040, endUs: 1100 });
    const restored = BabblingNode.restore(options, node.snapshot());
    expect([restored.deadlineUs(), restored.endUs]).toEqual([1040, 1100]);
  });

  it('sends at its last microsecond, and no more at its end', () => {
    const sent = (atUs: number): number => {
      const outbox = new NodeOutbox<never>();
      new BabblingNode({ frame: FRAME, periodUs: 40, durationUs: 100 }, 1000).onDeadline(atUs, outbox);
      return outbox.takeFrames().length;
    };
    expect([sent(1_099), sent(1_100)]).toEqual([1, 0]);
  });

  it('is waited for by nobody', () => {
    const node = new BabblingNode({ frame: FRAME, periodUs: 40, durationUs: 100 }, 1000);
    expect([node.hasPendingWork(), node.listensTo]).toEqual([false, []]);
  });
});
