import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ReportError } from '../../../../hil/run/report-error.ts';
import { writeWhole } from '../../../../hil/run/write-reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'write-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function* failing(): Generator<string, void, undefined> {
  yield 'half';
  throw new TypeError('bug');
}

describe('a report file', () => {
  it('is written whole, over an older one', async () => {
    const path = join(folder, 'a.html');
    writeFileSync(path, 'old and longer');
    await writeWhole(path, ['ne', 'w']);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.html']);
  });

  it('does not exist where it could not be finished', async () => {
    await expect(writeWhole(join(folder, 'b.html'), failing())).rejects.toThrow(TypeError);
    expect(readdirSync(folder)).not.toContain('b.html');
  });

  it('is refused with its path where the folder is missing', async () => {
    const path = join(folder, 'none', 'c.html');
    await expect(writeWhole(path, ['x'])).rejects.toThrow(expect.objectContaining({ path }));
    await expect(writeWhole(path, ['x'])).rejects.toThrow(ReportError);
  });
});
