import { describe, expect, it } from 'vitest';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { IsoTpAddressing } from '../../../../can-bus/isotp/types.ts';
import type { UdsClientConfig, UdsRequestOptions } from '../../../../can-bus/uds/client-config.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import type { TesterEvent } from '../../../../can-bus/uds/tester-node.ts';
import { bytes, hex } from '../isotp/endpoint-driver.ts';
import { outcomeInWords } from './client-driver.ts';

const OEM: IsoTpAddressing = {
  kind: 'extended',
  sendId: 0x750,
  receiveId: 0x758,
  sendAddress: 0xb5,
  receiveAddress: 0xb5,
};
const FUNCTIONAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7df, receiveId: 0x758 };

/** Drives a tester in the place of a bus whose frames take no time. */
class NodeDriver {
  readonly node: TesterNode;
  nowUs = 0;
  readonly #reported: string[] = [];
  readonly #queue: CanFrame[] = [];
  readonly #outbox = {
    send: (frame: CanFrame): void => {
      this.#reported.push(`${frame.id.toString(16)} ${hex(frame.data)}`);
      this.#queue.push(frame);
    },
    emit: (event: TesterEvent): void => {
      this.#reported.push(`${hex(event.request)}: ${outcomeInWords(event)}`);
    },
  };

  constructor(client: Partial<UdsClientConfig> = {}) {
    this.node = new TesterNode({
      name: 'tester',
      physical: isoTpConfig(OEM),
      functional: isoTpConfig(FUNCTIONAL),
      client,
    });
  }

  request(payload: string, options: UdsRequestOptions = {}): this {
    this.node.request(bytes(payload), options, this.nowUs, this.#outbox);
    return this;
  }

  /** All frames it has sent are complete on the wire, and those that follow from that. */
  confirm(): this {
    for (const frame of this.#queue) this.node.onFrameSent(frame, this.nowUs, this.#outbox);
    this.#queue.length = 0;
    return this;
  }

  frame(data: string): this {
    this.node.onFrame(dataFrame(0x758, bytes(data)), this.nowUs, this.#outbox);
    return this;
  }

  at(us: number): this {
    for (let due = this.node.deadlineUs(); due <= us; due = this.node.deadlineUs()) {
      this.node.onDeadline(due, this.#outbox);
      if (this.node.deadlineUs() <= due) throw new Error('a deadline does not move');
    }
    this.nowUs = us;
    return this;
  }

  reported(): string[] {
    return this.#reported.splice(0);
  }
}

describe('a tester', () => {
  it('listens to the response id alone', () => {
    expect(new NodeDriver().node.listensTo).toEqual([0x758]);
  });

  it('asks in one frame and is answered in several', () => {
    const driver = new NodeDriver().request('22 F1 90').confirm();
    expect(driver.node.outcome()).toBeNull();
    expect(driver.node.isBusy()).toBe(true);
    driver.frame('B5 10 09 62 F1 90 01 02').confirm().frame('B5 21 03 04 05 06');
    expect(driver.reported()).toEqual([
      '750 B5 03 22 F1 90 CC CC CC',
      '750 B5 30 00 00 CC CC CC CC',
      '22 F1 90: positive 62 F1 90 01 02 03 04 05 06',
    ]);
    expect(driver.node.outcome()).toEqual({ kind: 'positive', response: bytes('62 F1 90 01 02 03 04 05 06') });
    expect(driver.node.isBusy()).toBe(false);
    expect(driver.node.deadlineUs()).toBe(Infinity);
  });

  it('asks in several frames; P2 runs from the last', () => {
    const driver = new NodeDriver().request('2E F1 98 01 02 03 04 05').confirm().at(500).frame('B5 30 00 00');
    expect(driver.node.deadlineUs()).toBe(1_000_500);
    driver.at(800).confirm();
    expect(driver.reported()).toEqual(['750 B5 10 08 2E F1 98 01 02', '750 B5 21 03 04 05 CC CC CC']);
    expect(driver.node.deadlineUs()).toBe(150_800);
    expect(driver.frame('B5 03 7F 2E 33').reported()).toEqual(['2E F1 98 01 02 03 04 05: negative 33']);
  });

  it('conformance 60: reports a request that could not be sent', () => {
    const driver = new NodeDriver().request('2E F1 98 01 02 03 04 05').confirm().frame('B5 32 00 00');
    expect(driver.node.outcome()).toEqual({ kind: 'send-failed', fault: 'overflow' });
    expect(driver.reported().at(-1)).toBe('2E F1 98 01 02 03 04 05: send-failed overflow');
  });

  it('conformance 58: reports an answer that breaks off', () => {
    const driver = new NodeDriver()
      .request('22 F1 90')
      .confirm()
      .frame('B5 10 14 62 F1 90 01 02')
      .confirm()
      .at(1_000_000);
    expect(driver.reported().at(-1)).toBe('22 F1 90: receive-failed timeout-cr');
    expect(driver.node.exchange()?.response).toBeNull();
  });

  it('conformance 59: takes a single frame in place of an answer under way', () => {
    const driver = new NodeDriver().request('22 F1 90').confirm().frame('B5 10 14 62 F1 90 01 02').confirm();
    expect(driver.frame('B5 03 7F 22 10').reported().at(-1)).toBe('22 F1 90: negative 10');
  });

  it('sends no flow control for what another tester is answered: while it asks nothing, and while it asks something else', () => {
    const idle = new NodeDriver().frame('B5 10 14 62 F1 90 01 02');
    expect(idle.reported()).toEqual([]);
    expect(idle.node.deadlineUs()).toBe(Infinity);
    const asking = new NodeDriver().request('3E 00').confirm().frame('B5 10 14 62 F1 90 01 02');
    expect(asking.reported()).toEqual(['750 B5 02 3E 00 CC CC CC CC']);
    expect(asking.frame('B5 02 7E 00').reported()).toEqual(['3E 00: positive 7E 00']);
  });

  it('takes nothing that comes after it has given up waiting', () => {
    const driver = new NodeDriver().request('22 F1 90').confirm().at(200_000);
    expect(driver.reported().at(-1)).toMatch(/^22 F1 90: timeout/);
    expect(driver.frame('B5 10 14 62 F1 90 01 02').reported()).toEqual([]);
  });

  it('conformance 16: asks all ECUs by the functional id and takes the answer from the physical one', () => {
    const driver = new NodeDriver().request('3E 00', { target: 'functional' }).confirm().frame('B5 02 7E 00');
    expect(driver.reported()).toEqual(['7df 02 3E 00 CC CC CC CC CC', '3E 00: positive 7E 00']);
  });

  it('conformance 56: refuses a functional request of more than one frame, and is as it was', () => {
    const driver = new NodeDriver();
    const before = driver.node.snapshot();
    expect(() => driver.request('2E F1 98 01 02 03 04 05', { target: 'functional' })).toThrow('at most 7 bytes, not 8');
    expect(driver.node.snapshot()).toEqual(before);
    expect(driver.request('3E 00').reported()).toEqual(['750 B5 02 3E 00 CC CC CC CC']);
  });

  it('conformance 17: keeps the session alive', () => {
    const driver = new NodeDriver({ keepAliveTarget: 'functional' }).request('10 03').confirm();
    driver.frame('B5 06 50 03 00 32 01 F4').at(2_000_000).confirm().at(4_000_000);
    expect(driver.reported().slice(2)).toEqual(['7df 02 3E 80 CC CC CC CC CC', '7df 02 3E 80 CC CC CC CC CC']);
    driver.confirm().node.keepAlive(false, 4_000_000);
    expect(driver.node.deadlineUs()).toBe(Infinity);
  });

  it('has pending work while a frame or a repetition is due, not while it waits for an answer', () => {
    const driver = new NodeDriver().request('3E 00');
    expect(driver.node.hasPendingWork()).toBe(true);
    expect(driver.confirm().node.hasPendingWork()).toBe(false);
    expect(driver.frame('B5 03 7F 3E 21').node.hasPendingWork()).toBe(true);
    expect(driver.at(10_000).confirm().node.hasPendingWork()).toBe(false);
    expect(driver.reported()).toEqual(['750 B5 02 3E 00 CC CC CC CC', '750 B5 02 3E 00 CC CC CC CC']);
  });

  it('can be cancelled in the midst of a request or of its answer', () => {
    const driver = new NodeDriver().request('2E F1 98 01 02 03 04 05');
    driver.node.cancel(0);
    expect(driver.confirm().frame('B5 30 00 00').at(3_000_000).reported()).toEqual(['750 B5 10 08 2E F1 98 01 02']);
    driver.request('22 F1 90').confirm().frame('B5 10 09 62 F1 90 01 02');
    driver.node.cancel(3_000_000);
    driver.confirm().frame('B5 21 03 04 05 06');
    expect(driver.node.outcome()).toBeNull();
    expect(driver.node.deadlineUs()).toBe(Infinity);
    expect(driver.request('3E 00').confirm().frame('B5 02 7E 00').reported().at(-1)).toBe('3E 00: positive 7E 00');
  });

  it('conformance 16: can be cancelled while a functional request is on its way', () => {
    const driver = new NodeDriver().request('3E 00', { target: 'functional' });
    driver.node.cancel(0);
    expect(driver.node.hasPendingWork()).toBe(false);
    driver.request('3E 00', { target: 'functional' });
    expect(driver.reported()).toHaveLength(2);
  });

  it('forgets the last outcome with the next request', () => {
    const driver = new NodeDriver().request('3E 00').confirm().frame('B5 02 7E 00').request('3E 00');
    expect(driver.node.outcome()).toBeNull();
  });

  it('continues from a snapshot as it would have without it', () => {
    const driver = new NodeDriver().request('22 F1 90').confirm().frame('B5 10 09 62 F1 90 01 02').confirm();
    const snapshot = structuredClone(driver.node.snapshot());
    const other = new NodeDriver();
    other.node.restore(snapshot);
    expect(other.node.snapshot()).toEqual(driver.node.snapshot());
    expect(other.frame('B5 21 03 04 05 06').reported()).toEqual(['22 F1 90: positive 62 F1 90 01 02 03 04 05 06']);
  });

  it('cannot use a functional id it has not got', () => {
    const config = { name: 'tester', physical: isoTpConfig(OEM) };
    expect(() => new TesterNode({ ...config, client: { keepAliveTarget: 'functional' } })).toThrow(
      'no functional request id',
    );
    const node = new TesterNode(config);
    const outbox = { send: (): void => undefined, emit: (): void => undefined };
    expect(() => node.request(bytes('3E 00'), { target: 'functional' }, 0, outbox)).toThrow('no functional request id');
    expect(node.isBusy()).toBe(false);
  });

  it('conformance 16: has pending work while a functional request is on its way, and waits for its end', () => {
    const driver = new NodeDriver().request('3E 80', { target: 'functional' });
    expect(driver.node.hasPendingWork()).toBe(true);
    expect(driver.node.deadlineUs()).toBe(1_000_000);
    expect(driver.at(1_000_000).reported()).toEqual(['7df 02 3E 80 CC CC CC CC CC', '3E 80: send-failed timeout-a']);
  });

  it('conformance 16: continues a functional request from a snapshot', () => {
    const driver = new NodeDriver().request('3E 80', { target: 'functional' });
    const snapshot = structuredClone(driver.node.snapshot());
    expect(snapshot.functional).not.toBeNull();
    const other = new NodeDriver();
    other.node.restore(snapshot);
    expect(other.node.hasPendingWork()).toBe(true);
    expect(other.node.snapshot()).toEqual(snapshot);
  });

  it('works without a functional id', () => {
    const frames: string[] = [];
    const outbox = { send: (frame: CanFrame): number => frames.push(hex(frame.data)), emit: (): void => undefined };
    const node = new TesterNode({ name: 'tester', physical: isoTpConfig(OEM) });
    expect(node.deadlineUs()).toBe(Infinity);
    expect(node.hasPendingWork()).toBe(false);
    expect(node.snapshot().functional).toBeNull();
    node.request(bytes('3E 00'), {}, 0, outbox);
    const other = new TesterNode({ name: 'tester', physical: isoTpConfig(OEM) });
    other.restore(node.snapshot());
    other.onDeadline(5, outbox);
    other.onFrameSent(dataFrame(0x750, bytes('B5 02 3E 00 CC CC CC CC')), 10, outbox);
    expect(other.deadlineUs()).toBe(150_010);
    other.cancel(20);
    expect([other.isBusy(), other.hasPendingWork(), other.deadlineUs()]).toEqual([false, false, Infinity]);
    expect(frames).toEqual(['B5 02 3E 00 CC CC CC CC']);
  });

  it('receives every message on its response id where it is to', () => {
    const frames: string[] = [];
    const outbox = { send: (frame: CanFrame): number => frames.push(hex(frame.data)), emit: (): void => undefined };
    const first = dataFrame(0x758, bytes('B5 10 14 62 F1 90 01 02'));
    new TesterNode({ name: 'tester', physical: isoTpConfig(OEM) }).onFrame(first, 0, outbox);
    expect(frames).toEqual([]);
    new TesterNode({ name: 'tester', physical: isoTpConfig(OEM), receives: 'all' }).onFrame(first, 0, outbox);
    expect(frames).toEqual(['B5 30 00 00 CC CC CC CC']);
  });
});
