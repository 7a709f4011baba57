import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameBacklog } from '../../../../can-bus/ports/frame-backlog.ts';

const NO_DATA = new Uint8Array(0);
const A = dataFrame(1, NO_DATA);
const B = dataFrame(2, NO_DATA);
const C = dataFrame(3, NO_DATA);

describe('the backlog of frames', () => {
  it('is open until it is held back, and again when all it kept has come through', () => {
    const backlog = new FrameBacklog(2);
    expect([backlog.isOpen, backlog.isEmpty]).toEqual([true, true]);
    backlog.holdBack(true);
    expect([backlog.isOpen, backlog.isEmpty]).toEqual([false, true]);
    backlog.keep(A, null, 0);
    backlog.holdBack(false);
    expect([backlog.isOpen, backlog.isEmpty]).toEqual([false, false]);
    backlog.flow(0, () => undefined);
    expect([backlog.isOpen, backlog.isEmpty]).toEqual([true, true]);
  });

  it('keeps up to its limit and loses what comes then', () => {
    const backlog = new FrameBacklog(2);
    expect([A, B, C].map((frame) => backlog.keep(frame, null, 0))).toEqual([true, true, false]);
  });

  it('gives frames on in order, older by the time they waited', () => {
    const backlog = new FrameBacklog(2);
    backlog.keep(A, 30, 100);
    backlog.keep(B, null, 120);
    const given: unknown[] = [];
    backlog.flow(150, (frame, agoUs) => given.push([frame.id, agoUs]));
    expect(given).toEqual([
      [1, 80],
      [2, null],
    ]);
  });

  it('stops where it is held back within, and continues from there', () => {
    const backlog = new FrameBacklog(3);
    for (const frame of [A, B, C]) backlog.keep(frame, null, 0);
    const given: number[] = [];
    backlog.flow(0, ({ id }) => {
      given.push(id);
      backlog.holdBack(id === 2);
    });
    expect(given).toEqual([1, 2]);
    backlog.holdBack(false);
    backlog.flow(0, ({ id }) => given.push(id));
    expect(given).toEqual([1, 2, 3]);
  });

  it('is empty once cleared', () => {
    const backlog = new FrameBacklog(1);
    backlog.keep(A, null, 0);
    backlog.clear();
    expect(backlog.isEmpty).toBe(true);
    expect(backlog.keep(B, null, 0)).toBe(true);
  });
});
