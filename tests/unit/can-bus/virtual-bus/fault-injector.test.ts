import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FaultInjector, type FrameFate } from '../../../../can-bus/virtual-bus/fault-injector.ts';
import { busFaultPlan, NO_BUS_FAULTS, type BusFaultPlan } from '../../../../can-bus/virtual-bus/fault-plan.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';

const FRAME = dataFrame(0x7b5, new Uint8Array(0));
const OTHER = dataFrame(0x758, new Uint8Array(0));

function injector(plan: Partial<BusFaultPlan>, seed = 1): FaultInjector {
  const subject = new FaultInjector(seed);
  subject.setPlan(busFaultPlan(plan));
  return subject;
}

function fates(subject: FaultInjector, count: number): readonly FrameFate[] {
  return Array.from({ length: count }, () => subject.fate(FRAME, false));
}

describe('the fault injector', () => {
  it('is active under a plan with faults', () => {
    expect(new FaultInjector(1).active).toBe(false);
    expect(injector({ drop: 0.1 }).active).toBe(true);
    expect(injector({}).active).toBe(false);
  });

  it.each(['corrupt', 'drop', 'duplicate'] as const)('%s: each frame, or from the second on and once', (fault) => {
    expect(fates(injector({ [fault]: 1 }), 2)).toEqual([fault, fault]);
    expect(fates(injector({ [fault]: 1, skip: 1, count: 1 }), 3)).toEqual(['good', fault, 'good']);
    expect(injector({ [fault]: 1, ids: [0x7b5] }).fate(OTHER, false)).toBe('good');
  });

  it('has in its plan what is left of it: delays and what happens at the end of a frame are counted apart', () => {
    const bounds = { ids: [0x7b5], count: 1 };
    const subject = injector({ drop: 1, delayMs: 1, ...bounds });
    subject.fate(OTHER, false);
    expect(subject.plan).toMatchObject({ drop: 1, delayMs: 1, ...bounds });
    subject.fate(FRAME, false);
    expect(subject.plan).toMatchObject({ drop: 0, delayMs: 1, ...bounds });
    subject.readyUs(new Station('tool', 0), FRAME, 0);
    expect(subject.plan).toEqual(NO_BUS_FAULTS);
    const other = new FaultInjector(9);
    other.restore(subject.snapshot());
    expect([other.plan, other.fate(FRAME, false)]).toEqual([NO_BUS_FAULTS, 'good']);
  });

  it('duplicates no frame that was delivered already', () => {
    expect(injector({ duplicate: 1 }).fate(FRAME, true)).toBe('good');
  });

  it('delays requests, and keeps the order of one station', () => {
    const station = new Station('tool', 0);
    const subject = injector({ delayMs: 1.5, ids: [0x7b5] });
    expect(subject.readyUs(station, FRAME, 1000)).toBe(2500);
    expect(subject.readyUs(station, OTHER, 1100)).toBe(2500);
    expect(subject.readyUs(new Station('ecu', 1), OTHER, 1100)).toBe(1100);
  });

  it('draws the jitter from 0 up to its length', () => {
    const subject = injector({ jitterMs: 0.003 });
    const delays = Array.from({ length: 200 }, () => subject.readyUs(new Station('tool', 0), FRAME, 0));
    expect([...new Set(delays)].sort()).toEqual([0, 1, 2, 3]);
  });

  it('draws the same from the same seed, and continues from a snapshot', () => {
    const subject = injector({ drop: 0.5 });
    const first = fates(subject, 20);
    const snapshot = subject.snapshot();
    const next = fates(subject, 20);
    expect(new Set(first)).toEqual(new Set(['good', 'drop']));
    expect(fates(injector({ drop: 0.5 }), 20)).toEqual(first);
    expect(fates(injector({ drop: 0.5 }, 2), 20)).not.toEqual(first);
    const other = new FaultInjector(9);
    other.restore(snapshot);
    expect(fates(other, 20)).toEqual(next);
    other.reseed(1);
    expect(fates(other, 20)).toEqual(first);
  });

  it('counts anew under a new plan', () => {
    const subject = injector({ drop: 1, count: 1 });
    expect(fates(subject, 2)).toEqual(['drop', 'good']);
    expect(subject.snapshot()).toMatchObject({ ends: { seen: 2, struck: 1 }, requests: { seen: 0, struck: 0 } });
    subject.setPlan(busFaultPlan({ drop: 1, count: 1 }));
    expect(fates(subject, 2)).toEqual(['drop', 'good']);
  });

  it('delays no more requests than its count, also after a snapshot', () => {
    const subject = injector({ delayMs: 1, count: 1 });
    const delays = (of: FaultInjector, count: number): readonly number[] =>
      Array.from({ length: count }, () => of.readyUs(new Station('tool', 0), FRAME, 0));
    const fresh = subject.snapshot();
    expect(delays(subject, 2)).toEqual([1_000, 0]);
    const other = new FaultInjector(1);
    other.restore(fresh);
    expect(delays(other, 2)).toEqual([1_000, 0]);
    other.restore(subject.snapshot());
    expect(delays(other, 1)).toEqual([0]);
  });

  it('counts ends of frames on after a snapshot', () => {
    const subject = injector({ drop: 1, count: 2 });
    fates(subject, 1);
    const other = new FaultInjector(1);
    other.restore(subject.snapshot());
    expect(fates(other, 2)).toEqual(['drop', 'good']);
  });

  it('counts no good frame against its number', () => {
    const subject = injector({ drop: 0.5, count: 3 });
    expect(fates(subject, 40).filter((fate) => fate === 'drop')).toHaveLength(3);
  });
});
