import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';
import { AnswerFaults } from '../../../../can-bus/faults/answer-faults.ts';
import { DiagnosticChannel } from '../../../../can-bus/faults/diagnostic-channel.ts';
import {
  NO_ANSWER_FAULT,
  NO_TRANSPORT_FAULTS,
  type AnswerFault,
  type TransportFaultPlan,
} from '../../../../can-bus/faults/diagnostic-fault-plan.ts';
import { TransportFaults } from '../../../../can-bus/faults/transport-faults.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { IsoTpConfig } from '../../../../can-bus/isotp/types.ts';
import { InterceptorNotes } from './interceptor-notes.ts';

/** Everything that may strike does. */
const ALWAYS = { chance: (probability: number): boolean => probability > 0 };
const GENERIC = isoTpConfig({ kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 });
const OEM = isoTpConfig({
  ...{ kind: 'extended', sendId: 0x758, receiveId: 0x750 },
  ...{ sendAddress: 0xb5, receiveAddress: 0xb5 },
});

interface Plan {
  readonly ecu?: Partial<TransportFaultPlan>;
  readonly tool?: Partial<TransportFaultPlan>;
  readonly answers?: readonly Partial<AnswerFault>[];
}

function channel({ ecu, tool, answers = [] }: Plan = {}, config: IsoTpConfig = GENERIC): DiagnosticChannel {
  const answerFaults = answers.map((part) => ({ ...NO_ANSWER_FAULT, ...part }));
  return new DiagnosticChannel(config, {
    ecu: new TransportFaults({ ...NO_TRANSPORT_FAULTS, ...ecu }, ALWAYS),
    tool: new TransportFaults({ ...NO_TRANSPORT_FAULTS, ...tool }, ALWAYS),
    answers: new AnswerFaults(answerFaults, ALWAYS),
  });
}

const fromEcu = (hex: string): CanFrame => dataFrame(0x7bd, fromHex(hex));
const fromTool = (hex: string): CanFrame => dataFrame(0x7b5, fromHex(hex));
const REQUEST = '02 3E 00 CC CC CC CC CC';
const ANSWER = '02 7E 00 CC CC CC CC CC';

/** The frame that was put on the bus as the `index`th. */
function onWire(notes: InterceptorNotes, index: number): CanFrame {
  const frame = notes.onWire[index];
  if (frame === undefined) throw new Error(`there is no frame ${index} on the wire`);
  return frame;
}

