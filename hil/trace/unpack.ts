import { createGunzip, createZstdDecompress, constants, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { TraceFileError } from './trace-file-error.ts';

interface Packing {
  readonly name: string;
  readonly ending: string;
  /** The first bytes of a packed file. */
  readonly magic: readonly number[];
  readonly command: string;
  /** Stops where the input stops: a packed file that is cut off has a valid beginning. */
  readonly create: () => Gunzip | ZstdDecompress;
}

const PACKINGS: readonly Packing[] = [
  {
    name: 'gzip',
    ending: '.gz',
    magic: [0x1f, 0x8b],
    command: 'gunzip -k',
    create: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
  },
  {
    name: 'zstd',
    ending: '.zst',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    command: 'unzstd',
    create: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
  },
];

/** A log shrinks to a tenth, a very regular one to a fiftieth. What grows more is made to fill memory or disks. */
const MAX_GROWTH = 200;
/** Below this size nothing is suspicious. */
const FREE_BYTES = 67_108_864;

/** The name that the content of a packed file has. */
export function unpackedName(path: string): string {
  const packing = PACKINGS.find(({ ending }) => path.toLowerCase().endsWith(ending));
  return packing === undefined ? path : path.slice(0, -packing.ending.length);
}

/**
 * The same bytes; those of a gzip or zstd file unpacked while they are read. The rest of a file that is cut off is
 * missing, as with any other log.
 *
 * @throws TraceFileError (usage) where they cannot be unpacked, or grow beyond all measure
 */
export async function* unpacked(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = await startOf(chunks);
  const packing = packingOf(start);
  if (packing === undefined) {
    yield start;
    yield* chunks;
    return;
  }
  const input = { bytes: 0 };
  const stream = packing.create();
  const feeding = feed(stream, start, chunks, input);
  let output = 0;
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a byte stream gave something else');
      if (output === 0) refuseTwice(chunk, path, packing);
      output += chunk.length;
      if (output > FREE_BYTES && output > MAX_GROWTH * input.bytes) throw bomb(path, packing);
      yield chunk;
    }
    await feeding;
    if (output === 0) throw nothing(path, packing);
  } catch (error) {
    if (error instanceof TraceFileError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const hint = `check it: ${packing.command} ${path}`;
    throw new TraceFileError('usage', path, `its ${packing.name} data are invalid: ${reason}`, hint, error);
  } finally {
    stream.destroy();
  }
}

/** Packed once more: nobody does that to a log, and it would double what the limits allow. */
function refuseTwice(chunk: Uint8Array, path: string, { name, command }: Packing): void {
  const inner = packingOf(chunk);
  if (inner === undefined) return;
  const problem = `its ${name} data are packed once more (${inner.name})`;
  throw new TraceFileError('usage', path, problem, `unpack it once: ${command} ${path}`);
}

function nothing(path: string, { name, command }: Packing): TraceFileError {
  const problem = `its ${name} data unpack to nothing: it is empty, or cut off near its beginning`;
  return new TraceFileError('usage', path, problem, `check it: ${command} ${path}`);
}

function packingOf(start: Uint8Array): Packing | undefined {
  return PACKINGS.find(({ magic }) => magic.every((byte, at) => start[at] === byte));
}

function bomb(path: string, { name, command }: Packing): TraceFileError {
  const problem = `its ${name} data unpack to more than ${MAX_GROWTH} times their size, which no log does`;
  return new TraceFileError('usage', path, problem, `if it is a log all the same, unpack it first: ${command} ${path}`);
}

/** Passes the input on, no faster than it is taken. What fails in it becomes the stream's error. */
async function feed(
  stream: Gunzip | ZstdDecompress,
  start: Uint8Array,
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  input: { bytes: number },
): Promise<void> {
  try {
    await pass(stream, start, input);
    for await (const chunk of chunks) {
      if (stream.destroyed) break;
      await pass(stream, chunk, input);
    }
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function pass(stream: Gunzip | ZstdDecompress, chunk: Uint8Array, input: { bytes: number }): Promise<void> {
  input.bytes += chunk.length;
  await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
}

async function startOf(chunks: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  let start = new Uint8Array(0);
  while (start.length < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = new Uint8Array(Buffer.concat([start, next.value]));
  }
  return start;
}
