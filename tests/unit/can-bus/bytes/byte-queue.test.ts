import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../../../can-bus/bytes/byte-queue.ts';

function content(queue: ByteQueue): readonly number[] {
  return [...queue.bytes.subarray(queue.start, queue.end)];
}

describe('ByteQueue', () => {
  it('returns the bytes in order, regardless of reads in between', () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1, 2, 3));
    queue.drop(2);
    queue.push(Uint8Array.of(4));
    expect(content(queue)).toEqual([3, 4]);
    expect(queue.view.getUint8(queue.start)).toBe(3);
    queue.drop(5);
    expect(queue.length).toBe(0);
  });

  it('grows for a piece longer than its space, and moves what waits to the front', () => {
    const queue = new ByteQueue();
    queue.push(new Uint8Array(65_535).fill(7));
    queue.drop(65_534);
    queue.push(Uint8Array.of(8, 9));
    expect(content(queue)).toEqual([7, 8, 9]);
    queue.push(new Uint8Array(200_000));
    expect([queue.length, queue.view.getUint8(queue.start + 2)]).toEqual([200_003, 9]);
    queue.clear();
    expect(queue.length).toBe(0);
  });
});
