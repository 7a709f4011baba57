import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { PortHub } from '../../../../hil/bench/port-hub.ts';
import { FakePort } from '../../can-bus/ports/fake-port.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(1));

interface Rig {
  readonly port: FakePort;
  readonly hub: PortHub;
  /** Who got or sent a frame: `a got`, `bus sent`. */
  readonly log: string[];
  readonly member: (name: string) => CanPort;
}

function rig(): Rig {
  const port = new FakePort();
  const log: string[] = [];
  const hub = new PortHub(port, ({ id }: CanFrame, sender) => log.push(`${sender} sent ${id.toString(16)}`));
  const member = (name: string): CanPort => {
    const joined = hub.member(name);
    joined.frames.subscribe(() => log.push(`${name} got it`));
    return joined;
  };
  return { port, hub, log, member };
}

describe('several nodes on one port', () => {
  it('get every frame from outside, after the observer', () => {
    const { port, log, member } = rig();
    for (const name of ['a', 'b']) member(name);
    port.frames.next(FRAME);
    expect(log).toEqual(['bus sent 123', 'a got it', 'b got it']);
    expect(port.sent).toEqual([]);
  });

  it('hear each other, but not themselves', () => {
    const { port, log, member } = rig();
    const [a] = ['a', 'b', 'c'].map(member);
    expect(a?.send(FRAME)).toBe(true);
    expect(port.sent).toEqual(['123#01']);
    expect(log).toEqual(['a sent 123', 'b got it', 'c got it']);
  });

  it('hear nothing of a frame that the port does not take', () => {
    const { port, log, member } = rig();
    const [a] = ['a', 'b'].map(member);
    port.takes = false;
    expect(a?.send(FRAME)).toBe(false);
    expect(log).toEqual([]);
  });

  it('have the port’s address and status, and do not close it', async () => {
    const { port, member } = rig();
    const a = member('a');
    const seen: PortStatus['kind'][] = [];
    a.status.subscribe(({ kind }) => seen.push(kind));
    await a.close();
    expect([a.url, seen]).toEqual(['fake:', ['open']]);
    await port.close();
    expect(seen).toEqual(['open', 'closed']);
  });

  it('are replaced by another node of their name', () => {
    const { port, log, member } = rig();
    for (const name of ['a', 'a']) member(name);
    port.frames.next(FRAME);
    expect(log).toEqual(['bus sent 123', 'a got it']);
  });

  it('get nothing any more when the hub is closed', () => {
    const { port, hub, log, member } = rig();
    member('a');
    hub.close();
    port.frames.next(FRAME);
    expect(log).toEqual([]);
  });
});
