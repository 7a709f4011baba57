import { gzipSync, zstdCompressSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { encodeBlf } from '../../../../can-bus/trace/blf.ts';
import { openTrace } from '../../../../hil/trace/read-trace.ts';
import { TraceFileError } from '../../../../hil/trace/trace-file-error.ts';
import type { InputFormat } from '../../../../hil/trace/trace-format.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-read-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The format, and the time of each frame. */
async function read(path: string, format?: InputFormat): Promise<readonly [InputFormat, ...number[]]> {
  const trace = await openTrace(path, format === undefined ? {} : { format });
  const times: number[] = [];
  for await (const portion of trace.items) {
    for (const item of portion) times.push(item.kind === 'frame' ? item.timeUs : Number.NaN);
  }
  return [trace.format, ...times];
}

async function refusal(path: string): Promise<readonly [string, string]> {
  try {
    await openTrace(path);
  } catch (error) {
    if (error instanceof TraceFileError)
      return [error.message.replace(path, 'FILE'), error.hint.replaceAll(path, 'FILE')];
    throw error;
  }
  throw new Error('it was opened');
}

const LINE = '(1700000000.123456) can0 100#01\n';
/** One packet, little-endian. */
const PCAP = Buffer.from(
  'd4c3b2a1020004000000000000000000' + '00000400e3000000' + '00f1536540e201000900000009000000' + '000001000100000001',
  'hex',
);

describe('a file of a log', () => {
  it('in UTF-16 with a byte-order mark is read, of either byte order', async () => {
    const wide = Buffer.from(`\uFEFF${LINE.repeat(300)}`, 'utf16le');
    const times = new Array<number>(300).fill(1_700_000_000_123_456);
    expect(await read(write('a.log', wide))).toEqual(['candump', ...times]);
    expect(await read(write('b.txt', wide.swap16()))).toEqual(['candump', ...times]);
  });

  it('in UTF-8 with a byte-order mark is read', async () => {
    expect(await read(write('a.txt', `\uFEFF${LINE}`))).toEqual(['candump', 1_700_000_000_123_456]);
  });

  it('of pcap is read under any name, also where it is called pcapng', async () => {
    const path = write('a.cap', PCAP);
    expect(await read(path)).toEqual(['pcap', 1_700_000_000_123_456]);
    expect(await read(path, 'pcapng')).toEqual(['pcap', 1_700_000_000_123_456]);
  });

  it.each([
    [
      'a.mf4',
      [...Buffer.from('MDF     4.10')],
      'trace FILE: the file is an ASAM MDF measurement (MF4)',
      'python3 -m can.logconvert FILE',
    ],
    [
      'a.txt',
      [...Buffer.from(LINE, 'utf16le')],
      'trace FILE: the file looks like text in UTF-16 without a byte-order mark',
      'save it as UTF-8',
    ],
    [
      'a.bin',
      [1, 2, 3, 4],
      'trace FILE: unknown format: neither its first bytes nor its name show one',
      'candump, asc, pcapng, jsonl, blf, pcap, trc',
    ],
    [
      'a.log',
      [0x80, 0, 1, 2],
      'trace FILE: its name says candump, its content is binary and of no known format',
      'check that it is a log',
    ],
  ])('of another program is named, with how to convert it: %s', async (name, bytes, problem, hint) => {
    const [message, help] = await refusal(write(name, Uint8Array.from(bytes)));
    expect(message).toBe(problem);
    expect(help).toContain(hint);
  });

  it('compressed with gzip or zstd is unpacked; its name without the ending counts', async () => {
    expect(await read(write('a.log.gz', gzipSync(LINE)))).toEqual(['candump', 1_700_000_000_123_456]);
    expect(await read(write('a.log.zst', zstdCompressSync(LINE)))).toEqual(['candump', 1_700_000_000_123_456]);
    expect(await read(write('b.asc.gz', gzipSync('\n')))).toEqual(['asc']);
  });

  it('of BLF and TRC is read under any name', async () => {
    const frame = { timeUs: 7, frame: dataFrame(1, new Uint8Array(0)) };
    expect(await read(write('a.x', Buffer.concat([...encodeBlf([frame], '2019-07-01T08:00:00Z')])))).toEqual([
      'blf',
      7,
    ]);
    expect(await read(write('b.x', ';$FILEVERSION=1.1\n1) 0.007 Rx 0001 0\n'))).toEqual(['trc', 7]);
  });

  it('that is empty is a log without frames, if its name gives the format', async () => {
    expect(await read(write('a.log', ''))).toEqual(['candump']);
    expect(await refusal(write('a', ''))).toEqual(['trace FILE: the file is empty', 'name a log with frames']);
  });
});
