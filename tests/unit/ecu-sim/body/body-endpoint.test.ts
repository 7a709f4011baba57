import { beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  BODY_ADDRESS,
  bodyAddressIsTaken,
  BodyDiagnostics,
  type BodyUds,
  type DiagnosedBody,
} from '../../../../ecu-sim/body/body-diagnostics.ts';
import { DEFAULT_PROFILE, type DiagnosticAddressing } from '../../../../ecu-sim/profile.ts';
import type { MessageLost } from '../../../../can-bus/isotp/lost-message.ts';
import { RecordedOutbox } from '../../../support/recorded-outbox.ts';

const MS = 1_000;
const { vin } = DEFAULT_PROFILE;
const timing = { p2Us: 50 * MS, p2StarUs: 5_000 * MS, s3Us: 5_000 * MS };

let diagnostics: BodyDiagnostics;
let out: RecordedOutbox<BodyUds | MessageLost>;
let moved: string[];
let body: DiagnosedBody;

beforeEach(() => {
  diagnostics = new BodyDiagnostics({ vin, timing });
  out = new RecordedOutbox();
  moved = [];
  body = {
    doors: { driver: false, passenger: true, rearLeft: false, rearRight: false, trunk: false },
    locks: { driver: true, others: true, cause: 'hand' },
    moveLocks: (request) => moved.push(request),
  };
});

function frame(hex: string): CanFrame {
  return dataFrame(0x750, fromHex(hex));
}

/** Delivers a frame and gives what is sent for it, unconfirmed. */
function hear(hex: string, nowUs: number): readonly string[] {
  diagnostics.onFrame(frame(hex), nowUs, body, out);
  return [...out.frames].map(({ id, data }) => `${id.toString(16)}#${toHex(data)}`);
}

function confirm(nowUs: number): void {
  const { frames } = out;
  out.frames = [];
  for (const sent of frames) diagnostics.onFrameSent(sent, nowUs, body, out);
}

function events(): readonly string[] {
  const lines = out.events.map((event) => {
    const { endpoint, direction } = event;
    return `${endpoint} ${direction} ${event.kind === 'uds' ? toHex(event.payload) : `lost: ${event.reason}`}`;
  });
  out.events = [];
  return lines;
}

/** The extended session, whose answer was complete at that instant. */
function extend(nowUs: number): void {
  expect(hear('40021003', nowUs)).toEqual(['758#40065003003201F4']);
  confirm(nowUs);
  events();
}

describe('the endpoint of the body ECU', () => {
  it('is the address byte 40 at 750 and 758', () => {
    expect(BODY_ADDRESS).toEqual({
      kind: 'extended',
      requestId: 0x750,
      responseId: 0x758,
      requestAddress: 0x40,
      responseAddress: 0x40,
    });
    expect([diagnostics.requestIds, diagnostics.responseId]).toEqual([[0x750], 0x758]);
  });

  it('is taken by an ECU with the same id and address byte only', () => {
    const { addressing } = DEFAULT_PROFILE;
    const taken = (oem: DiagnosticAddressing['oem']): boolean => bodyAddressIsTaken({ ...addressing, oem });
    expect(taken(BODY_ADDRESS)).toBe(true);
    const other = { kind: 'extended', requestId: 0x751, responseId: 0x759, responseAddress: 0x40 } as const;
    expect(taken({ ...other, requestAddress: 0x40 })).toBe(false);
    expect(taken({ ...other, requestId: 0x750, requestAddress: 0x41 })).toBe(false);
    expect(taken({ kind: 'normal', requestId: 0x750, responseId: 0x758, extendedIds: false })).toBe(false);
  });

  it('asks for blocks of eight frames', () => {
    expect(hear('401009221102F18C', 0)).toEqual(['758#40300800CCCCCCCC']);
  });

  it('reports each request and its answer', () => {
    expect(hear('4003221101', 0)).toEqual(['758#400462110102CCCC']);
    expect(events()).toEqual(['body request 221101', 'body response 62110102']);
    expect(diagnostics.hasPendingWork()).toBe(true);
    confirm(1);
    expect([diagnostics.isSending(), diagnostics.hasPendingWork()]).toEqual([false, false]);
  });

  it('conformance 6: ignores a response', () => {
    expect([hear('40027E00', 0), events(), diagnostics.isSending()]).toEqual([[], [], false]);
  });

  it('carries one answer at a time: a request before its end has no effect', () => {
    extend(0);
    hear('40052F21010301', 10 * MS);
    expect([moved, events().length]).toEqual([['lock'], 2]);
    expect(hear('40052F21010303', 11 * MS)).toHaveLength(1);
    expect([moved, events()]).toEqual([['lock'], ['body request lost: response-under-way']]);
  });

  it('moves no lock on other requests', () => {
    extend(0);
    hear('40042F210100', 10 * MS);
    expect(moved).toEqual([]);
  });

  it('sends an answer of several frames on a flow control, after STmin', () => {
    expect(hear('400322F190', 0)).toEqual(['758#40101462F1903454']);
    expect([diagnostics.isSending(), diagnostics.deadlineUs]).toEqual([true, 1_000 * MS]);
    confirm(1 * MS);
    expect([diagnostics.hasPendingWork(), diagnostics.deadlineUs]).toEqual([false, 1_001 * MS]);
    expect(hear('4030000A', 2 * MS)).toEqual(['758#402131425A314642']);
    confirm(3 * MS);
    expect([diagnostics.hasPendingWork(), diagnostics.deadlineUs]).toEqual([true, 13 * MS]);
    diagnostics.onDeadline(13 * MS - 1, body, out);
    expect(out.take()).toEqual([]);
    diagnostics.onDeadline(13 * MS, body, out);
    expect(out.take()).toEqual(['758#4022344B55393939']);
  });

  it('ends an answer for which no flow control comes, where a new request says so', () => {
    hear('400322F190', 0);
    confirm(1 * MS);
    diagnostics.expireFlowControl(frame('4030000A'), 2 * MS, body, out);
    expect(diagnostics.isSending()).toBe(true);
    diagnostics.expireFlowControl(frame('40023E00'), 3 * MS, body, out);
    expect([diagnostics.isSending(), diagnostics.deadlineUs]).toEqual([false, Infinity]);
  });
});

