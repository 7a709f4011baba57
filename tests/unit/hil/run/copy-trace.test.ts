import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyTrace } from '../../../../hil/run/copy-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-copy-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function copied(text: string, records: number): Promise<{ readonly isWhole: boolean; readonly text: string }> {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  writeFileSync(from, text);
  const isWhole = await copyTrace(from, to, records);
  return { isWhole, text: readFileSync(to, 'utf8') };
}

const LINE = '{"timeUs":1}\n';

describe('a copy of a trace', () => {
  it.each([
    ['', 5],
    [LINE.repeat(4), 5],
    [LINE.repeat(5), 5],
    [`${LINE.repeat(4)}{"time`, 5],
    // Longer than what is read at once.
    [LINE.repeat(100_000), 100_000],
  ])('is whole where it has no more records', async (text, records) => {
    expect(await copied(text, records)).toEqual({ isWhole: true, text });
  });

  it.each([
    [6, 5],
    [100_000, 1],
    [100_000, 99_999],
    [100_000, 20_165],
  ])('of %i records ends within the one after %i', async (all, records) => {
    const text = `${LINE.repeat(records)}{"timeUs`;
    expect(await copied(LINE.repeat(all), records)).toEqual({ isWhole: false, text });
  });
});
