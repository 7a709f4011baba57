import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MAIN } from './main-file.ts';
import type { ProgramEnd } from './program.ts';

/** A `smartkey record` that listens, to be ended as a person ends it. */
export class Recording {
  readonly #process: ChildProcess;
  #stdout = '';
  #stderr = '';

  private constructor(args: readonly string[]) {
    this.#process = spawn(process.execPath, [MAIN, 'record', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  /** Resolved when it listens. */
  static async start(...args: readonly string[]): Promise<Recording> {
    const recording = new Recording(args);
    const ended = once(recording.#process, 'close').then(() => true);
    const { stderr } = recording.#process;
    while (!recording.#stderr.includes('listening')) {
      const isOver = await Promise.race([ended, once(stderr ?? process.stderr, 'data').then(() => false)]);
      if (isOver) throw new Error(`nothing is recorded: ${recording.#stderr}`);
    }
    return recording;
  }

  /** Ctrl-C. */
  async end(): Promise<ProgramEnd> {
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGINT');
    await ended;
    return { exitCode: this.#process.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }
}
