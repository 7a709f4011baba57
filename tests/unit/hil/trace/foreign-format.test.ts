import { describe, expect, it } from 'vitest';
import { foreignFormat } from '../../../../hil/trace/foreign-format.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('foreignFormat', () => {
  it.each([
    [Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a), 'unxz -k drive.log'],
    [bytesOf('BZh9'), 'bunzip2 -k drive.log'],
    [Uint8Array.of(0x50, 0x4b, 3, 4), 'unzip drive.log'],
    [bytesOf('MDF     4.10'), 'python3 -m can.logconvert drive.log drive.asc'],
    [bytesOf('SQLite format 3'), 'python3 -m can.logconvert drive.log drive.asc'],
    [bytesOf('timestamp,arbitration_id,extended'), 'python3 -m can.logconvert drive.log drive.asc'],
  ])('%# has the command that makes a trace of it', (start, command) => {
    expect(foreignFormat(start, 'drive.log')?.hint).toContain(command);
  });

  it('replaces only the ending of the file, not a dot of its folder', () => {
    expect(foreignFormat(bytesOf('SQLite format 3'), 'a.b/drive')?.hint).toContain('a.b/drive a.b/drive.asc');
  });

  it('recognizes UTF-16 without a byte-order mark, of either byte order', () => {
    const problem = expect.stringContaining('UTF-16');
    expect(foreignFormat(Uint8Array.of(0x28, 0, 0x31, 0), 'a')?.problem).toEqual(problem);
    expect(foreignFormat(Uint8Array.of(0, 0x28, 0, 0x31), 'a')?.problem).toEqual(problem);
  });

  it.each([[''], ['abcd'], ['PK'], ['LOG'], ['\0\0\0\0']])('knows nothing of %j', (text) => {
    expect(foreignFormat(bytesOf(text), 'a')).toBeNull();
  });
});
