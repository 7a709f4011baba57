import { counted } from '../can-bus/text/counted.ts';
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { decodeText } from '../can-bus/text/decode-text.ts';
import { OperationError } from '../can-bus/errors/operation-error.ts';

const MEBIBYTE = 1_048_576;
/** More than any text that a person writes. */
const MAX_TEXT_BYTES = 16 * MEBIBYTE;
/** What a program has written; longer texts do not fit into memory as one. */
export const MAX_DATA_BYTES: number = 512 * MEBIBYTE;
const FIRST_BYTES = 65_536;
const POLL_MS = 20;

/** For how many polls a pipe may stay without a writer, or without anything written. */
interface PipePolls {
  readonly withoutWriter: number;
  readonly withoutData: number;
}

/** 2 s, and 30 s. */
const PIPE_POLLS: PipePolls = { withoutWriter: 100, withoutData: 1500 };

/**
 * The content of a file that a person names. It may be a pipe, such as the output of a program; a file without an end,
 * and a pipe to which nothing is written, are refused.
 *
 * @throws OperationError (usage/input-…), or the file system's error
 */
export function readInput(path: string, maxBytes: number = MAX_TEXT_BYTES, polls: PipePolls = PIPE_POLLS): Buffer {
  // To open a pipe without a writer would block.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw refused('folder', 'it is a folder');
    return readAll(descriptor, maxBytes, stats.isFIFO() ? polls : { ...polls, withoutWriter: 0 });
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a regular file, to be shown or kept; null for anything else: a pipe has been read before, and is empty. */
export function readRegularText(path: string): string | null {
  try {
    return statSync(path).isFile() ? decodeText(readInput(path)) : null;
  } catch {
    // Gone, not readable, or too large to be shown.
    return null;
  }
}

/** Names that lead nowhere. */
const NOT_FOUND: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle',
};

/**
 * What is wrong with a file that a person names, in one wording for every kind of file.
 *
 * @param what it should be, such as "profile"
 * @param error of `readInput`, or of the file system
 */
export function unreadable(what: string, path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NOT_FOUND.includes(code)) return notFound(what, path);
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return `${what} ${path} cannot be read: ${REASONS[code] ?? reason}`;
}

/** The same for a path at which there is nothing. */
export function notFound(what: string, path: string): string {
  return `${what} not found: "${path}"`;
}

/** What a path that is no regular file leads to: `a folder`, `a pipe`, `a socket`, `a device`. */
export function kindOfFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

function readAll(descriptor: number, maxBytes: number, { withoutWriter, withoutData }: PipePolls): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  let polls = 0;
  let size = FIRST_BYTES;
  for (;;) {
    const buffer = Buffer.allocUnsafe(size);
    const count = readSome(descriptor, buffer);
    if (count !== null && count > 0) {
      parts.push(buffer.subarray(0, count));
      length += count;
      polls = 0;
      size = Math.min(MEBIBYTE, 2 * size);
      if (length > maxBytes) throw refused('size', `it has more than ${counted(maxBytes, 'byte')}`);
      continue;
    }
    if (count === 0 && (length > 0 || withoutWriter === 0)) return Buffer.concat(parts);
    polls++;
    if (polls > (count === 0 ? withoutWriter : withoutData)) {
      throw refused(
        'pipe',
        length > 0 ? 'it is a pipe that is not closed' : 'it is a pipe, and nothing is written to it',
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
}

/** Null where nothing is there yet. */
function readSome(descriptor: number, buffer: Buffer): number | null {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}

function refused(why: 'folder' | 'size' | 'pipe', message: string): OperationError {
  return new OperationError(`usage/input-${why}`, message);
}
