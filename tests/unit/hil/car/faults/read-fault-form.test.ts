import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../../../../hil/car/faults/fault-plan.ts';
import { faultFormOf, readFaultForm } from '../../../../../hil/car/faults/read-fault-form.ts';

const idOf = (key: string): number => (key === 'master' ? 0xa100_0001 : 0);

describe('readFaultForm', () => {
  it('VEH-8: gives only the parts that the form has', () => {
    expect(readFaultForm({}, idOf)).toEqual({});
    expect(readFaultForm({ seed: 7, silent: ['body'] }, idOf)).toEqual({ seed: 7, silent: ['body'] });
  });

  it('fills in what a part leaves out', () => {
    const { busOff, babble, supply, memoryCut } = readFaultForm(
      { busOff: { node: 'body' }, babble: {}, supply: { points: [{ atMs: 5, volts: 10.5 }] }, memoryCut: {} },
      idOf,
    );
    expect(busOff).toEqual({ node: 'body', held: false });
    expect(babble).toEqual({ id: 0, periodMs: 0, durationMs: 100 });
    expect(supply).toEqual({ points: [{ atMs: 5, mv: 10_500 }], stepMs: 10 });
    expect(memoryCut).toEqual({ write: 1, block: null, byte: null, offMs: 100 });
  });

  it('ends a part with null', () => {
    const form = { busOff: null, babble: null, supply: null, doorFlutter: null, memoryCut: null };
    expect(readFaultForm(form, idOf)).toEqual(form);
  });

  it('reads CAN ids and bytes from hex, and keys by their name', () => {
    const parts = readFaultForm(
      {
        bus: { ids: ['758', 0x7a0], data: '27 0* ..' },
        answers: [{ replace: '7F 31 22' }],
        keyBattery: [{ key: 'master', batteryV: 2.2 }],
      },
      idOf,
    );
    expect(parts.bus?.ids).toEqual([0x758, 0x7a0]);
    expect(parts.bus?.data?.text).toBe('27 0* ..');
    expect(parts.answers?.[0]?.replace).toEqual(Uint8Array.of(0x7f, 0x31, 0x22));
    expect(parts.keyBattery).toEqual([{ keyId: 0xa100_0001, batteryMv: 2200 }]);
  });
});

describe('faultFormOf', () => {
  it('gives ids and bytes in hex, and volts', () => {
    const parts = readFaultForm(
      {
        bus: { ids: [0x758, 0x18da_10f1], data: '27 ..' },
        babble: { id: '7A' },
        answers: [{ request: '31 ..', replace: '7F3122' }],
        supply: { points: [{ atMs: 0, volts: 11 }] },
        keyBattery: [{ key: 'master', batteryV: 2.2 }],
      },
      idOf,
    );
    const form = faultFormOf({ ...NO_FAULTS, ...parts });
    expect(form.bus).toMatchObject({ ids: ['758', '18DA10F1'], data: '27 ..' });
    expect(form.babble).toEqual({ id: '07A', periodMs: 0, durationMs: 100 });
    expect(form.answers[0]).toMatchObject({ request: '31 ..', response: null, replace: '7F 31 22' });
    expect(form.supply).toEqual({ points: [{ atMs: 0, volts: 11 }], stepMs: 10 });
    expect(form.keyBattery).toEqual([{ key: 'A1000001', batteryV: 2.2 }]);
  });
});