describe('one diagnostic endpoint between an ECU and its tool', () => {
  it('knows its frames by id, by the length of the id and by the address byte', () => {
    const generic = channel();
    expect([generic.carries(fromEcu(ANSWER)), generic.carries(fromTool(REQUEST))]).toEqual([true, false]);
    expect([generic.takes(fromTool(REQUEST)), generic.takes(fromEcu(ANSWER))]).toEqual([true, false]);
    expect(generic.takes(dataFrame(0x7b5, fromHex(REQUEST), { extended: true }))).toBe(false);
    const oem = channel({}, OEM);
    expect(oem.carries(dataFrame(0x758, fromHex('B5 02 7E 00')))).toBe(true);
    expect(oem.carries(dataFrame(0x758, fromHex('F1 02 7E 00')))).toBe(false);
    expect(oem.takes(dataFrame(0x750, fromHex('B5 02 3E 00')))).toBe(true);
  });

  it('lets request and answer pass where nothing is to strike them', () => {
    const subject = channel();
    const notes = new InterceptorNotes();
    const answer = fromEcu(ANSWER);
    subject.fromBus(fromTool(REQUEST), 0, notes);
    subject.fromNode(answer, 10, notes);
    expect(notes.take()).toEqual([`node ${REQUEST}`, `bus ${ANSWER}`]);
    expect([subject.sent(answer, 100, notes), notes.take()]).toEqual([false, []]);
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([Infinity, false]);
  });

  it('takes the answer to a struck request alone, and confirms to the ECU what does not come to the bus', () => {
    const subject = channel({ answers: [{ request: parseByteMask('22 ..'), drop: true }] });
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool(REQUEST), 0, notes);
    subject.fromNode(fromEcu(ANSWER), 10, notes);
    expect(notes.take()).toEqual([`node ${REQUEST}`, `bus ${ANSWER}`]);
    subject.fromBus(fromTool('03 22 F1 90 CC CC CC CC'), 20, notes);
    subject.fromNode(fromEcu('04 62 F1 90 41 CC CC CC'), 30, notes);
    expect(notes.take()).toEqual(['node 03 22 F1 90 CC CC CC CC', 'sent 04 62 F1 90 41 CC CC CC', 'answer-dropped']);
  });

  it('knows a request that it was given by another way', () => {
    const subject = channel({ answers: [{ request: parseByteMask('3E 00'), drop: true }] });
    const notes = new InterceptorNotes();
    subject.notice(fromHex('3E 00'));
    subject.fromNode(fromEcu(ANSWER), 10, notes);
    expect(notes.take()).toEqual([`sent ${ANSWER}`, 'answer-dropped']);
  });

  it('sends a delayed answer when it is due, as its own: the ECU is not asked about it', () => {
    const subject = channel({ answers: [{ delayMs: 100 }] });
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool(REQUEST), 0, notes);
    subject.fromNode(fromEcu(ANSWER), 10, notes);
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([100_010, true]);
    notes.take();
    subject.onDeadline(100_010, notes);
    expect(notes.take()).toEqual([`bus ${ANSWER}`]);
    expect([subject.sent(onWire(notes, 0), 100_200, notes), notes.take()]).toEqual([true, []]);
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([Infinity, false]);
  });

  it('sends two answers one after the other, however soon the second is due', () => {
    const pending = '03 7F 3E 78 CC CC CC CC';
    const subject = channel({
      answers: [{ pending: 1, pendingEveryMs: 0, replace: fromHex('7E 01 02 03 04 05 06 07') }],
    });
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool(REQUEST), 0, notes);
    subject.fromNode(fromEcu(ANSWER), 10, notes);
    expect(notes.take().filter((line) => line.startsWith('bus'))).toEqual([`bus ${pending}`]);
    subject.sent(onWire(notes, 0), 200, notes);
    expect(notes.take()).toEqual(['bus 10 08 7E 01 02 03 04 05']);
    subject.sent(onWire(notes, 1), 400, notes);
    // The tool's flow control is for what is sent here: the ECU does not see it.
    subject.fromBus(fromTool('30 00 00 CC CC CC CC CC'), 500, notes);
    expect(notes.take()).toEqual(['bus 21 06 07 CC CC CC CC CC']);
  });

  it('confirms a frame of the ECU by the one that went in its place', () => {
    const subject = channel({ ecu: { wrongSequence: 1 } });
    const notes = new InterceptorNotes();
    subject.fromNode(fromEcu('21 44 45 CC CC CC CC CC'), 0, notes);
    expect(notes.take()).toEqual(['wrong-sequence-number', 'bus 22 44 45 CC CC CC CC CC']);
    expect([subject.sent(onWire(notes, 0), 100, notes), notes.take()]).toEqual([
      true,
      ['sent 21 44 45 CC CC CC CC CC'],
    ]);
  });

  it('confirms flow controls "wait" of the ECU by its own, the last one', () => {
    const subject = channel({ ecu: { flowWaits: 1, flowWaitMs: 10 } });
    const notes = new InterceptorNotes();
    subject.fromNode(fromEcu('30 08 00'), 0, notes);
    expect(notes.take()).toEqual(['flow-control-wait', 'bus 31 08 00']);
    expect([subject.sent(onWire(notes, 0), 200, notes), notes.take()]).toEqual([true, []]);
    subject.onDeadline(10_000, notes);
    expect([notes.take(), subject.sent(onWire(notes, 1), 10_200, notes)]).toEqual([['bus 30 08 00'], false]);
  });

  it('loses a consecutive frame of the tool, and the ECU receives no more', () => {
    const subject = channel({ tool: { consecutiveLost: 1 } });
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool('21 44 45 CC CC CC CC CC'), 0, notes);
    expect(notes.take()).toEqual(['consecutive-frame-lost']);
  });

  it('goes on from its snapshot, with the frames that are held and those on the wire', () => {
    const plan: Plan = { ecu: { flowWaits: 1, flowWaitMs: 10 }, answers: [{ delayMs: 5 }] };
    const [first, second] = [channel(plan), channel(plan)];
    const notes = new InterceptorNotes();
    first.fromBus(fromTool(REQUEST), 0, notes);
    first.fromNode(fromEcu(ANSWER), 0, notes);
    first.fromNode(fromEcu('30 08 00'), 0, notes);
    const frames = new FrameTable();
    frames.indexOf(onWire(notes, 0));
    const snapshot = first.snapshot(frames);
    const frameAt = restoreFrames(frames.entries);
    second.restore(snapshot, frameAt);
    const after = new InterceptorNotes();
    // The wait that was on its way is known, and confirms nothing.
    expect([second.sent(frameAt(0), 200, after), after.take()]).toEqual([true, []]);
    expect(second.deadlineUs()).toBe(5_000);
    second.onDeadline(5_000, after);
    second.onDeadline(10_000, after);
    expect(after.take()).toEqual([`bus ${ANSWER}`, 'bus 30 08 00']);
  });

  it('forgets all that is under way when it is reset', () => {
    const subject = channel({ ecu: { flowWaits: 1, flowWaitMs: 10 }, answers: [{ delayMs: 5 }] });
    const notes = new InterceptorNotes();
    subject.fromBus(fromTool(REQUEST), 0, notes);
    subject.fromNode(fromEcu(ANSWER), 0, notes);
    subject.fromNode(fromEcu('30 08 00'), 0, notes);
    notes.take();
    subject.reset();
    expect([subject.deadlineUs(), subject.hasPendingWork()]).toEqual([Infinity, false]);
    expect([subject.sent(onWire(notes, 0), 200, notes), notes.take()]).toEqual([false, []]);
  });
});
