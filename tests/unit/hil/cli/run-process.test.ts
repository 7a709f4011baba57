import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as outputLossModule from '../../../../hil/cli/output-loss.ts';
import type * as runProcessModule from '../../../../hil/cli/run-process.ts';

let runProcess: typeof runProcessModule.runProcess;
let outputLoss: typeof outputLossModule.outputLoss;
// Whether a command has something to save is remembered until the process ends.
beforeEach(async () => {
  vi.resetModules();
  ({ runProcess } = await import('../../../../hil/cli/run-process.ts'));
  ({ outputLoss } = await import('../../../../hil/cli/output-loss.ts'));
});

const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const CLOSED = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
const FULL_TEXT =
  'error: standard output: it cannot be written: ENOSPC: no space left on device, write\nhint: free disk space, or write it to another disk\n';

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
  onError: (error: Error) => void = () => undefined;
  /** Of each write from now on. */
  error: Error | null = null;
  readonly #name: string;
  readonly #done: string[];

  constructor(name: string, done: string[]) {
    this.#name = name;
    this.#done = done;
  }

  write(text: string, then?: (error: Error | null) => void): void {
    this.#done.push(`${this.#name} ${JSON.stringify(text)}`);
    then?.(this.error);
  }

  on(_event: 'error', listener: (error: Error) => void): void {
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

  it.each(['stdout', 'stderr'] as const)('ends without a word where nobody reads its %s any more', async (name) => {
    const running = new FakeProcess('cra');
    await runProcess(running);
    running.done.length = 0;
    running[name].onError(CLOSED);
    expect(running.done).toEqual(['exit 130']);
  });

  it('ends with 5 where its output cannot be written, and says why', async () => {
    const running = new FakeProcess('cra');
    await runProcess(running);
    running.done.length = 0;
    running.stdout.onError(FULL);
    expect(running.done).toEqual([`err ${JSON.stringify(FULL_TEXT)}`, 'exit 5']);
    running.stdout.onError(FULL);
    expect(running.done).toHaveLength(2);
  });

  it('reports in JSON where that is wanted, and names standard error', async () => {
    const running = new FakeProcess('cra', '--json');
    await runProcess(running);
    running.done.length = 0;
    running.stderr.onError(Object.assign(new Error('EFBIG: too large'), { code: 'EFBIG' }));
    const report = {
      error: 'standard error: it cannot be written: EFBIG: too large',
      hint: 'write it to another place',
    };
    expect(running.done).toEqual([`err ${JSON.stringify(`${JSON.stringify(report)}\n`)}`, 'exit 5']);
  });

  it.each([
    [FULL, ['help'], 5],
    [FULL, ['cra'], 2],
    [CLOSED, ['help'], 0],
  ])('that fails in the last write with %s is not passed: %j ends with %i', async (error, words, exitCode) => {
    const running = new FakeProcess(...words);
    running.stdout.error = error;
    await runProcess(running);
    expect(running.done.at(-1)).toBe(`exit ${exitCode}`);
    expect(running.done.includes(`err ${JSON.stringify(FULL_TEXT)}`)).toBe(error === FULL);
  });

  it('goes on to its end where a command has something to save, which is asked to end', async () => {
    const running = new FakeProcess('help');
    let asked = 0;
    outputLoss.subscribe(() => {
      asked += 1;
    });
    const end = runProcess(running);
    running.stdout.onError(CLOSED);
    expect([asked, running.done.filter((done) => done.startsWith('exit'))]).toEqual([1, []]);
    await end;
    expect(running.done.at(-1)).toBe('exit 0');
  });
});
