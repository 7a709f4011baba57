import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { NodeOnPort } from '../../../../can-bus/ports/node-on-port.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import { FakePort } from './fake-port.ts';

function rig(): {
  readonly port: FakePort;
  readonly clock: VirtualClock;
  readonly tester: TesterNode;
  readonly node: NodeOnPort<ReturnType<TesterNode['exchange']> & object>;
  readonly reported: string[];
  readonly ask: (payload: string) => void;
} {
  const port = new FakePort();
  const clock = new VirtualClock(1_000);
  const tester = new TesterNode({
    name: 'tester',
    physical: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
  });
  const reported: string[] = [];
  const node = new NodeOnPort(tester, port, clock, (event, nowUs) => reported.push(`${nowUs} ${event.outcome.kind}`));
  const ask = (payload: string): void =>
    node.apply((outbox, nowUs) => tester.request(fromHex(payload), {}, nowUs, outbox));
  return { port, clock, tester, node, reported, ask };
}

const answer = (data: string, id = 0x7bd): CanFrame => dataFrame(id, fromHex(data));

describe('a node on a port', () => {
  it('sends what the node wants sent, and gives it what it listens to alone', () => {
    const { port, reported, ask } = rig();
    ask('3E 00');
    expect(port.sent).toEqual(['7B5#023E00CCCCCCCCCC']);
    port.frames.next(answer('02 7E 00', 0x7be));
    port.frames.next(dataFrame(0x7bd, fromHex('02 7E 00'), { extended: true }));
    expect(reported).toEqual([]);
    port.frames.next(answer('02 7E 00'));
    expect(reported).toEqual(['1000 positive']);
  });

  it('confirms each frame the port takes, so that a long message continues', () => {
    const { port, ask } = rig();
    ask('27 02 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D');
    port.frames.next(answer('30 00 00'));
    expect(port.sent).toEqual(['7B5#100F270201020304', '7B5#2105060708090A0B', '7B5#220C0DCCCCCCCCCC']);
  });

  it('takes an answer that comes from within the sending', () => {
    const { port, reported, ask } = rig();
    port.onSend = () => port.frames.next(answer('02 7E 00'));
    ask('3E 00');
    expect(reported).toEqual(['1000 positive']);
  });

  it('wakes the node at its deadline: P2 and its margin', () => {
    const { clock, reported, ask } = rig();
    ask('3E 00');
    clock.advanceBy(149_999);
    expect(reported).toEqual([]);
    clock.advanceBy(1);
    expect(reported).toEqual(['151000 timeout']);
  });

  it('does not confirm a frame that the port refuses: the node fails by its own time limit', () => {
    const { port, clock, reported, ask } = rig();
    port.takes = false;
    ask('3E 00');
    clock.advanceBy(1_000_000);
    expect(reported).toEqual(['1001000 send-failed']);
  });

  it('leaves the node alone once detached', () => {
    const { port, clock, node, reported, ask } = rig();
    ask('3E 00');
    node.detach();
    port.frames.next(answer('02 7E 00'));
    clock.advanceBy(10_000_000);
    expect(reported).toEqual([]);
    expect(clock.nextDueUs()).toBe(Infinity);
  });
});
