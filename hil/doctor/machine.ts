import { access, constants, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';

/** What the examination asks of the machine. */
export interface Machine {
  /** Without `v`. */
  readonly nodeVersion: string;
  /** As Node names it: `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** Of the operating system's kernel. */
  readonly kernelRelease: string;
  /** Null where there is no such file, or none that may be read. */
  readText(path: string): Promise<string | null>;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  canReadAndWrite(path: string): Promise<boolean>;
  /** A program on the path. */
  hasProgram(name: string): Promise<boolean>;
  /** The TCP port is free on 127.0.0.1. */
  isPortFree(port: number): Promise<boolean>;
}

/** The machine this process runs on. */
export const THIS_MACHINE: Machine = {
  nodeVersion: process.versions.node,
  platform: process.platform,
  kernelRelease: release(),
  readText: async (path) => readFile(path, 'utf8').catch(() => null),
  list: async (folder) => readdir(folder).catch(() => []),
  canReadAndWrite: async (path) => isAccessible(path, constants.R_OK | constants.W_OK),
  hasProgram: async (name) => {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    // Where administrators' programs are, although not on everybody's path.
    const paths = [...folders, '/sbin', '/usr/sbin'].map((folder) => join(folder, name));
    const found = await Promise.all(paths.map(async (path) => isAccessible(path, constants.X_OK)));
    return found.includes(true);
  },
  isPortFree: async (port) =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
    }),
};

async function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
