import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../../can-bus/ports/can-port.ts';

/** The guest is slow, and nothing here is about how slow. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 20;

/** Runs a line of shell. @throws Error with its output where it fails */
export function sh(line: string): string {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${line}: ${stderr.trim()}`);
  return stdout;
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

export interface Candump {
  readonly heard: readonly string[];
  end(): Promise<void>;
}

/** How many receivers of all frames the kernel has. */
function receivers(): number {
  return readFileSync('/proc/net/can/rcvlist_all', 'latin1')
    .split('\n')
    .filter((line) => /\braw\b/.test(line)).length;
}

/** candump on an interface, from when the kernel has it listening. */
export async function candump(interfaceName: string): Promise<Candump> {
  const before = receivers();
  const program = spawn('candump', ['-L', interfaceName], { stdio: ['ignore', 'pipe', 'inherit'] });
  const heard: string[] = [];
  createInterface({ input: program.stdout }).on('line', (line) => heard.push(line.split(' ')[2] ?? ''));
  await until('candump listens', () => receivers() > before);
  return {
    heard,
    end: async () => {
      const ended = once(program, 'exit');
      program.kill('SIGTERM');
      await ended;
    },
  };
}
