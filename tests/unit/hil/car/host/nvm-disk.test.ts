import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findNvmFile,
  MAX_NVM_BYTES,
  readNvmBytes,
  removeLeftovers,
  replaceNvmFile,
} from '../../../../../hil/car/host/nvm-disk.ts';
import { nvmErrorOf } from './nvm-error-of.ts';

const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.of(4, 5, 6, 7);

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-disk-'));
  path = join(folder, 'car.nvm');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function bytesOf(file: string): Uint8Array {
  return Uint8Array.from(readFileSync(file));
}

describe('writing a memory file', () => {
  it('VEH-4: replaces it, keeps its rights, and leaves nothing beside it', () => {
    writeFileSync(path, OLD);
    chmodSync(path, 0o640);
    replaceNvmFile(path, NEW);
    expect(bytesOf(path)).toEqual(NEW);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['car.nvm']);
  });

  it('makes a new one for its owner alone', () => {
    replaceNvmFile(path, NEW);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not write through links beside it that somebody has laid', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, OLD);
    for (const name of ['car.nvm.new', '.car.nvm.new', 'car.nvm.tmp']) symlinkSync(victim, join(folder, name));
    replaceNvmFile(path, NEW);
    expect([bytesOf(victim), bytesOf(path)]).toEqual([OLD, NEW]);
  });

  it('VEH-4: that fails leaves the old one, and nothing beside it', () => {
    mkdirSync(path);
    expect(nvmErrorOf(() => replaceNvmFile(path, NEW)).code).toBe('bench/memory-file');
    expect(readdirSync(folder)).toEqual(['car.nvm']);
  });

  it('removes what a killed process left beside it, and no file of another name', () => {
    const others = ['.car.nvm.new-notes', '.car.nvm.new-0123456789abcdef0', '.other.nvm.new-0123456789abcdef'];
    for (const name of [...others, '.car.nvm.new-0123456789abcdef']) writeFileSync(join(folder, name), OLD);
    removeLeftovers(path);
    expect(readdirSync(folder).sort()).toEqual([...others].sort());
  });
});

describe('the way to a memory file', () => {
  it('leads through links, also through one whose target does not exist yet, and through linked folders', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'linked'));
    symlinkSync(join('linked', 'later.nvm'), path);
    const target = join(realpathSync(folder), 'real', 'later.nvm');
    expect(findNvmFile(path)).toBe(target);
    replaceNvmFile(findNvmFile(path), NEW);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(bytesOf(join(folder, 'real', 'later.nvm'))).toEqual(NEW);
    expect(findNvmFile(path)).toBe(target);
  });

  it('in a circle is refused', () => {
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    expect(nvmErrorOf(() => findNvmFile(join(folder, 'a')))).toMatchObject({ code: 'usage/memory-file' });
  });

  it.each([
    ['a device', '/dev/zero', 'it is a device'],
    ['a device that swallows all', '/dev/null', 'it is a device'],
    ['a folder', tmpdir(), 'it is a folder'],
  ])('to %s is refused at once', (_what, other, problem) => {
    expect(nvmErrorOf(() => findNvmFile(other))).toMatchObject({ code: 'usage/memory-file', path: other });
    expect(() => findNvmFile(other)).toThrow(problem);
    symlinkSync(other, path);
    expect(() => findNvmFile(path)).toThrow(problem);
  });

  it('to a pipe is refused at once, and the pipe is not waited for', () => {
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    expect(() => findNvmFile(path)).toThrow('it is a pipe');
    expect(() => readNvmBytes(path)).toThrow('it is a pipe');
  });
});

describe('reading a memory file', () => {
  it('returns its bytes, or null if it does not exist', () => {
    expect(readNvmBytes(path)).toBeNull();
    writeFileSync(path, OLD);
    expect(readNvmBytes(path)).toEqual(OLD);
  });

  it('refuses one larger than any memory, without reading it', () => {
    writeFileSync(path, '');
    truncateSync(path, MAX_NVM_BYTES + 1);
    const error = nvmErrorOf(() => readNvmBytes(path));
    expect(error).toMatchObject({ code: 'usage/memory-file', path });
    expect(error.message).toContain('it has 8.4 MB, and a memory file has at most 8 MiB');
    truncateSync(path, MAX_NVM_BYTES);
    expect(readNvmBytes(path)?.length).toBe(MAX_NVM_BYTES);
  });

  it('follows no link that has come into its place', () => {
    writeFileSync(join(folder, 'other'), OLD);
    symlinkSync('other', path);
    expect(nvmErrorOf(() => readNvmBytes(path)).code).toBe('bench/memory-file');
  });
});
