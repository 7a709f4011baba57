import { describe, expect, it } from 'vitest';
import { FrameAdmission } from '../../../../../hil/car/host/frame-admission.ts';

describe('the admission of frames of one client', () => {
  it('continues while fewer than 64 frames wait', () => {
    const admission = new FrameAdmission();
    expect(admission.afterFrame(63)).toBe('go-on');
    expect(admission.isHeldBack).toBe(false);
  });

  it('holds the client back from 64 waiting frames on, until none waits', () => {
    const admission = new FrameAdmission();
    expect(admission.afterFrame(64)).toBe('hold-back');
    expect(admission.isHeldBack).toBe(true);
    expect(admission.mayResume(1)).toBe(false);
    expect(admission.mayResume(0)).toBe(true);
    expect(admission.isHeldBack).toBe(false);
  });

  it('lets nobody in again who is not held back', () => {
    expect(new FrameAdmission().mayResume(0)).toBe(false);
  });

  it('gives up the turn of the event loop after each 64th frame', () => {
    const admission = new FrameAdmission();
    const turns = Array.from({ length: 128 }, () => admission.afterFrame(0));
    expect(turns.flatMap((turn, index) => (turn === 'next-turn' ? [index] : []))).toEqual([63, 127]);
  });
});
