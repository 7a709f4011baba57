import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInput, readRegularText, unreadable } from '../../../hil/read-input.ts';

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

describe('a file that cannot be read', () => {
  const failing = (code: string): Error => Object.assign(new Error(`${code}: text of the system, open 'x'`), { code });

  it.each([
    [failing('ENOENT'), 'profile not found: "x.yaml"'],
    [failing('ENOTDIR'), 'profile not found: "x.yaml"'],
    [failing('EACCES'), 'profile x.yaml cannot be read: permission denied'],
    [failing('EISDIR'), 'profile x.yaml cannot be read: it is a folder'],
    [new Error('it is a pipe\nand more'), 'profile x.yaml cannot be read: it is a pipe'],
    ['no luck', 'profile x.yaml cannot be read: no luck'],
  ])('%# is described in one wording', (error, message) => {
    expect(unreadable('profile', 'x.yaml', error)).toBe(message);
  });
});
