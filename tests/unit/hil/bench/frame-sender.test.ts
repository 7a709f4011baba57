import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { FrameSender } from '../../../../hil/bench/frame-sender.ts';

const ONE = dataFrame(0x111, Uint8Array.of(1));
const TWO = dataFrame(0x222, Uint8Array.of(2));

interface Rig {
  readonly sender: FrameSender;
  readonly outbox: { readonly send: (frame: CanFrame) => void; readonly emit: () => void };
  readonly sent: number[];
}

function rig(): Rig {
  const sent: number[] = [];
  return { sender: new FrameSender(), outbox: { send: ({ id }) => void sent.push(id), emit: () => undefined }, sent };
}

describe("the sender of a scenario's frames", () => {
  it('sends at once and then in its cycle, each name in its own', () => {
    const { sender, outbox, sent } = rig();
    sender.start('one', ONE, 10, 0, outbox);
    sender.start('two', TWO, 25, 0, outbox);
    for (const dueUs of [10, 20, 25, 30]) {
      expect(sender.deadlineUs()).toBe(dueUs);
      sender.onDeadline(dueUs, outbox);
    }
    expect(sent).toEqual([0x111, 0x222, 0x111, 0x111, 0x222, 0x111]);
  });

  it('replaces what was sent under a name', () => {
    const { sender, outbox, sent } = rig();
    sender.start('one', ONE, 10, 0, outbox);
    sender.start('one', TWO, 40, 0, outbox);
    sender.onDeadline(40, outbox);
    expect(sent).toEqual([0x111, 0x222, 0x222]);
  });

  it('goes on in another one from what it was', () => {
    const { sender, outbox, sent } = rig();
    sender.start('one', ONE, 10, 0, outbox);
    sender.start('two', TWO, 25, 0, outbox);
    const snapshot = sender.snapshot();
    sender.onDeadline(10, outbox);
    const other = new FrameSender(snapshot);
    expect([sender.deadlineUs(), other.deadlineUs()]).toEqual([20, 10]);
    sent.length = 0;
    other.onDeadline(10, outbox);
    expect([sent, other.stop('two')]).toEqual([[0x111], true]);
  });

  it('has nothing pending once stopped', () => {
    const { sender, outbox } = rig();
    sender.start('one', ONE, 10, 0, outbox);
    expect([sender.stop('one'), sender.stop('one')]).toEqual([true, false]);
    expect([sender.deadlineUs(), sender.hasPendingWork()]).toEqual([NEVER_US, false]);
  });
});
