import { describe, expect, it } from 'vitest';
import { parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import {
  NO_ANSWER_FAULT,
  NO_DIAGNOSTIC_FAULTS,
  NO_TRANSPORT_FAULTS,
  type AnswerFault,
  type DiagnosticFaultPlan,
  type TransportFaultPlan,
} from '../../../../can-bus/faults/diagnostic-fault-plan.ts';
import { DiagnosticInterceptor } from '../../../../can-bus/faults/diagnostic-interceptor.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { InterceptorNotes } from './interceptor-notes.ts';

const CHANNEL = isoTpConfig({ kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 });
const CONFIGS = { physical: [CHANNEL], functional: { id: 0x7df, extended: false, answeredOn: 0 } };

function interceptor(plan: Partial<DiagnosticFaultPlan>, seed = 1): DiagnosticInterceptor {
  return new DiagnosticInterceptor({ ...NO_DIAGNOSTIC_FAULTS, ...plan }, CONFIGS, seed);
}

function answers(...parts: readonly Partial<AnswerFault>[]): Partial<DiagnosticFaultPlan> {
  return { answers: parts.map((part) => ({ ...NO_ANSWER_FAULT, ...part })) };
}

function transport(side: 'ecu' | 'tool', part: Partial<TransportFaultPlan>): Partial<DiagnosticFaultPlan> {
  return { transport: { ...NO_DIAGNOSTIC_FAULTS.transport, [side]: { ...NO_TRANSPORT_FAULTS, ...part } } };
}

const fromEcu = (hex: string): CanFrame => dataFrame(0x7bd, fromHex(hex));
const fromTool = (hex: string, id = 0x7b5): CanFrame => dataFrame(id, fromHex(hex));

const REQUEST = fromTool('02 3E 00 CC CC CC CC CC');
const ANSWER = fromEcu('02 7E 00 CC CC CC CC CC');

describe('the interceptor of an ECU’s diagnostics', () => {
  it('passes other messages through', () => {
    const subject = interceptor(answers({ drop: true }));
    const notes = new InterceptorNotes();
    const status = dataFrame(0x5b5, fromHex('00'));
    subject.fromNode(status, 0, notes);
    subject.sent(status, 100, notes);
    subject.fromBus(dataFrame(0x5b0, fromHex('01')), 200, notes);
    expect(notes.take()).toEqual(['bus 00', 'sent 00', 'node 01']);
  });

  it('replaces a short answer by one of several frames, and does the flow control with the tool', () => {
    const replace = fromHex('7E 01 02 03 04 05 06 07 08');
    const subject = interceptor(answers({ request: parseByteMask('3E 00'), replace }));
    const notes = new InterceptorNotes();
    subject.fromBus(REQUEST, 0, notes);
    expect(notes.take()).toEqual(['node 02 3E 00 CC CC CC CC CC']);
    subject.fromNode(ANSWER, 10, notes);
    expect(notes.take()).toEqual(['sent 02 7E 00 CC CC CC CC CC', 'answer-replaced', 'bus 10 09 7E 01 02 03 04 05']);
    subject.sent(notes.onWire[0] ?? ANSWER, 100, notes);
    subject.fromBus(fromTool('30 00 00 CC CC CC CC CC'), 200, notes);
    expect(notes.take()).toEqual(['bus 21 06 07 08 CC CC CC CC']);
    expect(subject.hasPendingWork()).toBe(true);
    subject.sent(notes.onWire[1] ?? ANSWER, 300, notes);
    expect([subject.hasPendingWork(), notes.take()]).toEqual([false, []]);
  });

  it('takes an answer of several frames from the ECU, and gives the tool what is left of it', () => {
    const subject = interceptor(answers({ request: parseByteMask('22 ..'), truncate: 3 }));
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool('03 22 F1 90 CC CC CC CC'), 0, notes);
    notes.take();
    subject.fromNode(fromEcu('10 0A 62 F1 90 01 02 03'), 10, notes);
    expect(notes.take()).toEqual(['sent 10 0A 62 F1 90 01 02 03', 'node 30 00 00 CC CC CC CC CC']);
    subject.fromNode(fromEcu('21 04 05 06 07 CC CC CC'), 10, notes);
    expect(notes.take()).toEqual(['sent 21 04 05 06 07 CC CC CC', 'answer-truncated', 'bus 03 62 F1 90 CC CC CC CC']);
  });

  it('holds an answer back until its time, and knows requests to all', () => {
    const subject = interceptor(answers({ request: parseByteMask('3E 00'), pending: 1, pendingEveryMs: 5 }));
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool('02 3E 00', 0x7df), 0, notes);
    subject.fromNode(ANSWER, 1000, notes);
    expect(notes.take().slice(-1)).toEqual(['bus 03 7F 3E 78 CC CC CC CC']);
    subject.sent(notes.onWire[0] ?? ANSWER, 1200, notes);
    expect(subject.deadlineUs()).toBe(6000);
    subject.onDeadline(6000, notes);
    expect(notes.take()).toEqual(['bus 02 7E 00 CC CC CC CC CC']);
  });

  it('conformance 57: gives one consecutive frame of the ECU a wrong number, and the ECU does not notice', () => {
    const subject = interceptor(transport('ecu', { wrongSequence: 1, skip: 1, count: 1 }));
    const notes = new InterceptorNotes();
    for (const frame of ['10 14 01', '21 01', '22 02', '23 03']) subject.fromNode(fromEcu(frame), 0, notes);
    expect(notes.take()).toEqual(['bus 10 14 01', 'bus 21 01', 'wrong-sequence-number', 'bus 23 02', 'bus 23 03']);
    for (const frame of notes.onWire) subject.sent(frame, 10, notes);
    expect(notes.take()).toEqual(['sent 10 14 01', 'sent 21 01', 'sent 22 02', 'sent 23 03']);
  });

  it('conformance 60: puts flow controls "wait" before the tool’s own', () => {
    const subject = interceptor(transport('tool', { flowWaits: 2, flowWaitMs: 100 }));
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool('30 08 00'), 0, notes);
    expect(notes.take()).toEqual(['flow-control-wait', 'node 31 08 00']);
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([100_000, true]);
    subject.onDeadline(100_000, notes);
    subject.onDeadline(200_000, notes);
    expect([notes.take(), subject.deadlineUs()]).toEqual([['node 31 08 00', 'node 30 08 00'], Infinity]);
  });

  it.each([
    [{ flowOverflow: 1 }, ['flow-control-overflow', 'bus 32 08 00']],
    [{ flowLost: 1 }, ['flow-control-lost', 'sent 30 08 00']],
    [{ flowLost: 1, skip: 1 }, ['bus 30 08 00']],
  ])('conformance 55, 58: of a flow control of the ECU, %j', (part, expected) => {
    const notes = new InterceptorNotes();
    interceptor(transport('ecu', part)).fromNode(fromEcu('30 08 00'), 0, notes);
    expect(notes.take()).toEqual(expected);
  });

  it('continues from its snapshot, draws included', () => {
    const plan = answers({ drop: true, probability: 0.5 });
    const ask = (subject: DiagnosticInterceptor): readonly string[] => {
      const notes = new InterceptorNotes();
      for (let number = 0; number < 40; number++) {
        subject.fromBus(REQUEST, number, notes);
        subject.fromNode(ANSWER, number, notes);
        const last = notes.onWire.at(-1);
        if (last !== undefined) subject.sent(last, number, notes);
      }
      return notes.take();
    };
    const first = interceptor(plan);
    ask(first);
    const second = interceptor(plan, 2);
    const frames = new FrameTable();
    const snapshot = first.snapshot(frames);
    second.restore(snapshot, restoreFrames(frames.entries));
    expect(ask(second)).toEqual(ask(first));
    expect(ask(interceptor(plan, 2))).not.toEqual(ask(interceptor(plan, 1)));
  });

  it('forgets what is under way when the ECU loses its supply', () => {
    const subject = interceptor(answers({ delayMs: 100 }));
    const notes = new InterceptorNotes();
    subject.fromBus(REQUEST, 0, notes);
    subject.fromNode(ANSWER, 10, notes);
    expect(subject.deadlineUs()).toBe(100_010);
    subject.reset();
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([Infinity, false]);
  });
});