describe('the session of the body ECU', () => {
  it('conformance 25, 27: S3 starts with the end of the answer, and is stopped during one', () => {
    expect(diagnostics.deadlineUs).toBe(Infinity);
    extend(10 * MS);
    expect(diagnostics.deadlineUs).toBe(5_010 * MS);
    hear('40023E00', 20 * MS);
    expect(diagnostics.deadlineUs).toBe(1_020 * MS);
    confirm(21 * MS);
    expect(diagnostics.deadlineUs).toBe(5_021 * MS);
  });

  it('conformance 9, 26: a request without an answer restarts S3 with its own end', () => {
    extend(0);
    expect(hear('40023E80', 7 * MS)).toEqual([]);
    expect(events()).toEqual(['body request 3E80']);
    expect(diagnostics.deadlineUs).toBe(5_007 * MS);
  });

  it('a request that breaks off restarts nothing', () => {
    extend(0);
    hear('401009221102F18C', 10 * MS);
    confirm(11 * MS);
    expect(diagnostics.deadlineUs).toBe(1_011 * MS);
    diagnostics.onDeadline(1_011 * MS, body, out);
    expect([events(), diagnostics.deadlineUs]).toEqual([['body request lost: timeout-cr'], 5_000 * MS]);
  });

  it('an answer that fails restarts S3 as one that is sent', () => {
    extend(0);
    hear('400322F190', 10 * MS);
    confirm(11 * MS);
    diagnostics.onDeadline(1_011 * MS, body, out);
    expect([diagnostics.isSending(), diagnostics.deadlineUs]).toEqual([false, 6_011 * MS]);
  });

  it('conformance 30: ends at S3 to the microsecond', () => {
    extend(0);
    diagnostics.onDeadline(5_000 * MS - 1, body, out);
    expect(diagnostics.deadlineUs).toBe(5_000 * MS);
    diagnostics.onDeadline(5_000 * MS, body, out);
    expect(diagnostics.deadlineUs).toBe(Infinity);
    expect(hear('400322F186', 5_001 * MS)).toEqual(['758#400462F18601CCCC']);
  });

  it('ends with a reset, which drops the answer in progress', () => {
    extend(0);
    hear('400322F190', 10 * MS);
    confirm(11 * MS);
    diagnostics.reset();
    expect([diagnostics.isSending(), diagnostics.deadlineUs]).toEqual([false, Infinity]);
    out.take();
    expect(hear('400322F186', 20 * MS)).toEqual(['758#400462F18601CCCC']);
  });

  it('continues from a snapshot, with its answer', () => {
    extend(0);
    hear('400322F190', 10 * MS);
    confirm(11 * MS);
    const twin = new BodyDiagnostics({ vin, timing });
    twin.restore(structuredClone(diagnostics.snapshot()));
    expect([twin.isSending(), twin.deadlineUs]).toEqual([true, 1_011 * MS]);
    twin.onFrame(frame('40300000'), 20 * MS, body, out);
    expect(out.take()).toEqual(['758#402131425A314642']);
    expect(twin.snapshot().session).toEqual({ session: 'extended', s3DeadlineUs: Infinity });
  });
});
