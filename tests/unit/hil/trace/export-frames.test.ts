import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportFrames } from '../../../../hil/trace/export-frames.ts';

const TRACE = [
  '{"timeUs":1000001,"kind":"frame","source":"body","id":"5B0","data":"0102"}',
  '{"timeUs":1000002,"kind":"stimulus","source":"stimulus","event":"power-cut"}',
  '',
].join('\n');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the frames of a JSONL trace', () => {
  it('are written beside it in the formats of other programs', async () => {
    writeFileSync(join(folder, 'trace.jsonl'), TRACE);
    const paths = await exportFrames(join(folder, 'trace.jsonl'), '2019-07-01T08:00:00Z');
    expect(paths).toEqual(['trace.log', 'trace.asc', 'trace.pcapng'].map((name) => join(folder, name)));
    expect(readFileSync(join(folder, 'trace.log'), 'utf8')).toBe('(1.000001) can0 5B0#0102\n');
    expect(readFileSync(join(folder, 'trace.asc'), 'utf8')).toContain('1.000001 1  5B0');
    expect(readFileSync(join(folder, 'trace.pcapng')).subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
  });
});
