import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchError } from '../../can-bus/errors/operation-error.ts';
import type { GuestKernel } from './guest-kernel.ts';
import type { HostTools } from '../doctor/host-tools.ts';
import { BUSYBOX_APPLETS } from './init-script.ts';

interface InitramfsOptions {
  readonly tools: HostTools;
  readonly kernel: GuestKernel;
  readonly initScript: string;
  readonly commandScript: string;
  /** An empty folder for the tree. */
  readonly folder: string;
}

const EMPTY_FOLDERS: readonly string[] = ['bin', 'modules', 'proc', 'sys', 'dev', 'lower', 'layer', 'whole'];
const ARCHIVE_LIMIT_BYTES = 268_435_456;

/**
 * The guest's first file system: busybox, the modules and the two scripts, as an archive in the kernel's format.
 *
 * @throws OperationError (bench) where cpio fails
 */
export async function buildInitramfs(options: InitramfsOptions): Promise<Uint8Array> {
  const { tools, kernel, folder } = options;
  for (const name of EMPTY_FOLDERS) await mkdir(join(folder, name), { recursive: true });
  await copyFile(tools.busybox, join(folder, 'bin/busybox'));
  await chmod(join(folder, 'bin/busybox'), 0o755);
  for (const name of BUSYBOX_APPLETS) await symlink('busybox', join(folder, 'bin', name));
  for (const name of [...kernel.moduleFiles, 'modules.order']) {
    await copyFile(join(kernel.moduleFolder, name), join(folder, 'modules', name));
  }
  await writeFile(join(folder, 'init'), options.initScript, { mode: 0o755 });
  await writeFile(join(folder, 'command'), options.commandScript, { mode: 0o600 });
  const files = [
    'init',
    'command',
    ...EMPTY_FOLDERS,
    ...['busybox', ...BUSYBOX_APPLETS].map((name) => `bin/${name}`),
    ...[...kernel.moduleFiles, 'modules.order'].map((name) => `modules/${name}`),
  ];
  const { status, stdout, stderr } = spawnSync(tools.cpio, ['-o', '-H', 'newc', '--quiet', '-R', '0:0'], {
    cwd: folder,
    input: `${files.join('\n')}\n`,
    maxBuffer: ARCHIVE_LIMIT_BYTES,
  });
  if (status !== 0) throw benchError(`cpio failed: ${stderr.toString().trim()}`);
  return stdout;
}
