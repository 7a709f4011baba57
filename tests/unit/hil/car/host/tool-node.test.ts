import { expect, it } from 'vitest';
import { dataFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../../can-bus/time/micros.ts';
import type { TesterEvent } from '../../../../../can-bus/uds/tester-node.ts';
import type { BusNode } from '../../../../../can-bus/virtual-bus/bus-node.ts';
import { NodeOutbox } from '../../../../../can-bus/virtual-bus/node-outbox.ts';
import { ToolNode } from '../../../../../hil/car/host/tool-node.ts';

const EXCHANGE: TesterEvent = {
  kind: 'uds-exchange',
  target: 'physical',
  request: Uint8Array.of(0x3e, 0),
  response: null,
  outcome: { kind: 'no-response' },
  pendingCount: 0,
  repeatCount: 0,
  startedUs: 0,
  sentUs: 0,
  finishedUs: 0,
};

function stack(deadlineUs: number): BusNode<TesterEvent> & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name: 'stack',
    listensTo: [0x7bd],
    seen,
    deadlineUs: () => deadlineUs,
    onDeadline: () => seen.push('deadline'),
    onFrame: (_frame, _nowUs, outbox) => outbox.emit(EXCHANGE),
    onFrameSent: () => seen.push('sent'),
    hasPendingWork: () => true,
  };
}

it('passes on what its stack listens to, counts frames, and keeps what the stack reports to itself', () => {
  let events = 0;
  const node = new ToolNode({ name: 'technician', onEvent: () => (events += 1), onAlarm: () => undefined });
  const outbox = new NodeOutbox<never>();
  expect([node.deadlineUs(), node.hasPendingWork()]).toEqual([NEVER_US, false]);
  node.onFrame(dataFrame(0x7bd, Uint8Array.of(0)), 0, outbox);
  expect(events).toBe(0);
  const tester = stack(100);
  node.use(tester);
  node.onFrame(dataFrame(0x123, Uint8Array.of(0)), 0, outbox);
  node.onFrame(dataFrame(0x7bd, Uint8Array.of(0)), 0, outbox);
  node.apply((own) => own.send(dataFrame(0x750, Uint8Array.of(0))), 0, outbox);
  node.onFrameSent(dataFrame(0x750, Uint8Array.of(0)), 0, outbox);
  expect([events, node.framesIn, node.framesOut, outbox.frameCount, outbox.events]).toEqual([1, 1, 3, 1, []]);
  expect([node.deadlineUs(), node.hasPendingWork(), tester.seen]).toEqual([100, true, ['sent']]);
});

it('fires its own alarm once', () => {
  let alarms = 0;
  const node = new ToolNode({ name: 'technician', onEvent: () => undefined, onAlarm: () => (alarms += 1) });
  const tester = stack(100);
  node.use(tester);
  node.alarmUs = 50;
  node.onDeadline(50, new NodeOutbox<never>());
  expect([alarms, tester.seen, node.alarmUs]).toEqual([1, [], NEVER_US]);
  node.onDeadline(100, new NodeOutbox<never>());
  expect([alarms, tester.seen]).toEqual([1, ['deadline']]);
});
