import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BoundedOutput } from '../../../../can-bus/ports/bounded-output.ts';

/** A stream that takes a write only when it is told to. */
class SlowStream extends Writable {
  readonly writes: string[] = [];
  #taken: (() => void) | null = null;

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push(new TextDecoder('latin1').decode(chunk));
    this.#taken = done;
  }

  async take(): Promise<void> {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
    await turn();
  }
}

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('a bounded output', () => {
  it('writes all of one turn at once, and the next only when the system has taken that', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('a\r', 1);
    output.put('b\r', 1);
    expect(stream.writes).toEqual([]);
    await turn();
    expect(stream.writes).toEqual(['a\rb\r']);
    output.put('c\r', 1);
    output.put('d\r', 1);
    await turn();
    expect(stream.writes).toEqual(['a\rb\r']);
    expect([output.waitingFrames, output.waitingBytes]).toEqual([4, 8]);
    await stream.take();
    expect(stream.writes).toEqual(['a\rb\r', 'c\rd\r']);
    await stream.take();
    expect([output.waitingFrames, output.waitingBytes]).toEqual([0, 0]);
  });

  it('takes frames up to its limit, those being written included, and then refuses', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream, { frames: 3, bytes: 1_000 });
    expect([output.put('a', 1), output.put('b', 1)]).toEqual([true, true]);
    await turn();
    expect([output.put('c', 1), output.put('d', 1)]).toEqual([true, false]);
    expect(output.put('an answer is no frame', 0)).toBe(true);
    await stream.take();
    expect(output.put('e', 1)).toBe(true);
  });

  it('takes bytes up to its limit, and then refuses', () => {
    const output = new BoundedOutput(new SlowStream(), { frames: 100, bytes: 4 });
    expect([output.put('abc', 1), output.put('de', 1), output.put('d', 1)]).toEqual([true, false, true]);
  });

  it('writes the rest when it is finished, and takes nothing any more', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('a', 1);
    output.finish();
    expect(output.put('b', 1)).toBe(false);
    await turn();
    expect(stream.writes).toEqual(['a']);
  });

  it('writes nothing more once it is abandoned', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('a', 1);
    output.abandon();
    await turn();
    expect(stream.writes).toEqual([]);
    expect(output.put('b', 1)).toBe(false);
    expect(output.waitingFrames).toBe(0);
  });
});
