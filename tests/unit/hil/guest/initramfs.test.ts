import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildInitramfs } from '../../../../hil/guest/initramfs.ts';
import { writeProgram } from './program-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-initramfs-'));
  for (const name of ['tree', 'kernel']) mkdirSync(join(folder, name));
  for (const name of ['can.ko', 'vcan.ko']) writeFileSync(join(folder, 'kernel', name), name);
  writeFileSync(join(folder, 'kernel/modules.order'), 'can.ko\nvcan.ko\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the archiver is given, and prints, is what comes out. */
function build(...archiver: readonly string[]): Promise<Uint8Array> {
  const program = writeProgram(folder, 'program', ...archiver);
  return buildInitramfs({
    tools: { 'qemu-system-x86_64': program, busybox: program, cpio: program, depmod: program, ip: program },
    kernel: {
      image: join(folder, 'kernel/kernel'),
      moduleFolder: join(folder, 'kernel'),
      moduleFiles: ['can.ko', 'vcan.ko'],
    },
    initScript: 'the init script',
    commandScript: 'the command script',
    folder: join(folder, 'tree'),
  });
}

describe('the first file system of the guest', () => {
  it('is an archive in the kernel’s format, of all files by name, owned by root', async () => {
    const [args, ...files] = String(await build('echo "$@"', 'cat')).split('\n');
    expect(args).toBe('-o -H newc --quiet -R 0:0');
    expect(files).toEqual(
      expect.arrayContaining([
        'init',
        'command',
        'proc',
        'bin/busybox',
        'bin/mount',
        'modules/vcan.ko',
        'modules/modules.order',
      ]),
    );
  });

  it('has busybox under each of its names, the modules, and the scripts: the command for root alone', async () => {
    await build('cat');
    const tree = join(folder, 'tree');
    expect(statSync(join(tree, 'bin/busybox')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(tree, 'bin/mount'))).toBe('busybox');
    expect(readFileSync(join(tree, 'modules/can.ko'), 'utf8')).toBe('can.ko');
    expect(readFileSync(join(tree, 'init'), 'utf8')).toBe('the init script');
    expect(readFileSync(join(tree, 'command'), 'utf8')).toBe('the command script');
    expect([statSync(join(tree, 'init')).mode & 0o777, statSync(join(tree, 'command')).mode & 0o777]).toEqual([
      0o755, 0o600,
    ]);
  });

  it('is the bench’s trouble where the archiver fails', async () => {
    await expect(build('cat >/dev/null', 'echo "no space" >&2', 'exit 1')).rejects.toMatchObject({
      code: 'bench',
      message: 'cpio failed: no space',
    });
  });
});
