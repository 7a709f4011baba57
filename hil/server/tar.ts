/** A file of an archive. */
export interface TarFile {
  /** At most 100 characters of ASCII. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

const BLOCK = 512;
const encoder = new TextEncoder();

/** An archive of files in the ustar format (POSIX.1-1988), part by part; all of them are dated 1970. */
export function* tarArchive(files: Iterable<TarFile>): Generator<Uint8Array, void, undefined> {
  for (const { name, content } of files) {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    yield header(name, bytes.length);
    yield bytes;
    const rest = bytes.length % BLOCK;
    if (rest > 0) yield new Uint8Array(BLOCK - rest);
  }
  yield new Uint8Array(2 * BLOCK);
}

function header(name: string, length: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number): void => block.set(encoder.encode(text), at);
  put(name, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${length.toString(8).padStart(11, '0')}\0`, 124);
  put(`${'0'.repeat(11)}\0`, 136);
  // The checksum is computed with blanks in its own place.
  put('        ', 148);
  put('0', 156);
  put('ustar\0', 257);
  put('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
