/** Parts are joined up to about this size. */
const CHUNK_BYTES = 65_536;

/** Turns parts into a stream of larger chunks, generated only as fast as they are read. */
export function chunkStream(parts: Iterable<string | Uint8Array>): ReadableStream<Uint8Array> {
  const source = parts[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        let text = '';
        while (text.length < CHUNK_BYTES) {
          const part = source.next();
          if (part.done === true) {
            if (text !== '') controller.enqueue(encoder.encode(text));
            controller.close();
            return;
          }
          if (typeof part.value === 'string') text += part.value;
          else {
            if (text !== '') controller.enqueue(encoder.encode(text));
            controller.enqueue(part.value);
            return;
          }
        }
        controller.enqueue(encoder.encode(text));
      },
    },
    { highWaterMark: 0 },
  );
}
