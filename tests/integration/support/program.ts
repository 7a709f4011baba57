import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { MAIN } from './main-file.ts';

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function runProgram(...args: readonly string[]): Promise<ProgramEnd> {
  const program = start(args);
  const [stdout, stderr] = [textOf(program.stdout), textOf(program.stderr)];
  await once(program, 'close');
  return { exitCode: program.exitCode, stdout: stdout(), stderr: stderr() };
}

export interface RunningCar {
  readonly http: string;
  readonly bus: string;
  stop(): Promise<void>;
}

/** Starts a car on ports that the system picks; resolved when it is ready. */
export async function startCar(...args: readonly string[]): Promise<RunningCar> {
  const program = start(['car', '--json', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0', ...args]);
  const stderr = textOf(program.stderr);
  const ended = once(program, 'close');
  const ready = await Promise.race([firstLine(program), ended.then(() => null)]);
  if (ready === null) throw new Error(`the car did not start: ${stderr()}`);
  const { http, buses } = JSON.parse(ready) as { readonly http: string; readonly buses: readonly string[] };
  return {
    http,
    bus: buses[0] ?? '',
    stop: async () => {
      program.kill('SIGINT');
      await ended;
    },
  };
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function textOf(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the car has no output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('the car said nothing');
}
