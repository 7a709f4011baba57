import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ascDecoder, type AscDecoderOptions } from '../../can-bus/trace/asc-decoder.ts';
import { BlfDecoder } from '../../can-bus/trace/blf-decoder.ts';
import { candumpDecoder } from '../../can-bus/trace/candump.ts';
import { PcapDecoder } from '../../can-bus/trace/pcap-decoder.ts';
import { PcapngDecoder } from '../../can-bus/trace/pcapng-decoder.ts';
import type { TraceDecoder } from '../../can-bus/trace/trace-decoder.ts';
import { trcDecoder } from '../../can-bus/trace/trc-decoder.ts';
import { jsonlDecoder } from './jsonl-decoder.ts';
import { TraceFileError, traceFileError } from './trace-file-error.ts';
import { STANDARD_STREAM } from './standard-stream.ts';
import { foreignFormat } from './foreign-format.ts';
import type { TraceEntry } from './trace-record.ts';
import { unpacked, unpackedName } from './unpack.ts';
import { asUtf8 } from './utf-16.ts';
import { formatOfPath, INPUT_FORMATS, sniffFormat, SNIFFED_BYTES, type InputFormat } from './trace-format.ts';

/** Number of bytes read at once; they arrive as one batch. */
export const TRACE_CHUNK_BYTES = 65_536;

/** A trace being read. */
export interface OpenTrace {
  readonly format: InputFormat;
  /**
   * Its content, in the file's order, in portions: no more of the file is read than requested.
   *
   * @throws TraceFileError where the file system fails in the middle
   */
  readonly items: AsyncIterable<readonly TraceEntry[]>;
}

export interface ReadTraceOptions {
  /** Detected from the file's first bytes, or from its name, where absent. */
  readonly format?: InputFormat;
  /** For ASC and BLF: the instant of a date in its head, where times shall count from it and not from 0. */
  readonly ascOrigin?: AscDecoderOptions['originOf'];
  /** Read where the path is `-`; the process's standard input where absent. */
  readonly stdin?: Readable;
}

/**
 * Opens a trace for reading. An empty file whose name says its format is a trace without frames.
 *
 * @param path `-` is standard input
 * @throws TraceFileError: `usage` where the file does not exist, or its format is unknown; `bench` where it cannot be
 * read
 */
export async function openTrace(path: string, options: ReadTraceOptions = {}): Promise<OpenTrace> {
  const stream =
    path === STANDARD_STREAM
      ? (options.stdin ?? process.stdin)
      : createReadStream(path, { highWaterMark: TRACE_CHUNK_BYTES });
  const chunks = asUtf8(unpacked(chunksOf(stream, path), path));
  const start = await firstBytes(chunks);
  try {
    const format = formatOf(start, path, options.format);
    const ascOptions = options.ascOrigin === undefined ? {} : { originOf: options.ascOrigin };
    return { format, items: itemsOf(createTraceDecoder(format, ascOptions), start, chunks) };
  } catch (error) {
    await chunks.return(undefined);
    throw error;
  }
}

/** @throws TraceFileError (usage) */
function formatOf(start: Uint8Array, path: string, asked: InputFormat | undefined): InputFormat {
  const sniffed = sniffFormat(start);
  const foreign = sniffed === null ? foreignFormat(start, path) : null;
  if (foreign !== null) throw new TraceFileError('usage', path, foreign.problem, foreign.hint);
  const named = formatOfPath(unpackedName(path));
  if (sniffed === null && asked === undefined && named !== null && start.includes(0)) {
    const problem = `its name says ${named}, its content is binary and of no known format`;
    throw new TraceFileError('usage', path, problem, 'check that it is a log, or name its format');
  }
  // Programs call both pcap.
  const format = asked === 'pcapng' && sniffed === 'pcap' ? 'pcap' : (asked ?? sniffed ?? named);
  if (format !== null) return format;
  if (start.length === 0) throw new TraceFileError('usage', path, 'the file is empty', 'name a log with frames');
  const hint = `name its format: ${INPUT_FORMATS.join(', ')}`;
  throw new TraceFileError('usage', path, 'unknown format: neither its first bytes nor its name show one', hint);
}

function createTraceDecoder(format: InputFormat, asc: AscDecoderOptions = {}): TraceDecoder<TraceEntry> {
  switch (format) {
    case 'candump':
      return candumpDecoder();
    case 'asc':
      return ascDecoder(asc);
    case 'pcapng':
      return new PcapngDecoder();
    case 'pcap':
      return new PcapDecoder();
    case 'jsonl':
      return jsonlDecoder();
    case 'blf':
      return new BlfDecoder(asc);
    case 'trc':
      return trcDecoder();
  }
}

async function* chunksOf(stream: Readable, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of stream)
      yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : toBytes(chunk);
  } catch (error) {
    throw traceFileError(path, 'read', error);
  }
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError('a byte stream gave something else');
}

/** As many as show the format, or all there are. */
async function firstBytes(chunks: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < SNIFFED_BYTES;) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return new Uint8Array(Buffer.concat(parts));
}

async function* itemsOf(
  decoder: TraceDecoder<TraceEntry>,
  start: Uint8Array,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly TraceEntry[], void, undefined> {
  let items: TraceEntry[] = [];
  decoder.push(start, items);
  if (items.length > 0) yield items;
  for await (const chunk of chunks) {
    items = [];
    decoder.push(chunk, items);
    if (items.length > 0) yield items;
  }
  items = [];
  decoder.end(items);
  if (items.length > 0) yield items;
}
