import { beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { bodyConfig, BodyEcu, type BodyEvent } from '../../../../ecu-sim/body/body-ecu.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { RecordedOutbox } from '../../../support/recorded-outbox.ts';

let body: BodyEcu;
let out: RecordedOutbox<BodyEvent>;

function boot(of: BodyEcu): void {
  body = of;
  out = new RecordedOutbox();
  body.powerOn(0);
  body.onDeadline(50_000, out);
  out.take();
}

describe('the diagnostics of the body ECU', () => {
  const { vin, timing } = DEFAULT_PROFILE;
  const request = (hex: string): CanFrame => dataFrame(0x750, fromHex(hex));

  beforeEach(() => {
    boot(new BodyEcu({ bootTimeUs: 50_000, diagnostics: { vin, timing } }));
  });

  it('belong to the ECU unless another one has its address', () => {
    expect(bodyConfig(DEFAULT_PROFILE)).toEqual({ bootTimeUs: 50_000, diagnostics: { vin, timing } });
    const oem = { kind: 'extended', requestId: 0x750, responseId: 0x758, requestAddress: 0x40, responseAddress: 0x40 };
    expect(bodyConfig(parseProfile({ addressing: { oem } }))).toEqual({ bootTimeUs: 50_000 });
  });

  it('add its request to what it listens to, and its answer to what it has confirmed', () => {
    expect([body.name, body.listensTo, body.confirms]).toEqual(['body', [0x5b5, 0x750], [0x758]]);
    const without = new BodyEcu({ bootTimeUs: 50_000 });
    expect([without.listensTo, without.confirms]).toEqual([[0x5b5], []]);
  });

  it('answer while it runs, and only frames with its address', () => {
    body.onFrame(request('B5023E00'), 60_000, out);
    expect([out.take(), body.isSending(), body.hasPendingWork()]).toEqual([[], false, false]);
    body.onFrame(request('40023E00'), 60_000, out);
    expect([body.isSending(), body.hasPendingWork()]).toEqual([true, true]);
    const [answer] = out.frames;
    expect(out.take()).toEqual(['758#40027E00CCCCCCCC']);
    if (answer !== undefined) body.onFrameSent(answer, 61_000, out);
    expect([body.isSending(), body.hasPendingWork()]).toEqual([false, false]);
    body.powerOff();
    body.onFrame(request('40023E00'), 70_000, out);
    expect([out.take(), body.isSending()]).toEqual([[], false]);
  });

  it('have deadlines of their own: of a request that stops, and of an answer without a flow control (conformance 58)', () => {
    boot(new BodyEcu({ bootTimeUs: 50_000, cyclic: false, diagnostics: { vin, timing } }));
    expect(body.deadlineUs()).toBe(Infinity);
    body.onFrame(request('40100822F190F190'), 60_000, out);
    expect(out.take()).toEqual(['758#40300800CCCCCCCC']);
    expect(body.deadlineUs()).toBe(1_060_000);
    body.onDeadline(1_060_000, out);
    expect([out.take(), body.deadlineUs()]).toEqual([[], Infinity]);
    body.onFrame(request('400322F190'), 2_000_000, out);
    const answer = out.frames.at(-1);
    if (answer !== undefined) body.onFrameSent(answer, 2_001_000, out);
    expect(body.deadlineUs()).toBe(3_001_000);
    body.expireFlowControl(request('40023E00'), 2_002_000, out);
    expect([body.isSending(), body.deadlineUs()]).toEqual([false, Infinity]);
  });

  it('have deadlines among those of the cyclic frames', () => {
    body.onFrame(request('400322F190'), 60_000, out);
    const [first] = out.frames;
    out.take();
    if (first !== undefined) body.onFrameSent(first, 61_000, out);
    body.onFrame(request('4030000A'), 62_000, out);
    const [second] = out.frames;
    out.take();
    if (second !== undefined) body.onFrameSent(second, 63_000, out);
    expect(body.deadlineUs()).toBe(73_000);
    body.onDeadline(73_000, out);
    expect(out.take()).toEqual(['758#4022344B55393939']);
    expect(body.deadlineUs()).toBe(150_000);
  });

  it('wait for no flow control that a new request announces as missing', () => {
    body.onFrame(request('400322F190'), 60_000, out);
    const [first] = out.frames;
    if (first !== undefined) body.onFrameSent(first, 61_000, out);
    body.expireFlowControl(request('40023E00'), 62_000, out);
    expect([body.isSending(), body.deadlineUs()]).toEqual([false, 150_000]);
  });

  it('KEY-5: move the locks, whose state the next answer has', () => {
    for (const [at, hex] of [
      [60_000, '40021003'],
      [70_000, '40052F21010301'],
      [80_000, '4003221102'],
    ] as const) {
      body.onFrame(request(hex), at, out);
      for (const frame of [...out.frames]) body.onFrameSent(frame, at + 1, out);
    }
    expect(body.locks).toEqual({ driver: true, others: true, cause: 'tool' });
    expect(out.take()).toEqual([
      '758#40065003003201F4',
      '638#0080000000000000',
      '758#40056F21010301CC',
      '758#400462110203CCCC',
    ]);
  });

  it('continue from a snapshot', () => {
    body.onFrame(request('400322F190'), 60_000, out);
    const twin = new BodyEcu({ bootTimeUs: 50_000, diagnostics: { vin, timing } });
    twin.restore(structuredClone(body.snapshot()));
    expect([twin.isSending(), twin.hasPendingWork(), twin.deadlineUs()]).toEqual([true, true, 150_000]);
    expect(new BodyEcu({ bootTimeUs: 50_000 }).snapshot().diagnostics).toBeNull();
  });
});

describe('a body ECU without diagnostics', () => {
  it('sends no answer, and ignores confirmations', () => {
    boot(new BodyEcu({ bootTimeUs: 50_000 }));
    const answer = dataFrame(0x758, fromHex('40027E00'));
    body.onFrame(dataFrame(0x750, fromHex('40023E00')), 60_000, out);
    body.onFrameSent(answer, 61_000, out);
    body.expireFlowControl(answer, 62_000, out);
    expect([out.take(), body.isSending(), body.deadlineUs()]).toEqual([[], false, 150_000]);
  });
});
