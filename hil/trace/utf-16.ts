import { markedEncoding } from '../../can-bus/text/decode-text.ts';

/**
 * The same bytes; a text in UTF-16 with a byte-order mark, as PowerShell's `>` writes it, in UTF-8. The first chunk has
 * at least two bytes, unless there are no more.
 */
export async function* asUtf8(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const first = await firstPair(chunks);
  const encoding = markedEncoding(first);
  if (encoding === null) {
    yield first;
    yield* chunks;
    return;
  }
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  yield encoder.encode(decoder.decode(first, { stream: true }));
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

async function firstPair(chunks: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  let first = new Uint8Array(0);
  while (first.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    first = new Uint8Array(Buffer.concat([first, next.value]));
  }
  return first;
}
