import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { NO_TRANSPORT_FAULTS, type TransportFaultPlan } from '../../../../can-bus/faults/diagnostic-fault-plan.ts';
import { TransportFaults, type FrameFaultResult } from '../../../../can-bus/faults/transport-faults.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { RandomSource } from '../../../../can-bus/random/random-source.ts';

function faults(plan: Partial<TransportFaultPlan>): TransportFaults {
  return new TransportFaults({ ...NO_TRANSPORT_FAULTS, ...plan }, RandomSource.seeded(1, 'test'));
}

function frame(data: string): CanFrame {
  return dataFrame(0x7bd, fromHex(data));
}

/** What the fault is called, and each frame with its delay in µs. */
function lines({ struck, frames }: FrameFaultResult): readonly (string | null)[] {
  return [struck, ...frames.map(({ afterUs, frame: { data } }) => `${afterUs} ${toHex(data, ' ')}`)];
}

describe('transport faults', () => {
  it('of a plan without any are not active, and pass every frame on', () => {
    const subject = faults({});
    expect(subject.active).toBe(false);
    expect(lines(subject.consecutive(frame('21 01'), 0))).toEqual([null, '0 21 01']);
    expect(lines(subject.flowControl(frame('30 00 00'), 0))).toEqual([null, '0 30 00 00']);
  });

  it('lose a consecutive frame', () => {
    expect(lines(faults({ consecutiveLost: 1 }).consecutive(frame('21 01'), 0))).toEqual(['consecutive-frame-lost']);
  });

  it('raise a sequence number by one, F to 0 (conformance 58)', () => {
    const subject = faults({ wrongSequence: 1 });
    expect(lines(subject.consecutive(frame('21 AA'), 0))).toEqual(['wrong-sequence-number', '0 22 AA']);
    expect(lines(subject.consecutive(frame('2F AA'), 0))).toEqual(['wrong-sequence-number', '0 20 AA']);
    expect(lines(subject.consecutive(frame('B5 23 AA'), 1))).toEqual(['wrong-sequence-number', '0 B5 24 AA']);
  });

  it('lose a flow control, or make it an overflow', () => {
    expect(lines(faults({ flowLost: 1 }).flowControl(frame('30 08 14'), 0))).toEqual(['flow-control-lost']);
    expect(lines(faults({ flowOverflow: 1 }).flowControl(frame('B5 30 08 14'), 1))).toEqual([
      'flow-control-overflow',
      '0 B5 32 08 14',
    ]);
  });

  it('put waits in front of a flow control, each after the time of the plan', () => {
    expect(lines(faults({ flowWaits: 2, flowWaitMs: 50 }).flowControl(frame('30 08 14'), 0))).toEqual([
      'flow-control-wait',
      '0 31 08 14',
      '50000 31 08 14',
      '100000 30 08 14',
    ]);
  });

  it('keep the format of the frame they change', () => {
    const original = dataFrame(0x123, fromHex('21 01'), { extended: true, fd: true, bitRateSwitch: true });
    const [changed] = faults({ wrongSequence: 1 }).consecutive(original, 0).frames;
    expect(changed?.frame).toMatchObject({ id: 0x123, extended: true, fd: true, bitRateSwitch: true });
  });

  it('count consecutive frames and flow controls apart, and continue from restored counts', () => {
    const subject = faults({ consecutiveLost: 1, flowLost: 1, skip: 1, count: 1 });
    const fates = [1, 2, 3].map(() => subject.consecutive(frame('21 01'), 0).struck);
    expect(fates).toEqual([null, 'consecutive-frame-lost', null]);
    expect(subject.counts).toEqual([
      { seen: 3, struck: 1 },
      { seen: 0, struck: 0 },
    ]);
    const other = faults({ consecutiveLost: 1, flowLost: 1, skip: 1, count: 1 });
    other.restore([
      { seen: 0, struck: 0 },
      { seen: 1, struck: 0 },
    ]);
    expect(other.flowControl(frame('30 00 00'), 0).struck).toBe('flow-control-lost');
    expect(other.consecutive(frame('21 01'), 0).struck).toBeNull();
  });
});
