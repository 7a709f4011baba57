import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { TesterEvent } from '../../../../can-bus/uds/tester-node.ts';
import type { BusNode, Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import type { NodeHost } from '../../../../hil/tester/node-host.ts';
import { TesterNodes } from '../../../../hil/tester/tester-nodes.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';

const tester = scanToolConfig(DEFAULT_PROFILE);
const { physical, functional = physical } = tester;
const probe = { physical, functional, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
const REQUEST = { kind: 'request', payload: fromHex('3E 00') } as const;
const GATHER = { kind: 'gather', payload: fromHex('3E 00'), functional: false } as const;

/** Who comes, acts and goes; nothing is answered. */
class SilentHost implements NodeHost {
  readonly seen: string[] = [];

  attach({ name }: BusNode<TesterEvent>): void {
    this.seen.push(`+${name}`);
  }

  detach({ name }: BusNode<TesterEvent>): void {
    this.seen.push(`-${name}`);
  }

  apply<Result>(node: BusNode<TesterEvent>, action: (outbox: Outbox<TesterEvent>, nowUs: number) => Result): Result {
    return action({ send: () => void this.seen.push(`${node.name} sends`), emit: () => undefined }, 0);
  }
}

describe("the tester's nodes", () => {
  it('join the bus at their first command, and only the one that is needed stays', () => {
    const host = new SilentHost();
    const nodes = new TesterNodes({ tester, probe }, host);
    expect(host.seen).toEqual([]);
    nodes.start(REQUEST);
    expect(nodes.reply()).toBeNull();
    nodes.start(GATHER);
    expect(host.seen).toEqual([
      ...['+scan-tool', 'scan-tool sends', '-scan-tool'],
      ...['+conformance', 'conformance sends'],
    ]);
  });

  it('leave for a silent wait: the client, which keeps sessions alive, not the prober, which only listens', () => {
    const host = new SilentHost();
    const nodes = new TesterNodes({ tester, probe }, host);
    nodes.start(GATHER);
    nodes.silence();
    expect(host.seen.splice(0).at(-1)).toBe('conformance sends');
    nodes.start(REQUEST);
    nodes.silence();
    nodes.silence();
    expect(host.seen).toEqual(['-conformance', '+scan-tool', 'scan-tool sends', '-scan-tool']);
  });

  it('continue on another bus', () => {
    const [first, second] = [new SilentHost(), new SilentHost()];
    const nodes = new TesterNodes({ tester }, first);
    nodes.start(REQUEST);
    nodes.cancel(0);
    nodes.moveTo(second);
    nodes.start(REQUEST);
    nodes.leave();
    expect(first.seen.at(-1)).toBe('-scan-tool');
    expect(second.seen).toEqual(['+scan-tool', 'scan-tool sends', '-scan-tool']);
  });
});
