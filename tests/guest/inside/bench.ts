import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../../can-bus/ports/can-port.ts';

/** The guest is slow, and nothing here is about how slow. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 20;

type TidyAction = () => unknown;
const tidyActions: TidyAction[] = [];

/** What is to be done after the running check, also where it fails. The last comes first. */
export function afterwards(action: TidyAction): void {
  tidyActions.push(action);
}

/** Does what checks have left to be done. */
export async function tidyUp(): Promise<void> {
  for (let action = tidyActions.pop(); action !== undefined; action = tidyActions.pop()) {
    try {
      await action();
    } catch {
      // The check has said what is wrong.
    }
  }
}

/**
 * Tries one way after the other until one holds: that a starved machine is late in real time is no finding, and what
 * is wrong is wrong in each.
 *
 * @throws what the last one threw
 */
export async function inOneOf<Way>(ways: readonly Way[], attempt: (way: Way) => Promise<void>): Promise<void> {
  for (const [index, way] of ways.entries()) {
    try {
      await attempt(way);
      return;
    } catch (error) {
      if (index === ways.length - 1) throw error;
      await tidyUp();
    }
  }
}

/** Runs a line of shell; nothing else of this process goes on meanwhile. @throws Error with its output where it fails */
export function sh(line: string): string {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${line}: ${stderr.trim()}`);
  return stdout;
}

/** Runs a line of shell while this process goes on. @returns what it wrote @throws Error with its errors where it fails */
export async function shell(line: string, input = ''): Promise<string> {
  const program = background(line, 'pipe');
  // Who does not read its input is no trouble.
  program.stdin?.on('error', () => undefined).end(input);
  const { stdout, stderr } = program;
  if (stdout === null || stderr === null) throw new Error('no output');
  const [output, errors] = await Promise.all([text(stdout), text(stderr), once(program, 'close')]);
  if (program.exitCode !== 0) throw new Error(`${line}: exit ${program.exitCode} ${errors.trim()} ${output.trim()}`);
  return output;
}

/** A line of shell that runs until the check is over, or ends by itself before. */
export function background(line: string, stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  // A group of its own, so that what the shell starts is ended with it.
  const program = spawn('/bin/sh', ['-c', line], { stdio: [stdin, 'pipe', 'pipe'], detached: true });
  afterwards(async () => {
    if (hasEnded(program) || program.pid === undefined) return;
    const ended = once(program, 'exit');
    process.kill(-program.pid, 'SIGTERM');
    await ended;
  });
  return program;
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** The lines a program writes to its standard output, growing. */
export function linesOf({ stdout }: ChildProcess): readonly string[] {
  const lines: string[] = [];
  if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => lines.push(line));
  return lines;
}

/** @throws Error where it does not come true */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await delay(LOOK_MS);
  }
}

/** A frame as cansend and `candump -L` write it. */
function written(frame: CanFrame): string {
  const id = frame.id
    .toString(16)
    .toUpperCase()
    .padStart(frame.extended ? 8 : 3, '0');
  if (frame.kind === 'remote') return `${id}#R${frame.length}`;
  const hex = Buffer.from(frame.data).toString('hex').toUpperCase();
  return frame.fd ? `${id}##${frame.bitRateSwitch ? 1 : 0}${hex}` : `${id}#${hex}`;
}

/** What a port hears, growing. */
export function heardBy(port: CanPort): readonly string[] {
  const heard: string[] = [];
  port.frames.subscribe((frame) => heard.push(written(frame)));
  return heard;
}

export function statusesOf(port: CanPort): readonly PortStatus[] {
  const statuses: PortStatus[] = [];
  port.status.subscribe((status) => statuses.push(status));
  return statuses;
}

/** The kernel's lists of receivers (linux/can/proc.c): of all frames, by mask, of one 11-bit id, of one 29-bit id. */
type ReceiverList = 'all' | 'fil' | 'sff' | 'eff';

/** How many receivers of a kind the kernel has: `raw`, `isotp`. */
export function receivers(list: ReceiverList, kind: string): number {
  return readFileSync(`/proc/net/can/rcvlist_${list}`, 'latin1')
    .split('\n')
    .filter((line) => new RegExp(`\\b${kind}\\b`).test(line)).length;
}

export interface Candump {
  /** Frames, as cansend writes them. */
  readonly heard: readonly string[];
  end(): Promise<void>;
}

/**
 * candump on an interface, from when the kernel has it listening.
 *
 * @param filter as candump takes it after the interface: `7BD:7FF`
 */
export async function candump(interfaceName: string, filter = ''): Promise<Candump> {
  // candump's filters are masks, also where they let a single id through.
  const list = filter === '' ? 'all' : 'fil';
  const before = receivers(list, 'raw');
  const what = filter === '' ? interfaceName : `${interfaceName},${filter}`;
  const program = spawn('candump', ['-L', what], { stdio: ['ignore', 'pipe', 'inherit'] });
  const heard: string[] = [];
  createInterface({ input: program.stdout }).on('line', (line) => heard.push(line.split(' ')[2] ?? ''));
  const end = async (): Promise<void> => {
    if (hasEnded(program)) return;
    const ended = once(program, 'exit');
    program.kill('SIGTERM');
    await ended;
  };
  afterwards(end);
  await until('candump listens', () => receivers(list, 'raw') > before);
  return { heard, end };
}
