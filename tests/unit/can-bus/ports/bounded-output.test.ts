import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BoundedOutput } from '../../../../can-bus/ports/bounded-output.ts';
import { turn } from '../../../support/turn.ts';

/** A stream that takes a write only on command. */
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

describe('a bounded output', () => {
  it('writes at once, where that is wanted: what belongs to one event in one write', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream, undefined, true);
    output.put('a', 0);
    queueMicrotask(() => output.put('b', 0));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(stream.writes.join('')).toBe('ab');
  });

  it('takes bytes as well as text, and keeps their order', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('a', 0);
    output.put(Uint8Array.of(0x00, 0xff), 0);
    output.put('b', 0);
    expect(output.waitingBytes).toBe(4);
    await turn();
    output.put(Uint8Array.of(0x63), 0);
    await stream.take();
    expect(stream.writes).toEqual(['a\x00\xffb', 'c']);
    output.put(Uint8Array.of(0x64), 0);
    output.drop();
    expect(output.waitingBytes).toBe(1);
  });

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

  it('writes the rest when it is finished, and accepts nothing more', async () => {
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

  it('holds back during a pause what was put in after it began, until it is resumed', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('ok', 0);
    output.pause(60_000);
    output.put('frame', 1);
    await turn();
    await stream.take();
    expect(stream.writes).toEqual(['ok']);
    expect(output.waitingFrames).toBe(1);
    output.resume();
    await turn();
    expect(stream.writes).toEqual(['ok', 'frame']);
  });

  it('flushes at a pause even while a write is under way, and counts both', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.put('first', 1);
    await turn();
    output.put('ok', 0);
    output.pause(60_000);
    expect(output.waitingBytes).toBe(7);
    await stream.take();
    expect(stream.writes).toEqual(['first', 'ok']);
    await stream.take();
    expect(output.waitingBytes).toBe(0);
    output.finish();
  });

  it('flushes what a pause held back when it is finished', () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream);
    output.pause(60_000);
    output.put('last', 1);
    output.finish();
    expect(stream.writes).toEqual(['last']);
  });

  it('drops what the stream has not been handed, and continues', async () => {
    const stream = new SlowStream();
    const output = new BoundedOutput(stream, { frames: 2, bytes: 100 });
    output.put('a', 1);
    output.put('b', 1);
    expect(output.put('c', 1)).toBe(false);
    output.drop();
    expect(output.put('d', 1)).toBe(true);
    await turn();
    expect(stream.writes).toEqual(['d']);
  });
});
