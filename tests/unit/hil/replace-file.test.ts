import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { replaceFile } from '../../../hil/replace-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a file that is replaced', () => {
  it('is new, or has the new content and its permissions, and nothing is left beside it', async () => {
    const path = folder.path('a.json');
    await replaceFile(path, 'first, and longer');
    chmodSync(path, 0o640);
    const before = statSync(path).ino;
    await replaceFile(path, Buffer.from('second'));
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(path).ino).not.toBe(before);
    expect(readdirSync(folder.path('.'))).toEqual(['a.json']);
  });

  it('stays as it is where the disk is full', async () => {
    const path = folder.write('kept.json', 'before');
    symlinkSync('/dev/full', `${path}.part`);
    await expect(replaceFile(path, 'after')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('is written in place where nothing can be beside it', async () => {
    const path = folder.write('in-place.json', 'before');
    const { ino } = statSync(path);
    mkdirSync(`${path}.part`);
    await replaceFile(path, 'after');
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).ino).toBe(ino);
  });

  it('keeps its other names, and a link to it', async () => {
    const path = folder.write('named.json', 'before');
    linkSync(path, folder.path('other-name.json'));
    await replaceFile(path, 'after');
    expect(readFileSync(folder.path('other-name.json'), 'utf8')).toBe('after');
    mkdirSync(folder.path('elsewhere'));
    const target = folder.write('elsewhere/target.json', 'before');
    symlinkSync(target, folder.path('link.json'));
    await replaceFile(folder.path('link.json'), 'through');
    expect(readlinkSync(folder.path('link.json'))).toBe(target);
    expect(readFileSync(target, 'utf8')).toBe('through');
  });

  it('keeps its owner', async () => {
    const path = folder.write('owned.json', 'before');
    const { ino, uid } = statSync(path);
    const asked = vi.spyOn(process, 'getuid').mockReturnValue(uid + 1);
    await replaceFile(path, 'after');
    asked.mockRestore();
    expect(statSync(path).ino).toBe(ino);
    expect(readFileSync(path, 'utf8')).toBe('after');
  });

  it('stays a pipe', async () => {
    const path = folder.path('pipe');
    execFileSync('mkfifo', [path]);
    const read = readFile(path, 'utf8');
    await replaceFile(path, 'through the pipe');
    expect(await read).toBe('through the pipe');
    expect(statSync(path).isFIFO()).toBe(true);
  });

  it('is refused as a pipe that nobody reads: a write would wait for ever', async () => {
    const path = folder.path('unread');
    execFileSync('mkfifo', [path]);
    await expect(replaceFile(path, 'x', 2)).rejects.toMatchObject({ code: 'ENXIO' });
  });

  it('is not made in a folder that is not there', async () => {
    const path = folder.path('none/a.json');
    await expect(replaceFile(path, 'x')).rejects.toThrow(`ENOENT: no such file or directory, open '${path}'`);
  });
});
