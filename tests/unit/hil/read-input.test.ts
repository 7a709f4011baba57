import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInput, readRegularText } from '../../../hil/read-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an input file', () => {
  it('is read whole, up to a limit', () => {
    const path = join(folder, 'text');
    writeFileSync(path, 'x'.repeat(300_000));
    expect(readInput(path).toString()).toBe('x'.repeat(300_000));
    expect(readInput(path, 300_000)).toHaveLength(300_000);
    expect(() => readInput(path, 299_999)).toThrow('it has more than 299999 bytes');
    expect(readInput('/dev/null')).toHaveLength(0);
  });

  it('is no folder, no device without an end, and is there', () => {
    expect(() => readInput(folder)).toThrow(
      expect.objectContaining({ code: 'usage/input-folder', message: 'it is a folder' }),
    );
    expect(() => readInput('/dev/zero', 100_000)).toThrow('it has more than 100000 bytes');
    expect(() => readInput(join(folder, 'none'))).toThrow('ENOENT');
  });
});

describe('a text that is shown or kept besides', () => {
  it('is that of a regular file; anything else is left out', () => {
    const path = join(folder, 'shown');
    writeFileSync(path, 'text');
    expect(readRegularText(path)).toBe('text');
    for (const other of [folder, '/dev/zero', join(folder, 'none')]) expect(readRegularText(other)).toBeNull();
  });
});
