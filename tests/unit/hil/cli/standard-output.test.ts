import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isReaderGone, outputError, writeWholeOutput } from '../../../../hil/cli/standard-output.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

function open(path: string): number {
  const fd = openSync(path, 'w');
  opened.push(fd);
  return fd;
}

function errorWith(code: string): Error {
  return Object.assign(new Error(`${code}: the reason`), { code });
}

/** A standard stream as Node has it. */
class Stream {
  readonly fd: number;
  readonly results: unknown[] = [];

  constructor(fd: number) {
    this.fd = fd;
  }

  _write(chunk: Uint8Array | string, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    done(new Error(`Node's own write of ${chunk.length}`));
  }

  write(chunk: Uint8Array | string): void {
    this._write(chunk, 'utf8', (error) => this.results.push(error?.message ?? 'written'));
  }
}

describe('standard output that is a file', () => {
  it('takes all of a chunk, however little the disk takes at once', () => {
    const path = folder.path('out.txt');
    const stream = new Stream(open(path));
    const slowly = ((fd: number, bytes: Uint8Array, offset: number): number =>
      writeSync(fd, bytes, offset, Math.min(3, bytes.length - offset))) as typeof writeSync;
    writeWholeOutput(stream, slowly);
    stream.write('Größe');
    stream.write(new TextEncoder().encode(' and bytes'));
    expect([readFileSync(path, 'utf8'), stream.results]).toEqual(['Größe and bytes', ['written', 'written']]);
  });

  it('reports the disk that becomes full in the middle of a chunk', () => {
    const stream = new Stream(open(folder.path('out.txt')));
    let isFull = false;
    const filling = ((_fd: number, bytes: Uint8Array): number => {
      if (isFull) throw errorWith('ENOSPC');
      isFull = true;
      return bytes.length - 1;
    }) as typeof writeSync;
    writeWholeOutput(stream, filling);
    stream.write('text');
    expect(stream.results).toEqual(['ENOSPC: the reason']);
  });
});

describe('standard output that is no file', () => {
  it('is written as Node does it', () => {
    const stream = new Stream(open('/dev/null'));
    writeWholeOutput(stream);
    stream.write('text');
    expect(stream.results).toEqual(["Node's own write of 4"]);
  });
});

describe('an error of the output', () => {
  it.each([
    ['EPIPE', false, true],
    ['EOF', false, true],
    ['ECONNRESET', false, true],
    ['EIO', true, true],
    ['EIO', false, false],
    ['ENOSPC', false, false],
  ])('%s, on a terminal %s: the reader is gone %s', (code, isTTY, isGone) => {
    expect(isReaderGone(errorWith(code), isTTY)).toBe(isGone);
  });

  it.each([
    ['ENOSPC', 'free disk space, or write it to another disk'],
    ['EDQUOT', 'free disk space, or write it to another disk'],
    ['EFBIG', 'write it to another place'],
  ])('%s has a hint', (code, hint) => {
    expect(outputError('standard output', errorWith(code))).toMatchObject({
      code: 'bench',
      message: `standard output: it cannot be written: ${code}: the reason`,
      hint,
    });
  });
});
