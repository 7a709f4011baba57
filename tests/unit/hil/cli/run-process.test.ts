import { describe, expect, it } from 'vitest';
import { runProcess } from '../../../../hil/cli/run-process.ts';

/** A process with a command line; what it does is kept. */
class FakeProcess {
  readonly argv: readonly string[];
  readonly env = {};
  title = 'node';
  /** What was written and the exit, in order. */
  readonly done: string[] = [];
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly #interrupted: (() => void)[] = [];
  #onBug: (error: Error) => void = () => undefined;

  constructor(...words: readonly string[]) {
    this.argv = ['node', 'smartkey.js', ...words];
    this.stdout = new FakeOutput('out', this.done);
    this.stderr = new FakeOutput('err', this.done);
  }

  on(event: 'SIGINT', listener: () => void): void;
  on(event: 'uncaughtException', listener: (error: Error) => void): void;
  on(event: 'SIGINT' | 'uncaughtException', listener: (error: Error) => void): void {
    if (event === 'uncaughtException') this.#onBug = listener;
    else this.#interrupted.push(() => listener(new Error('Ctrl-C')));
  }

  listenerCount(): number {
    return this.#interrupted.length;
  }

  exit(code: number): void {
    this.done.push(`exit ${code}`);
  }

  interrupt(): void {
    for (const listener of this.#interrupted) listener();
  }

  fail(error: Error): void {
    this.#onBug(error);
  }
}

class FakeOutput {
  readonly isTTY = false;
  onError: () => void = () => undefined;
  readonly #name: string;
  readonly #done: string[];

  constructor(name: string, done: string[]) {
    this.#name = name;
    this.#done = done;
  }

  write(text: string, then?: () => void): void {
    this.#done.push(`${this.#name} ${JSON.stringify(text)}`);
    then?.();
  }

  on(_event: 'error', listener: () => void): void {
    this.onError = listener;
  }
}

describe('the process of a command line', () => {
  it('ends with the exit code of the command once all output is out', async () => {
    const running = new FakeProcess('list', '@nobody');
    await runProcess(running);
    expect(running.done).toEqual([
      'err "error: no scenario has the tag \\"nobody\\"\\nhint: use \\"npx smartkey list\\" to show all tags\\n"',
      'out ""',
      'err ""',
      'exit 4',
    ]);
  });

  it('has no secret in the process list', async () => {
    const running = new FakeProcess('cra', '--passcode-secret', 'mine');
    await runProcess(running);
    expect(running.title).toBe('smartkey cra --passcode-secret ***');
    const open = new FakeProcess('cra');
    await runProcess(open);
    expect(open.title).toBe('node');
  });

  it('ends with 130 at Ctrl-C, unless the command listens to it', async () => {
    const running = new FakeProcess('cra');
    await runProcess(running);
    running.done.length = 0;
    running.interrupt();
    expect(running.done).toEqual(['exit 130']);
    running.on('SIGINT', () => running.done.push('the command decides'));
    running.done.length = 0;
    running.interrupt();
    expect(running.done).toEqual(['the command decides']);
  });

  it('ends with 70 for a bug outside of any call, which is reported', async () => {
    const running = new FakeProcess('cra');
    await runProcess(running);
    running.done.length = 0;
    const bug = new Error('lost');
    bug.stack = 'Error: lost\n    at here';
    running.fail(bug);
    expect(running.done).toEqual([
      'err "error: internal error in smartkey: Error: lost\\n    at here\\nhint: report this bug with the command line and the text above\\n"',
      'exit 70',
    ]);
  });

  it.each(['stdout', 'stderr'] as const)('ends where nobody reads its %s any more', async (name) => {
    const running = new FakeProcess('cra');
    await runProcess(running);
    running.done.length = 0;
    running[name].onError();
    expect(running.done).toEqual(['exit 130']);
  });
});
