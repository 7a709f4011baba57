import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockNvmFile } from '../../../../../hil/car/host/nvm-lock.ts';
import { nvmErrorOf } from './nvm-error-of.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-lock-'));
  path = join(folder, 'car.nvm');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a memory file', () => {
  it('keeps a second car of this process off, and is free afterwards', () => {
    const lock = lockNvmFile(path);
    const error = nvmErrorOf(() => lockNvmFile(path));
    expect(error.message).toBe(`memory file ${path}: process ${process.pid} is using it`);
    expect(error.hint).toBe('stop that one, or give each car its own file');
    lock.release();
    lock.release();
    lockNvmFile(path).release();
  });

  it('is separate for each file', () => {
    const locks = [lockNvmFile(path), lockNvmFile(join(folder, 'other.nvm'))];
    for (const lock of locks) lock.release();
  });

  it('does not write through a link in its place', () => {
    const victim = join(folder, 'victim');
    symlinkSync(victim, `${path}-lock`);
    expect(nvmErrorOf(() => lockNvmFile(path)).message).toContain('is not a lock file');
    expect(existsSync(victim)).toBe(false);
  });

  it('keeps and names a file that is not a lock', () => {
    writeFileSync(`${path}-lock`, 'precious, and longer than the hundred bytes of a header of SQLite'.repeat(4));
    expect(nvmErrorOf(() => lockNvmFile(path)).hint).toBe(`remove ${path}-lock if no car uses it`);
    expect(readFileSync(`${path}-lock`, 'utf8')).toMatch(/^precious/);
  });

  it('in a folder that does not exist names the fix', () => {
    const error = nvmErrorOf(() => lockNvmFile(join(folder, 'no', 'car.nvm')));
    expect(error).toMatchObject({ code: 'bench/memory-file' });
    expect(error.hint).toBe('the directory does not exist: create it, or name another file');
  });
});
