import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { PortNodes } from '../../../../hil/tester/port-nodes.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';
import { FakePort } from '../../can-bus/ports/fake-port.ts';

const REQUEST = fromHex('3E 00');
const ANSWER = dataFrame(0x758, fromHex('B5 02 7E 00'));

interface Rig {
  readonly port: FakePort;
  readonly nodes: PortNodes;
  readonly node: TesterNode;
  readonly events: unknown[];
}

function rig(): Rig {
  const port = new FakePort();
  const events: unknown[] = [];
  const nodes = new PortNodes({
    portOf: () => port,
    clock: new VirtualClock(),
    onEvent: ({ kind }, { name }, nowUs) => events.push([kind, name, nowUs]),
  });
  return { port, nodes, node: new TesterNode(scanToolConfig(DEFAULT_PROFILE)), events };
}

describe('nodes on a port', () => {
  it('send and receive from when they are attached, and pass on what they report', () => {
    const { port, nodes, node, events } = rig();
    nodes.attach(node);
    nodes.apply(node, (outbox, nowUs) => node.request(REQUEST, {}, nowUs, outbox));
    expect(port.sent).toEqual(['750#B5023E00CCCCCCCC']);
    port.frames.next(ANSWER);
    expect(events).toEqual([['uds-exchange', 'scan-tool', 0]]);
  });

  it('receive nothing once they are detached, one or all', () => {
    for (const detach of ['one', 'all']) {
      const { port, nodes, node, events } = rig();
      nodes.attach(node);
      nodes.apply(node, (outbox, nowUs) => node.request(REQUEST, {}, nowUs, outbox));
      if (detach === 'one') nodes.detach(node);
      else nodes.detachAll();
      port.frames.next(ANSWER);
      expect(events).toEqual([]);
      expect(() => nodes.apply(node, () => undefined)).toThrow('node scan-tool is not on the port');
    }
  });
});
