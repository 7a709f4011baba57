import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { benchError, type OperationError } from '../../can-bus/errors/operation-error.ts';

/** The programs needed to create a guest, and the Debian package of each. */
const PACKAGES = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  depmod: 'kmod',
  ip: 'iproute2',
} as const;

type HostToolName = keyof typeof PACKAGES;
export type HostTools = Readonly<Record<HostToolName, string>>;

/** Folders that a user's path often does not contain. */
const SYSTEM_FOLDERS: readonly string[] = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function searchedFolders(): readonly string[] {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
}

function findTool(name: HostToolName, folders: readonly string[]): string | null {
  return folders.map((folder) => join(folder, name)).find(isExecutableFile) ?? null;
}

/** The initramfs holds no libraries: a busybox that needs the host's could not start there. */
function isStatic(path: string): boolean {
  const { stdout } = spawnSync('ldd', [path], { encoding: 'utf8' });
  return !/=>|ld-linux|ld-musl/.test(stdout);
}

function missing(names: readonly HostToolName[]): OperationError {
  const packages = [...new Set(names.map((name) => PACKAGES[name]))];
  return benchError(
    `the guest needs ${names.join(', ')}, which this machine does not have`,
    `sudo apt-get install ${packages.join(' ')}`,
  );
}

/**
 * The programs a guest needs, by name.
 *
 * @param folders where they may be: the user's path and the system's folders
 * @throws OperationError (bench) that names every missing one, with the command that installs them
 */
export function findHostTools(folders: readonly string[] = searchedFolders()): HostTools {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw benchError(
      `the guest shares the programs of this machine, so it needs Linux on x86-64, not ${process.platform} on ${process.arch}`,
      'use slcan-tcp: or socketcand:, which need no CAN in the kernel',
    );
  }
  const found = {
    'qemu-system-x86_64': findTool('qemu-system-x86_64', folders),
    busybox: findTool('busybox', folders),
    cpio: findTool('cpio', folders),
    depmod: findTool('depmod', folders),
    ip: findTool('ip', folders),
  };
  const { 'qemu-system-x86_64': qemu, busybox, cpio, depmod, ip } = found;
  if (qemu === null || busybox === null || cpio === null || depmod === null || ip === null) {
    const names: readonly HostToolName[] = ['qemu-system-x86_64', 'busybox', 'cpio', 'depmod', 'ip'];
    throw missing(names.filter((name) => found[name] === null));
  }
  if (!isStatic(busybox)) throw benchError(`${busybox} needs libraries`, 'sudo apt-get install busybox-static');
  return { 'qemu-system-x86_64': qemu, busybox, cpio, depmod, ip };
}
