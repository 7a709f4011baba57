import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TraceFileError } from '../../../../hil/trace/trace-file-error.ts';
import { unpacked, unpackedName } from '../../../../hil/trace/unpack.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function unpack(bytes: Uint8Array, size: number = 1000): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of unpacked(inPieces(bytes, size), 'a.log.gz')) parts.push(part);
  return Buffer.concat(parts);
}

const TEXT = new TextEncoder().encode('(0.000001) can0 7B5#021003\n'.repeat(5000));

describe('a compressed log (interfaces, traces)', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
    ['nothing', TEXT],
  ])('of %s is unpacked while it is read, in pieces of any size', async (_name, bytes) => {
    expect(Buffer.compare(await unpack(bytes), TEXT)).toBe(0);
    expect((await unpack(bytes, 3)).length).toBe(TEXT.length);
  });

  it('that is cut off gives what is before', async () => {
    const bytes = gzipSync(TEXT);
    const part = await unpack(bytes.subarray(0, bytes.length - 20));
    expect(part.length).toBeGreaterThan(0);
    expect(Buffer.compare(part, TEXT.subarray(0, part.length))).toBe(0);
  });

  it('that is damaged is named, with the command that checks it', async () => {
    const bytes = gzipSync(TEXT);
    bytes.fill(0xff, 20, 60);
    await expect(unpack(bytes)).rejects.toThrow(TraceFileError);
    await expect(unpack(bytes)).rejects.toMatchObject({ hint: 'check it: gunzip -k a.log.gz' });
  });

  it('that grows to more than 200 times its size is not unpacked to its end', async () => {
    const bomb = gzipSync(new Uint8Array(200_000_000));
    let bytes = 0;
    const read = async (): Promise<void> => {
      for await (const part of unpacked(inPieces(bomb, 65_536), 'a.log.gz')) bytes += part.length;
    };
    await expect(read()).rejects.toThrow('its gzip data unpack to more than 200 times their size');
    expect(bytes).toBeLessThan(100_000_000);
  });

  it('that is packed once more, or unpacks to nothing, is named', async () => {
    await expect(unpack(gzipSync(gzipSync(TEXT)))).rejects.toMatchObject({
      message: 'trace a.log.gz: its gzip data are packed once more (gzip)',
      hint: 'unpack it once: gunzip -k a.log.gz',
    });
    await expect(unpack(zstdCompressSync(gzipSync(TEXT)))).rejects.toThrow('its zstd data are packed once more (gzip)');
    for (const bytes of [gzipSync(''), zstdCompressSync(TEXT).subarray(0, 12)]) {
      await expect(unpack(bytes)).rejects.toThrow('data unpack to nothing: it is empty, or cut off near its beginning');
    }
  });

  it('has the name of its content without the ending', () => {
    expect(['a.log.gz', 'a.BLF.ZST', 'a.log'].map(unpackedName)).toEqual(['a.log', 'a.BLF', 'a.log']);
  });
});
