import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { encodeAsc } from '../../../../can-bus/trace/asc.ts';
import { encodeCandump } from '../../../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../../../can-bus/trace/pcapng.ts';
import { TraceFile } from '../../../../hil/trace/trace-file.ts';
import type { TraceFileError } from '../../../../hil/trace/trace-file-error.ts';

const CALENDAR = { calendarStart: '2019-07-01T08:00:00Z' };
const FRAMES = Array.from({ length: 5_000 }, (_, index) => ({
  timeUs: index * 1_000,
  frame: dataFrame(0x100 + (index % 64), Uint8Array.of(index & 0xff, 2, 3)),
}));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-trace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string): TraceFile {
  const file = TraceFile.open(path, CALENDAR);
  for (const { timeUs, frame } of FRAMES) file.frame(timeUs, frame, 'body');
  file.event({ timeUs: 5_000_000, kind: 'stimulus', source: 'stimulus', event: 'power-cut' });
  return file;
}

describe('a trace file', () => {
  it.each([
    ['trace.log', Buffer.from([...encodeCandump(FRAMES)].join(''))],
    ['trace.asc', Buffer.from([...encodeAsc(FRAMES, CALENDAR.calendarStart)].join(''))],
    ['trace.pcapng', Buffer.concat([...encodePcapng(FRAMES)])],
  ])('%s is written while running as it would be afterwards', (name, bytes) => {
    const path = join(folder, name);
    const file = write(path);
    expect(file.bytes).toBeGreaterThan(0);
    expect(file.close()).toBeNull();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(file.bytes).toBe(bytes.length);
  });

  it('trace.jsonl holds events too, and is there up to a flush', () => {
    const path = join(folder, 'trace.jsonl');
    const file = write(path);
    file.flush();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(FRAMES.length + 1);
    expect(lines.at(-1)).toBe('{"timeUs":5000000,"kind":"stimulus","source":"stimulus","event":"power-cut"}');
    expect(file.close()).toBeNull();
  });

  it('is closed once: what comes afterwards is not written', () => {
    const path = join(folder, 'trace.log');
    const file = write(path);
    file.close();
    const bytes = readFileSync(path);
    file.frame(6_000_000, dataFrame(1, new Uint8Array(0)), 'body');
    file.flush();
    expect(file.close()).toBeNull();
    expect(readFileSync(path)).toEqual(bytes);
  });

  it.each([
    ['trace.txt', 'usage', /no known file name extension/],
    ['nowhere/trace.log', 'bench', /ENOENT/],
  ])('is not opened as %s', (name, code, problem) => {
    const open = (): TraceFile => TraceFile.open(join(folder, name), CALENDAR);
    expect(open).toThrow(problem);
    expect(open).toThrow(expect.objectContaining({ name: 'TraceFileError', code }));
  });

  it('cannot be a folder', () => {
    const open = (): TraceFile => TraceFile.open(folder, { ...CALENDAR, format: 'jsonl' });
    expect(open).toThrow(expect.objectContaining({ code: 'bench', hint: expect.stringMatching(/folder/) as string }));
  });

  it('reports a full disk once, and lets the run continue', () => {
    const reported: TraceFileError[] = [];
    const file = TraceFile.open('/dev/full', {
      ...CALENDAR,
      format: 'jsonl',
      onTrouble: (error) => reported.push(error),
    });
    for (let turn = 0; turn < 20; turn++) {
      for (const { timeUs, frame } of FRAMES) file.frame(timeUs, frame, 'body');
    }
    expect(reported).toHaveLength(1);
    expect(reported[0]).toMatchObject({ code: 'bench', hint: 'free disk space, or name a file on another disk' });
    expect(file.trouble).toBe(reported[0]);
    expect(file.close()).toBe(reported[0]);
    expect(file.bytes).toBe(0);
  });

  it('reports a disk that is found full at the end', () => {
    const file = TraceFile.open('/dev/full', { ...CALENDAR, format: 'candump' });
    file.frame(1, dataFrame(1, new Uint8Array(0)), 'body');
    expect(file.trouble).toBeNull();
    expect(file.close()).toMatchObject({ code: 'bench', message: expect.stringMatching(/ENOSPC/) as string });
  });
});
