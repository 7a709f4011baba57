import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readlinkSync, realpathSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { PortError } from './port-error.ts';

/** Paths of pseudo-terminals: only a link to one of them is ever replaced. */
const PTY_PATH = /^\/dev\/(pts\/\d+|ttys\d+)$/;

/** A link that we created, at a path chosen by the person. */
export interface PtyLink {
  /** Removes the link, unless another one has replaced it. */
  remove(): Promise<void>;
}

/** The real location of the link: the folder may be reachable by several names. */
function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch (error) {
    throw linkError(path, error);
  }
}

function linkError(path: string, cause: unknown): PortError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const isMissing = message.includes('ENOENT') && !existsSync(dirname(resolve(path)));
  const hint = isMissing ? 'create its directory first' : 'choose a path in a writable directory';
  return new PortError('bench', `cannot put a terminal at ${path}: ${message}`, hint, { path }, cause);
}

function takenError(path: string, problem: string, hint: string, code?: string): PortError {
  const context = { path, ...(code === undefined ? {} : { code }) };
  return new PortError('bench', `${path} is taken: ${problem}`, hint, context);
}

/**
 * Reserves the path for this process while it lives: by the name of a socket that the kernel releases with the process,
 * so that nothing is left over. Only Linux has such names.
 */
async function reserve(path: string, realPath: string): Promise<Server | null> {
  if (process.platform !== 'linux') return null;
  const name = createHash('sha256').update(realPath).digest('hex');
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((taken, refused) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      const hint = 'stop that one, or choose another path';
      refused(isTaken ? takenError(path, 'another car uses this path', hint, 'EADDRINUSE') : linkError(path, error));
    });
    server.listen(`\0virtual-smart-key-${name}`, () => taken());
  });
  return server.unref();
}

/** @param isReserved no other car of this kind is running, so that a link is left over from one that was killed */
function checkPlace(path: string, realPath: string, isReserved: boolean): void {
  const present = lstatSync(realPath, { throwIfNoEntry: false });
  if (present === undefined) return;
  const target = present.isSymbolicLink() ? readlinkSync(realPath) : '';
  if (!PTY_PATH.test(target)) {
    throw takenError(path, 'something else exists there', 'choose another path, or move the existing file away');
  }
  if (!isReserved && existsSync(target)) {
    throw takenError(path, 'a terminal exists there', 'stop the car that uses it; if there is none, remove the link');
  }
}

function removeIfOurs(realPath: string, target: string): void {
  try {
    if (readlinkSync(realPath) === target) unlinkSync(realPath);
  } catch {
    // It has been removed already.
  }
}

/**
 * Publishes a pseudo-terminal as a link, replacing one that a killed car has left over.
 *
 * @param path where programs are to find it
 * @param target the terminal
 * @throws PortError (`bench`) where another car, or anything else, is at the path, or it cannot be written to
 */
export async function publishPtyLink(path: string, target: string): Promise<PtyLink> {
  const realPath = realPathOf(path);
  const reservation = await reserve(path, realPath);
  const release = async (): Promise<void> => {
    if (reservation === null) return;
    await new Promise<void>((done) => reservation.close(() => done()));
  };
  try {
    checkPlace(path, realPath, reservation !== null);
    placeLink(path, realPath, target);
  } catch (error) {
    await release();
    throw error;
  }
  return {
    remove: async () => {
      removeIfOurs(realPath, target);
      await release();
    },
  };
}

/** In one step, so that nobody sees an intermediate state. */
function placeLink(path: string, realPath: string, target: string): void {
  const beside = `${realPath}.${process.pid}.new`;
  try {
    symlinkSync(target, beside);
    renameSync(beside, realPath);
  } catch (error) {
    throw linkError(path, error);
  }
}
