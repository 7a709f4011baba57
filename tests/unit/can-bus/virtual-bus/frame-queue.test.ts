import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameQueue } from '../../../../can-bus/virtual-bus/frame-queue.ts';

describe('frame queue', () => {
  it('is first in, first out, whatever was pushed and popped before, beyond its first capacity too', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof({ weight: 2, arbitrary: fc.nat(0x7ff) }, { weight: 1, arbitrary: fc.constant('pop' as const) }),
        ),
        (steps) => {
          const queue = new FrameQueue();
          const model: number[] = [];
          for (const step of steps) {
            if (step === 'pop') {
              queue.pop();
              model.shift();
            } else {
              queue.push(dataFrame(step, new Uint8Array(0)), step * 10);
              model.push(step);
            }
            expect(queue.length).toBe(model.length);
            expect(queue.head()?.id).toBe(model[0]);
          }
          expect(queue.toArray().map(({ frame, readyUs }) => [frame.id, readyUs])).toEqual(
            model.map((id) => [id, id * 10]),
          );
          queue.clear();
          expect([queue.length, queue.head()]).toEqual([0, undefined]);
        },
      ),
    );
  });
});
