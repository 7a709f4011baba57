import { describe, expect, it } from 'vitest';
import { asUtf8 } from '../../../../hil/trace/utf-16.ts';

async function textOf(...chunks: readonly (readonly number[])[]): Promise<readonly number[]> {
  async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
    await Promise.resolve();
    for (const chunk of chunks) yield Uint8Array.from(chunk);
  }
  const bytes: number[] = [];
  for await (const chunk of asUtf8(source())) bytes.push(...chunk);
  return bytes;
}

describe('asUtf8', () => {
  it('leaves bytes without a byte-order mark as they are', async () => {
    expect(await textOf([0x28], [0x31, 0xff, 0xfe])).toEqual([0x28, 0x31, 0xff, 0xfe]);
    expect(await textOf([0x28])).toEqual([0x28]);
    expect(await textOf()).toEqual([]);
  });

  it('makes UTF-8 of UTF-16 in either byte order, without the mark', async () => {
    expect(await textOf([0xff, 0xfe, 0x41, 0, 0xe4, 0])).toEqual([0x41, 0xc3, 0xa4]);
    expect(await textOf([0xfe, 0xff, 0, 0x41, 0, 0xe4])).toEqual([0x41, 0xc3, 0xa4]);
  });

  it('reads a mark and a letter that are spread over chunks', async () => {
    expect(await textOf([0xff], [0xfe, 0x41], [0, 0xe4], [0])).toEqual([0x41, 0xc3, 0xa4]);
  });
});
