import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';

const A = dataFrame(0x100, Uint8Array.of(1));
const B = dataFrame(0x200, Uint8Array.of(2));

function twoFrames(): RepeatedFrames {
  return new RepeatedFrames([100, 250], (index) => (index === 0 ? A : B));
}

function sentAt(repeats: RepeatedFrames, nowUs: number): CanFrame[] {
  const sent: CanFrame[] = [];
  repeats.sendDue(nowUs, { send: (frame) => sent.push(frame) });
  return sent;
}

describe('frames that a node repeats', () => {
  it('are never due before they are started', () => {
    const repeats = twoFrames();
    expect(repeats.count).toBe(2);
    expect([repeats.nextUs, repeats.otherUs, repeats.dueUs(0), repeats.dueUs(1)]).toEqual(Array(4).fill(NEVER_US));
    expect(repeats.deadlineUs()).toBe(NEVER_US);
    expect(sentAt(repeats, 1_000_000)).toEqual([]);
  });

  it('are all due where they are started, and then each at its interval', () => {
    const repeats = twoFrames();
    repeats.startAt(1000);
    expect(repeats.nextUs).toBe(1000);
    expect(sentAt(repeats, 999)).toEqual([]);
    expect(sentAt(repeats, 1000)).toEqual([A, B]);
    expect([repeats.dueUs(0), repeats.dueUs(1), repeats.nextUs]).toEqual([1100, 1250, 1100]);
    expect(sentAt(repeats, 1099)).toEqual([]);
    expect(sentAt(repeats, 1100)).toEqual([A]);
    expect(sentAt(repeats, 1200)).toEqual([A]);
    expect(repeats.nextUs).toBe(1250);
    expect(sentAt(repeats, 1250)).toEqual([B]);
    expect([repeats.dueUs(0), repeats.dueUs(1), repeats.nextUs]).toEqual([1300, 1500, 1300]);
  });

  it('stay on their grid and are sent once where the caller is late', () => {
    const repeats = twoFrames();
    repeats.startAt(0);
    expect(sentAt(repeats, 500)).toEqual([A, B]);
    expect([repeats.dueUs(0), repeats.dueUs(1)]).toEqual([600, 750]);
    expect(sentAt(repeats, 699)).toEqual([A]);
    expect(repeats.dueUs(0)).toBe(700);
  });

  it.each([
    [1_099, 1_100],
    [1_100, 1_200],
    [1_199, 1_200],
    [1_200, 1_300],
  ])('that are due at 1000 µs, each 100 µs, and sent at %i µs, are due next at %i µs', (nowUs, nextUs) => {
    const repeats = twoFrames();
    repeats.startAt(1_000);
    expect(sentAt(repeats, nowUs)).toEqual([A, B]);
    expect(repeats.dueUs(0)).toBe(nextUs);
  });

  it('are asked for when they are due, and may be none', () => {
    const asked: [number, number][] = [];
    const repeats = new RepeatedFrames([10, 10], (index, nowUs) => {
      asked.push([index, nowUs]);
      return index === 0 ? null : B;
    });
    repeats.startAt(5);
    expect(sentAt(repeats, 5)).toEqual([B]);
    expect(asked).toEqual([
      [0, 5],
      [1, 5],
    ]);
    expect(repeats.nextUs).toBe(15);
  });

  it('are sent once without an interval', () => {
    const repeats = new RepeatedFrames([NEVER_US], () => A);
    repeats.startAt(7);
    expect(sentAt(repeats, 7)).toEqual([A]);
    expect([repeats.dueUs(0), repeats.nextUs]).toEqual([NEVER_US, NEVER_US]);
  });

  it('end, and continue where they were restored', () => {
    const repeats = twoFrames();
    repeats.startAt(0);
    repeats.startAt(NEVER_US);
    expect(repeats.nextUs).toBe(NEVER_US);
    repeats.restore([70, 60]);
    expect([repeats.dueUs(0), repeats.dueUs(1), repeats.nextUs]).toEqual([70, 60, 60]);
    expect(sentAt(repeats, 60)).toEqual([B]);
    expect([repeats.dueUs(1), repeats.nextUs]).toEqual([310, 70]);
    const three = new RepeatedFrames([100, 100, 100], () => A);
    three.restore([60, 71, 70]);
    expect(three.takeDue(60)).toBe(0b001);
    expect(three.nextUs).toBe(70);
  });

  it('are taken where they are due, with a bit for each, even where nothing is sent', () => {
    const repeats = new RepeatedFrames([10, 20, 30], (index) => (index === 1 ? null : A));
    expect(repeats.frameOf(0)).toBeNull();
    repeats.restore([5, 5, 6]);
    expect(repeats.takeDue(4)).toBe(0);
    expect(repeats.takeDue(5)).toBe(0b011);
    expect([repeats.frameOf(0), repeats.frameOf(1), repeats.frameOf(2)]).toEqual([A, null, null]);
    expect(repeats.takeDue(6)).toBe(0b100);
    expect(repeats.frameOf(2)).toBe(A);
  });

  it('are asked for, and stay due, where another keeps the time', () => {
    let sent = A;
    const repeats = new RepeatedFrames([100, 100], () => sent);
    repeats.startAt(100);
    expect([repeats.poll(1, 100), repeats.frameOf(1), repeats.frameOf(0)]).toEqual([A, A, null]);
    sent = B;
    expect([repeats.poll(1, 100), repeats.dueUs(1)]).toEqual([B, 100]);
    repeats.setDue(1, 250);
    expect([repeats.dueUs(0), repeats.dueUs(1), repeats.nextUs]).toEqual([100, 250, 100]);
  });

  it('are not asked for again while they are settled, all of them', () => {
    const asked: string[] = [];
    const repeats = new RepeatedFrames([10, 10], (index, nowUs) => {
      asked.push(`${index} at ${nowUs}`);
      return index === 0 ? A : B;
    });
    const poll = (nowUs: number): string => {
      asked.length = 0;
      expect([repeats.poll(0, nowUs), repeats.poll(1, nowUs)]).toEqual([A, B]);
      return asked.join(', ');
    };
    expect(poll(1)).toBe('0 at 1, 1 at 1');
    repeats.settle(0, 100);
    expect(poll(2)).toBe('0 at 2, 1 at 2');
    repeats.settle(1, 50);
    expect(poll(49)).toBe('');
    expect(poll(50)).toBe('0 at 50, 1 at 50');
    repeats.settle(1, 200);
    expect(poll(99)).toBe('');
    expect(poll(100)).toBe('0 at 100, 1 at 100');
    repeats.settle(0, NEVER_US);
    expect(poll(199)).toBe('');
    repeats.unsettle();
    expect(poll(199)).toBe('0 at 199, 1 at 199');
    repeats.settle(1, NEVER_US);
    expect(poll(200)).toBe('0 at 200, 1 at 200');
  });

  it.each([
    ['started', (repeats: RepeatedFrames) => repeats.startAt(5)],
    ['restored', (repeats: RepeatedFrames) => repeats.restore([5])],
    ['unsettled while another is not settled', (repeats: RepeatedFrames) => repeats.unsettle()],
  ])('are asked for anew where they are %s', (_how, change) => {
    let sent = A;
    const repeats = new RepeatedFrames([10], () => sent);
    repeats.poll(0, 0);
    repeats.settle(0, NEVER_US);
    sent = B;
    expect(repeats.poll(0, 1)).toBe(A);
    change(repeats);
    expect(repeats.poll(0, 1)).toBe(B);
  });

  it('are all unsettled at once, those that were settled before the others were, too', () => {
    let sent = A;
    const repeats = new RepeatedFrames([10, 10], () => sent);
    repeats.poll(0, 0);
    repeats.settle(0, NEVER_US);
    repeats.unsettle();
    sent = B;
    repeats.poll(1, 1);
    repeats.settle(1, NEVER_US);
    expect(repeats.poll(0, 1)).toBe(B);
  });

  it('show that their node has set anew when they are due', () => {
    const repeats = twoFrames();
    expect(repeats.hasRestarted).toBe(false);
    repeats.startAt(100);
    expect(repeats.hasRestarted).toBe(true);
    repeats.hasRestarted = false;
    repeats.sendDue(100, { send: () => undefined });
    repeats.setDue(0, 300);
    expect(repeats.hasRestarted).toBe(false);
    repeats.restore([1, 2]);
    expect(repeats.hasRestarted).toBe(true);
  });

  it('have the deadline of their node: the first of them, or what else is due', () => {
    const repeats = twoFrames();
    repeats.startAt(100);
    repeats.otherUs = 100.5;
    expect(repeats.deadlineUs()).toBe(100);
    repeats.otherUs = 99;
    expect(repeats.deadlineUs()).toBe(99);
  });
});
