import { spawnSync } from 'node:child_process';
import { access, copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { HostTools } from '../doctor/host-tools.ts';
import { benchError } from '../../can-bus/errors/operation-error.ts';
import { makeFolder } from '../make-folder.ts';

/** Modules that the guest loads at boot, with their dependencies. */
const MODULES: readonly string[] = [
  'virtio_pci',
  'virtio_console',
  '9p',
  '9pnet_virtio',
  'overlay',
  'can-raw',
  'can-bcm',
  'can-gw',
  'can-isotp',
  'vcan',
  'vxcan',
  'slcan',
  'kvaser_pci',
  // tc can make a vcan as slow as a real bus.
  'sch_tbf',
];

/** Debian's package that depends on the newest kernel. */
const META_PACKAGE = 'linux-image-amd64';
/** Part of the cache folder's name; incremented when its content changes. */
const CACHE_LAYOUT = 1;
const IMAGE_FILE = 'kernel';
const MODULE_ORDER_FILE = 'modules.order';
const COMMAND_TIMEOUT_MS = 300_000;

/** A kernel ready to boot. */
export interface GuestKernel {
  readonly image: string;
  /** Holds the files named in `moduleFiles`. */
  readonly moduleFolder: string;
  /** In load order. */
  readonly moduleFiles: readonly string[];
}

interface GuestKernelOptions {
  readonly tools: HostTools;
  /** A local kernel package, instead of the one that apt finds. */
  readonly packageFile: string | null;
  /** Reports slow steps. */
  readonly notice: (text: string) => void;
}

interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
  readonly errors: string;
}

function run(program: string, args: readonly string[], cwd?: string): CommandResult {
  const options = { encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, cwd === undefined ? options : { ...options, cwd });
  if (error !== undefined) return { ok: false, output: '', errors: error.message };
  return { ok: status === 0, output: stdout, errors: stderr.trim() };
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  const root = base === undefined || base === '' ? join(homedir(), '.cache') : base;
  return join(root, 'virtual-smart-key', 'guest');
}

/** The package with the kernel itself, according to this machine's package lists. */
function kernelPackageName(): string {
  const { ok, output } = run('apt-cache', ['depends', '--important', META_PACKAGE]);
  const name = ok ? /Depends: (linux-image-\d\S*)/.exec(output)?.[1] : undefined;
  if (name !== undefined) return name;
  throw benchError(
    `apt knows no package ${META_PACKAGE}, which holds a kernel with CAN`,
    'on Debian: sudo apt-get update; elsewhere fetch the linux-image package from packages.debian.org and give it with --kernel FILE.deb',
  );
}

function download(name: string, folder: string): void {
  const { ok, errors } = run('apt-get', ['download', '-q', name], folder);
  if (ok) return;
  const detail = errors.split('\n').find((line) => line.startsWith('E:')) ?? errors;
  throw benchError(`apt-get download ${name} failed: ${detail}`, 'sudo apt-get update, and try again');
}

async function onlyFileLike(folder: string, pattern: RegExp): Promise<string> {
  const name = (await readdir(folder)).find((entry) => pattern.test(entry));
  if (name === undefined) throw benchError(`the kernel package has no ${pattern.source} in ${basename(folder)}`);
  return join(folder, name);
}

/**
 * The wanted modules and their dependencies, each after what it depends on.
 *
 * @param dependencies the text of modules.dep: a line per module, its first dependency last
 */
export function moduleLoadOrder(dependencies: string, wanted: readonly string[]): readonly string[] {
  const lines = dependencies.split('\n').map((line) => line.split(/:? +|:$/).filter((path) => path !== ''));
  const order = new Set<string>();
  for (const name of wanted) {
    const line = lines.find(([path]) => path !== undefined && basename(path).startsWith(`${name}.ko`));
    if (line === undefined) {
      throw benchError(`the kernel package has no module ${name}`, 'give another one with --kernel FILE.deb');
    }
    for (const path of line.toReversed()) order.add(path);
  }
  return [...order];
}

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const IMAGE_LIMIT_BYTES = 268_435_456;

/**
 * The uncompressed kernel, which QEMU starts at once: an interpreted processor would take seconds to unpack it. Null
 * where it is packed in another way; then it boots nevertheless.
 */
