import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LineReader, type ReadLine } from '../../../../hil/run/line-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'line-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));

function linesOf(text: string): readonly ReadLine[] {
  const path = join(folder, 'trace.jsonl');
  writeFileSync(path, text);
  const reader = new LineReader(path);
  const lines: ReadLine[] = [];
  for (let line = reader.next(); line !== null; line = reader.next()) lines.push(line);
  expect(reader.next()).toBeNull();
  reader.close();
  return lines;
}

describe('the lines of a file', () => {
  it('are whole where they end, and the last one is cut off without an end', () => {
    expect(linesOf('a\n\nä')).toEqual([
      { text: 'a', isWhole: true },
      { text: '', isWhole: true },
      { text: 'ä', isWhole: false },
    ]);
    expect(linesOf('a\n')).toEqual([{ text: 'a', isWhole: true }]);
    expect(linesOf('')).toEqual([]);
  });

  it('may be longer than a chunk, with a letter across its border', () => {
    const long = `${'x'.repeat(262_143)}ä${'y'.repeat(300_000)}`;
    expect(linesOf(`${long}\nz\n`).map(({ text }) => text)).toEqual([long, 'z']);
  });
});
