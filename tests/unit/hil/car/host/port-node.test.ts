import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { PortNode } from '../../../../../hil/car/host/port-node.ts';
import { FakePort } from './fake-port.ts';

const FRAME = dataFrame(0x5b0, fromHex('01'));

describe('a client behind a port as a node', () => {
  it('hears every frame, and the car is stored before it does', () => {
    const port = new FakePort();
    const node = new PortNode('client-1', port, 0, () => port.received.push('stored'));
    expect([node.name, node.listensTo]).toEqual(['client-1', 'all']);
    node.onFrame(FRAME);
    expect(port.received).toEqual(['stored', '5B0#01']);
  });

  it('is sent nothing where the car could not be stored', () => {
    const port = new FakePort();
    const node = new PortNode('client-1', port, 0, () => {
      throw new Error('the disk is full');
    });
    expect(() => node.onFrame(FRAME)).toThrow('the disk is full');
    expect(port.received).toEqual([]);
  });

  it('wants its frames confirmed where its port does, and only there', () => {
    const confirmed: CanFrame[] = [];
    const silent = new PortNode('client-1', new FakePort(), 0, () => undefined);
    expect(silent.confirms).toEqual([]);
    silent.onFrameSent(FRAME);
    const port = Object.assign(new FakePort(), { confirm: (frame: CanFrame) => confirmed.push(frame) });
    const node = new PortNode('client-2', port, 0, () => undefined);
    expect(node.confirms).toBeUndefined();
    node.onFrameSent(FRAME);
    expect(confirmed).toEqual([FRAME]);
  });

  it('never makes time wait', () => {
    const node = new PortNode('client-1', new FakePort(), 0, () => undefined);
    node.onDeadline();
    expect([node.deadlineUs(), node.hasPendingWork()]).toEqual([Infinity, false]);
  });
});