function unpackImage(image: Buffer): Buffer | null {
  const start = image.indexOf(XZ_MAGIC);
  if (start < 0) return null;
  const input = image.subarray(start);
  const { stdout } = spawnSync('xz', ['-dc', '--single-stream'], { input, maxBuffer: IMAGE_LIMIT_BYTES });
  // Without xz there is no output either.
  const unpacked: unknown = stdout;
  return Buffer.isBuffer(unpacked) && unpacked.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC) ? unpacked : null;
}

/** Extracts what the guest boots from an unpacked package. */
async function gather(unpacked: string, target: string, tools: HostTools): Promise<void> {
  const image = await onlyFileLike(join(unpacked, 'boot'), /^vmlinuz-/);
  const release = basename(image).slice('vmlinuz-'.length);
  const indexed = run(tools.depmod, ['-b', unpacked, release]);
  if (!indexed.ok) throw benchError(`depmod failed: ${indexed.errors}`);
  const library = join(unpacked, 'lib/modules', release);
  const order = moduleLoadOrder(await readFile(join(library, 'modules.dep'), 'utf8'), MODULES);
  const compressed = await readFile(image);
  await writeFile(join(target, IMAGE_FILE), unpackImage(compressed) ?? compressed);
  for (const path of order) await copyFile(join(library, path), join(target, basename(path)));
  const names = order.map((path) => `${basename(path)}\n`);
  await writeFile(join(target, MODULE_ORDER_FILE), names.join(''));
}

async function openKernel(folder: string): Promise<GuestKernel | null> {
  try {
    const order = await readFile(join(folder, MODULE_ORDER_FILE), 'utf8');
    const moduleFiles = order.split('\n').filter((name) => name !== '');
    return { image: join(folder, IMAGE_FILE), moduleFolder: folder, moduleFiles };
  } catch {
    return null;
  }
}

/**
 * The folder is created under another name and renamed, so that it is either complete or missing, even when two guests
 * start at once.
 */
async function install(packageFile: string, folder: string, tools: HostTools, scratch: string): Promise<void> {
  const unpacked = join(scratch, 'unpacked');
  const { ok, errors } = run('dpkg', ['-x', packageFile, unpacked]);
  if (!ok) throw benchError(`${packageFile} cannot be unpacked: ${errors}`, 'is it a kernel package of Debian (.deb)?');
  const fresh = await mkdtemp(`${folder}.`);
  await gather(unpacked, fresh, tools);
  try {
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if ((await openKernel(folder)) === null) throw error;
  }
}

function folderFor(packageName: string): string {
  return join(cacheFolder(), `v${CACHE_LAYOUT}-${packageName}`);
}

async function newestCached(): Promise<GuestKernel | null> {
  const entries = await readdir(cacheFolder()).catch(() => []);
  const names = entries.filter((name) => new RegExp(`^v${CACHE_LAYOUT}-linux-image-\\S+-amd64$`).test(name));
  const newest = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  return newest === undefined ? null : openKernel(join(cacheFolder(), newest));
}

async function fetchAndInstall({ tools, packageFile, notice }: GuestKernelOptions): Promise<GuestKernel> {
  const name = packageFile === null ? kernelPackageName() : basename(packageFile, '.deb');
  const folder = folderFor(name);
  const cached = await openKernel(folder);
  if (cached !== null) return cached;
  await makeFolder(cacheFolder());
  const scratch = await mkdtemp(join(tmpdir(), 'smartkey-kernel-'));
  try {
    notice(`${packageFile === null ? 'fetching' : 'unpacking'} ${name}, once`);
    if (packageFile === null) download(name, scratch);
    await install(packageFile ?? (await onlyFileLike(scratch, /\.deb$/)), folder, tools, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const installed = await openKernel(folder);
  if (installed === null) throw benchError(`${folder} does not exist after unpacking`, 'is its disk full?');
  return installed;
}

/**
 * The kernel that a guest boots: from the user's cache, or from Debian's package, downloaded without installing it.
 *
 * @throws OperationError (bench) where none is available
 */
export async function provideGuestKernel(options: GuestKernelOptions): Promise<GuestKernel> {
  if (options.packageFile !== null) {
    const packageFile = resolve(options.packageFile);
    await access(packageFile).catch(() => {
      throw benchError(`file not found: ${packageFile}`, 'give a linux-image package (.deb) of Debian');
    });
    return fetchAndInstall({ ...options, packageFile });
  }
  return (await newestCached()) ?? (await fetchAndInstall(options));
}
