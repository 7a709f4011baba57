import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { earliestTime } from '../../../../hil/trace/earliest-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'earliest-time-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the earliest time of a trace', () => {
  it('need not be the first one', async () => {
    const path = fileOf('a.log', '(5.000000) can0 123#01\n(3.500000) can1 123#01\n(4.000000) can0 123#01\n');
    expect(await earliestTime(path, false)).toBe(3_500_000);
  });

  it('is null if there is no frame', async () => {
    expect(await earliestTime(fileOf('b.jsonl', ''), true)).toBeNull();
  });

  it('is null for standard input, for a folder, and for a missing file', async () => {
    expect(await earliestTime('-', false)).toBeNull();
    expect(await earliestTime(folder, false)).toBeNull();
    expect(await earliestTime(join(folder, 'none.log'), false)).toBeNull();
  });
});
