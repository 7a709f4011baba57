import { describe, expect, it } from 'vitest';
import { chunkStream } from '../../../../hil/http/chunk-stream.ts';

async function chunksOf(parts: Iterable<string | Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunkStream(parts)) chunks.push(chunk);
  return chunks;
}

describe('a stream of chunks', () => {
  it('joins short texts to chunks of about 64 KiB and loses none', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i} µ\n`);
    const chunks = await chunksOf(lines);
    expect(chunks.map((chunk) => new TextDecoder().decode(chunk)).join('')).toBe(lines.join(''));
    expect(chunks.length).toBe(2);
    expect(chunks[0]?.length).toBeGreaterThanOrEqual(65_536);
  });

  it('forwards bytes unchanged, in their place among texts', async () => {
    const chunks = await chunksOf(['a', Uint8Array.of(1, 2), 'b', Uint8Array.of(3)]);
    expect(chunks.flatMap((chunk) => [...chunk])).toEqual([0x61, 1, 2, 0x62, 3]);
  });

  it('ends at once where there is nothing', async () => {
    expect(await chunksOf([])).toEqual([]);
  });

  it('makes only what is read', async () => {
    let made = 0;
    const endless = (function* (): Generator<Uint8Array> {
      for (;;) yield Uint8Array.of(made++);
    })();
    const reader = chunkStream(endless).getReader();
    await reader.read();
    await reader.read();
    expect(made).toBe(2);
    await reader.cancel();
  });
});
