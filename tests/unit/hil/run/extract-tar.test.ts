import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractTar, isTar } from '../../../../hil/run/extract-tar.ts';
import { tarArchive } from '../../../../hil/server/tar.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function archive(...names: readonly string[]): Buffer {
  return Buffer.concat([...tarArchive(names.map((name) => ({ name, content: `content of ${name}` })))]);
}

/** With bytes of the first header replaced, and its checksum renewed. */
function changed(tar: Buffer, at: number, bytes: string): Buffer {
  tar.write(bytes, at, 'latin1');
  tar.fill(' ', 148, 156);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return tar;
}

async function problemOf(tar: Uint8Array, limits = { files: 3, bytes: 100 }): Promise<string> {
  const path = folder.write('a.tar', tar);
  mkdirSync(folder.path('out'), { recursive: true });
  return extractTar(path, folder.path('out'), limits).then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message.replace(path, 'a.tar') : ''),
  );
}

describe('an archive that is unpacked', () => {
  it('gives its files, in folders', async () => {
    expect(await problemOf(archive('s/a.txt', 'b.txt'))).toBe('none');
    expect(readFileSync(folder.path('out/s/a.txt'), 'utf8')).toBe('content of s/a.txt');
    expect(readFileSync(folder.path('out/b.txt'), 'utf8')).toBe('content of b.txt');
  });

  it.each(['../a', 's/../../a', '/a', 's//a', String.raw`s\..\a`, 'C:a'])('has no file %s', async (name) => {
    expect(await problemOf(archive(name))).toBe(
      `a.tar is not unpacked: "${name}" would be outside the folder of the bundle`,
    );
    expect(existsSync(folder.path('a'))).toBe(false);
  });

  it.each(['1', '2', '3', 'L'])('has no link and no device (type %s)', async (type) => {
    expect(await problemOf(changed(archive('a'), 156, type))).toBe(
      'a.tar is not unpacked: "a" is a link or a device; a bundle has files and folders only',
    );
  });

  it('passes over POSIX attributes, and makes folders', async () => {
    expect(await problemOf(changed(archive('a', 'b'), 156, 'x'))).toBe('none');
    expect([existsSync(folder.path('out/a')), existsSync(folder.path('out/b'))]).toEqual([false, true]);
  });

  it('has no more files and bytes than allowed, whatever its header says', async () => {
    expect(await problemOf(archive('a', 'b', 'c', 'd'))).toBe('a.tar is not unpacked: it has more than 3 files');
    expect(await problemOf(archive('e'), { files: 3, bytes: 11 })).toBe(
      'a.tar is not unpacked: its files have more than 11 bytes',
    );
    expect(await problemOf(changed(archive('a'), 124, '77777777777'))).toContain('more than 100 bytes');
    expect(await problemOf(changed(archive('a'), 124, '\x80\x01\x02\x03'))).toContain('larger than 100 bytes');
  });

  it('has at most 1,000 files and 1 GiB', async () => {
    const names = Array.from({ length: 1000 }, (_, at) => `f/${at}`);
    const unpacked = async (tar: Uint8Array): Promise<string> => {
      const path = folder.write('a.tar', tar);
      mkdirSync(folder.path('limits'), { recursive: true });
      return extractTar(path, folder.path('limits')).then(
        () => 'none',
        (error: unknown) => (error instanceof Error ? error.message.replace(path, 'a.tar') : ''),
      );
    };
    expect(await unpacked(archive(...names))).toBe('none');
    rmSync(folder.path('limits'), { recursive: true });
    expect(await unpacked(archive(...names, 'more'))).toBe('a.tar is not unpacked: it has more than 1000 files');
    const gibibyte = (2 ** 30).toString(8).padStart(11, '0');
    expect(await unpacked(changed(archive('a'), 124, gibibyte))).toMatch(/^a\.tar is cut off/);
    const more = (2 ** 30 + 1).toString(8).padStart(11, '0');
    expect(await unpacked(changed(archive('b'), 124, more))).toBe(
      'a.tar is not unpacked: its files have more than 1073741824 bytes',
    );
  });

  it('has each file once', async () => {
    expect(await problemOf(archive('a', 'a'))).toBe('a.tar is not unpacked: it has two files "a"');
  });

  it('is whole', async () => {
    const tar = archive('a');
    expect(await problemOf(tar.subarray(0, 520))).toBe('a.tar is cut off after 520 bytes');
    expect(await problemOf(archive('b').subarray(0, 1024))).toBe('a.tar is cut off after 1024 bytes');
    tar[3] = 1;
    expect(await problemOf(tar)).toBe('a.tar is damaged at byte 0');
  });

  it('is recognized by its first block', async () => {
    expect(await isTar(folder.write('a.tar', archive('a')))).toBe(true);
    expect(await isTar(folder.write('a.log', '(0.000000) can0 123#00\n'))).toBe(false);
    expect(await isTar(folder.write('empty', ''))).toBe(false);
  });
});
