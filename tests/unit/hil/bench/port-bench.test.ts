import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { VIRTUAL_BENCH } from '../../../../hil/bench/bench-file.ts';
import { PortBench } from '../../../../hil/bench/port-bench.ts';
import type { StartAnswer } from '../../../../hil/car/vehicle-change.ts';
import type { StimulusResult } from '../../../../hil/scenario/bench.ts';
import type { ObservedParts } from '../../../../hil/scenario/expectation.ts';
import type { StimulusAnswer } from '../../../../hil/tester/command.ts';
import { FakePort } from '../../can-bus/ports/fake-port.ts';
import { FakeWall } from '../car/host/fake-wall.ts';
import { load } from '../scenario/verbs/verb-kit.ts';

/** A bench at whose other end is the test; nobody is at the car. */
class TestedBench extends PortBench {
  readonly cleared: string[] = [];

  deadline(): null {
    return null;
  }

  setVehicle(): void {
    return undefined;
  }

  pressEngineSwitch(): StartAnswer {
    return { running: false, reason: 'no-key' };
  }

  touchKey(): StimulusResult {
    return { reaction: 'none', reason: null };
  }

  moveKey(): void {
    return undefined;
  }

  pressButton(): StimulusResult {
    return { reaction: 'none', reason: null };
  }

  powerCycle(): void {
    return undefined;
  }

  setFault(): void {
    return undefined;
  }

  setFaults(): void {
    return undefined;
  }

  observe(): ObservedParts {
    return {};
  }

  protected idOf(): number {
    return 1;
  }

  protected clearCarFaults(car: string): void {
    this.cleared.push(car);
  }

  protected performForTool(): Promise<StimulusAnswer> {
    return Promise.resolve({ done: true, reaction: null, reason: null });
  }
}

interface Rig {
  readonly bench: TestedBench;
  readonly port: FakePort;
  /** The vehicle's time runs twice as fast. */
  readonly wall: FakeWall;
  readonly seen: string[];
}

function rig(signal?: AbortSignal): Rig {
  const [port, wall] = [new FakePort(), new FakeWall()];
  const seen: string[] = [];
  const bench = new TestedBench({
    ...{ bench: { ...VIRTUAL_BENCH, rate: 2 }, scenario: load('advance: 1 s'), profile: DEFAULT_PROFILE, port, signal },
    clock: new RealClock({ wall, rate: 2 }),
    observer: {
      frame: (timeUs, { id }, sender) => seen.push(`${timeUs} ${sender} ${id.toString(16)}`),
      event: ({ timeUs, source, event }) => seen.push(`${timeUs} ${source} ${event.kind}`),
    },
  });
  return { bench, port, wall, seen };
}

describe('a bench on a port', () => {
  it('moves with vehicle time', async () => {
    const { bench, wall } = rig();
    const waiting = bench.advanceTo(5_000_000);
    wall.pass(2_500_000);
    await waiting;
    expect(bench.nowUs()).toBe(5_000_000);
    await bench.close();
  });

  it('goes on to the next thing that happens, or to the limit', async () => {
    const { bench, port, wall } = rig();
    const first = bench.advanceToNext(1_000_000);
    wall.pass(100_000);
    port.frames.next(dataFrame(0x123, Uint8Array.of(1)));
    expect(await first).toBe(true);
    expect(bench.nowUs()).toBe(200_000);
    const second = bench.advanceToNext(1_000_000);
    wall.pass(400_001);
    expect(await second).toBe(false);
    await bench.close();
  });

  it('sees the frames of others and its own, and lets an observer see them', async () => {
    const { bench, port, seen } = rig();
    const before = bench.traceHash();
    port.frames.next(dataFrame(0x123, Uint8Array.of(1)));
    bench.sendFrame('car', dataFrame(0x124, Uint8Array.of(2)));
    expect(port.sent).toEqual(['124#02']);
    expect([bench.lastFrame('car', 0x123)?.timeUs, bench.lastFrame('car', 0x124)?.timeUs]).toEqual([0, 0]);
    expect(seen).toEqual(['0 bus 123', '0 scenario-frames 124']);
    expect(bench.traceHash()).not.toBe(before);
    await bench.close();
  });

  it('sends a request and waits for its end', async () => {
    const { bench, port, seen } = rig();
    const asking = bench.request('car', 'oem', fromHex('3E 00'));
    expect(port.sent).toEqual(['750#B5023E00CCCCCCCC']);
    port.frames.next(dataFrame(0x758, fromHex('B5 02 7E 00')));
    expect(await asking).toMatchObject({ outcome: { kind: 'positive', response: fromHex('7E 00') } });
    expect(bench.recentExchanges().map(({ car }) => car)).toEqual(['car']);
    expect(seen.at(-1)).toMatch(/^0 .* uds-exchange$/);
    await bench.close();
  });

  it('goes on when a request is on the wire that is only sent', async () => {
    const { bench, port } = rig();
    await bench.send('car', 'generic', fromHex('3E 00'));
    expect(port.sent).toEqual(['7B5#023E00CCCCCCCCCC']);
    port.frames.next(dataFrame(0x7bd, fromHex('02 7E 00')));
    expect(bench.recentExchanges()).toEqual([]);
    await bench.close();
  });

  it('records what was asked of the dealer', async () => {
    const { bench, seen } = rig();
    bench.askDealer('car', { kind: 'request' }, null);
    expect(seen).toEqual(['0 dealer dealer-asked']);
    await bench.close();
  });

  it('closes its port, and neither sends nor sees anything after that', async () => {
    const { bench, port, seen } = rig();
    bench.startTraffic('car', 'noise', dataFrame(0x124, Uint8Array.of(2)), 10_000);
    expect(seen).toEqual(['0 scenario-frames 124']);
    await bench.close();
    port.frames.next(dataFrame(0x123, Uint8Array.of(1)));
    expect(seen).toEqual(['0 scenario-frames 124']);
    expect(port.status.value.kind).toBe('closed');
  });
});

describe('a bench on a port that is lost, or given up', () => {
  it('ends what is waited for when the bus goes, now and later', async () => {
    const { bench, port } = rig();
    const waiting = expect(bench.advanceTo(5_000_000)).rejects.toMatchObject({
      ...{ name: 'BenchError', message: 'the bus is lost: the other side went' },
      hint: 'check the adapter or the program that serves the bus, and run again',
    });
    await port.close();
    await waiting;
    await expect(bench.request('car', 'oem', fromHex('3E 00'))).rejects.toThrow('the bus is lost');
    await bench.close();
  });

  it('ends what is waited for when the run is interrupted, also before it began', async () => {
    const interrupted = new AbortController();
    const { bench } = rig(interrupted.signal);
    const waiting = expect(bench.advanceTo(5_000_000)).rejects.toMatchObject({ name: 'InterruptedError' });
    interrupted.abort();
    await waiting;
    await bench.close();
    const late = rig(AbortSignal.abort());
    await expect(late.bench.advanceTo(1)).rejects.toMatchObject({ name: 'InterruptedError' });
    await late.bench.close();
  });
});
