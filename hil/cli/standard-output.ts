import { fstatSync, writeSync } from 'node:fs';

import { benchError, type OperationError } from '../../can-bus/errors/operation-error.ts';

type WriteDone = (error?: Error | null) => void;

/** What this needs of Node's own standard streams. */
interface StandardStream {
  readonly fd: number;
  _write(chunk: Uint8Array | string, encoding: BufferEncoding, done: WriteDone): void;
}

/**
 * Makes a standard stream that is a file write all it is given, or fail. Node writes to a file once and ignores how much
 * of it the disk has taken: on a full disk the output would end without an error.
 */
export function writeWholeOutput(stream: StandardStream, write: typeof writeSync = writeSync): void {
  if (!fstatSync(stream.fd).isFile()) return;
  stream._write = (chunk, encoding, done) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    try {
      for (let written = 0; written < bytes.length;) written += write(stream.fd, bytes, written);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done();
  };
}

/** Whether the reader of the output has closed it, as `head` does, or the terminal is closed. */
export function isReaderGone(error: Error, isTTY: boolean): boolean {
  const code = 'code' in error ? error.code : null;
  return code === 'EPIPE' || code === 'EOF' || code === 'ECONNRESET' || (isTTY && code === 'EIO');
}

/** Standard output or standard error cannot be written. */
export function outputError(name: string, error: Error): OperationError {
  const code = 'code' in error ? error.code : null;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return benchError(
    `${name}: it cannot be written: ${error.message}`,
    isFull ? 'free disk space, or write it to another disk' : 'write it to another place',
  );
}
