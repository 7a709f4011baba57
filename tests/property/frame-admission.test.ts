import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAdmission } from '../../hil/car/host/frame-admission.ts';

describe('the admission of a client’s frames (interfaces.md, "Buses")', () => {
  it('never lets more than 64 wait for the bus, loses none, and stops no client for good', () => {
    // In each turn the client has some frames in its socket, and the bus carries some.
    const turns = fc.array(fc.tuple(fc.nat(300), fc.nat(100)), { maxLength: 60 });
    fc.assert(
      fc.property(turns, (steps) => {
        const admission = new FrameAdmission();
        let [unread, waiting, sent, carried] = [0, 0, 0, 0];
        const read = (): void => {
          while (unread > 0 && !admission.isHeldBack) {
            unread--;
            waiting++;
            if (admission.afterFrame(waiting) === 'next-turn') return;
          }
        };
        const turn = (sends: number, carries: number): void => {
          sent += sends;
          unread += sends;
          read();
          expect(waiting).toBeLessThanOrEqual(64);
          const count = Math.min(waiting, carries);
          waiting -= count;
          carried += count;
          admission.mayResume(waiting);
        };
        for (const [sends, carries] of steps) turn(sends, carries);
        for (let rest = 0; rest < 1_000 && unread + waiting > 0; rest++) turn(0, 64);
        expect(carried).toBe(sent);
      }),
    );
  });

  it('lets the client in again when none of its frames waits: others get the bus in between', () => {
    const admission = new FrameAdmission();
    for (let waiting = 1; waiting < 64; waiting++) expect(admission.afterFrame(waiting)).toBe('go-on');
    expect(admission.afterFrame(64)).toBe('hold-back');
    expect(admission.mayResume(1)).toBe(false);
    expect(admission.mayResume(0)).toBe(true);
    expect(admission.mayResume(0)).toBe(false);
  });

  it('gives up the turn after 64 frames, where the bus carries each at once', () => {
    const admission = new FrameAdmission();
    const given = Array.from({ length: 200 }, () => admission.afterFrame(0));
    expect(given.flatMap((what, index) => (what === 'next-turn' ? [index + 1] : []))).toEqual([64, 128, 192]);
  });
});
