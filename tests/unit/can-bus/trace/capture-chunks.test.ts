import { describe, expect, it } from 'vitest';
import { CaptureChunks } from '../../../../can-bus/trace/capture-chunks.ts';

/** Records of this file: one byte of length, and that many bytes. */
function read(chunks: readonly Uint8Array[]): { records: string[]; offset: number; incompleteBytes: number } {
  const reader = new CaptureChunks();
  const records: string[] = [];
  for (const chunk of chunks) {
    reader.read(chunk, (bytes, at) => {
      const length = bytes[at];
      if (length === undefined || at + 1 + length > bytes.length) return null;
      records.push(`${reader.offset}: ${bytes.subarray(at + 1, at + 1 + length).join(' ')}`);
      return 1 + length;
    });
  }
  return { records, offset: reader.offset, incompleteBytes: reader.incompleteBytes };
}

describe('the chunks of a capture file', () => {
  it('give the same records and offsets however the file is cut', () => {
    const file = Uint8Array.of(2, 10, 11, 0, 3, 20, 21, 22, 5, 1);
    const whole = { records: ['0: 10 11', '3: ', '4: 20 21 22'], offset: 8, incompleteBytes: 2 };
    expect(read([file])).toEqual(whole);
    for (let cut = 0; cut <= file.length; cut += 1) {
      expect(read([file.subarray(0, cut), file.subarray(cut)]), `cut at ${cut}`).toEqual(whole);
    }
    expect(read(Array.from(file, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('may be parts of a larger buffer', () => {
    const buffer = Uint8Array.of(9, 9, 2, 10, 11, 9);
    expect(read([buffer.subarray(2, 5)])).toEqual({ records: ['0: 10 11'], offset: 3, incompleteBytes: 0 });
  });
});
