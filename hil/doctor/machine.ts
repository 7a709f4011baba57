import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';

import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { loadOptional } from '../../can-bus/ports/optional-package.ts';
import { openPseudoTerminal } from '../../can-bus/ports/pseudo-terminal.ts';
import { loadSocketcanModule } from '../../can-bus/ports/socketcan-module.ts';
import { findHostTools } from './host-tools.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { hintHere, INSTALLATION } from '../smartkey.ts';

/** Why something does not work on this machine, and what fixes it. */
export interface Refusal {
  readonly problem: string;
  readonly fix: string;
}

/** Optional features of a machine: each kind of bus needs one of them. */
export type Ability = 'socketcan' | 'serial' | 'pseudo-terminal' | 'guest';

/** What the examination needs from the machine. */
export interface Machine {
  /** How this package is installed: only a clone has the guest. */
  readonly installation: typeof INSTALLATION;
  /** Version without `v`. */
  readonly nodeVersion: string;
  /** As Node names it: `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** Version of the operating system's kernel. */
  readonly kernelRelease: string;
  /** Null where the file does not exist or is not readable. */
  readText(path: string): Promise<string | null>;
  /** Names in a folder; empty where the folder does not exist. */
  list(folder: string): Promise<readonly string[]>;
  canReadAndWrite(path: string): Promise<boolean>;
  /** A program on the path. */
  hasProgram(name: string): Promise<boolean>;
  /** The output of a program; null where it does not exist, or fails. */
  run(program: string, args: readonly string[]): Promise<string | null>;
  /** The TCP port is free on 127.0.0.1. */
  isPortFree(port: number): Promise<boolean>;
  /** Tries it; null where it works. */
  tryAbility(ability: Ability): Promise<Refusal | null>;
  /** Opens a CAN interface and closes it again; null where that works. */
  openInterface(name: string): Promise<Refusal | null>;
}

/** Folders of administrators' programs, which are not on everyone's path. */
const SYSTEM_FOLDERS: readonly string[] = ['/sbin', '/usr/sbin'];
const RUN_TIMEOUT_MS = 5_000;

/** The machine this process runs on. */
export const THIS_MACHINE: Machine = {
  installation: INSTALLATION,
  nodeVersion: process.versions.node,
  platform: process.platform,
  kernelRelease: release(),
  readText: async (path) => readFile(path, 'utf8').catch(() => null),
  list: async (folder) => readdir(folder).catch(() => []),
  canReadAndWrite: async (path) => isAccessible(path, constants.R_OK | constants.W_OK),
  hasProgram: async (name) => {
    const paths = programFolders().map((folder) => join(folder, name));
    const found = await Promise.all(paths.map(async (path) => isAccessible(path, constants.X_OK)));
    return found.includes(true);
  },
  run: async (program, args) =>
    new Promise((resolve) => {
      const env = { ...process.env, PATH: programFolders().join(delimiter) };
      execFile(program, args, { env, timeout: RUN_TIMEOUT_MS }, (error, stdout) =>
        resolve(error === null ? stdout : null),
      );
    }),
  isPortFree: async (port) =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
    }),
  tryAbility: async (ability) => refusalOf(() => ABILITIES[ability]()),
  openInterface: async (name) =>
    refusalOf(async () => {
      const port = await openClientPort(`socketcan:${name}`);
      await port.close();
    }),
};

const ABILITIES: Readonly<Record<Ability, () => unknown>> = {
  socketcan: loadSocketcanModule,
  serial: loadSerial,
  'pseudo-terminal': async () => {
    const { stream } = await openPseudoTerminal();
    stream.destroy();
  },
  guest: () => findHostTools(),
};

async function loadSerial(): Promise<unknown> {
  return loadOptional('@serialport/bindings-cpp', 'a serial line', () => import('@serialport/bindings-cpp'));
}

async function refusalOf(attempt: () => unknown): Promise<Refusal | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    if (error instanceof OperationError) return { problem: error.message, fix: hintHere(error) ?? '' };
    throw error;
  }
}

function programFolders(): readonly string[] {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
}

async function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
