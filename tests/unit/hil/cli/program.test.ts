import { describe, expect, it } from 'vitest';
import packageJson from '../../../../package.json' with { type: 'json' };
import { runCli } from '../../../../hil/cli/program.ts';

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], isTTY = false): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runCli(args, {
    stdout: { isTTY, write: (text) => (stdout += text) },
    stderr: { isTTY, write: (text) => (stderr += text) },
    env: {},
  });
  return { exitCode, stdout, stderr };
}

const COMMANDS = [
  ...[
    'car',
    'tool',
    'dealer',
    'run',
    'merge',
    'worker',
    'replay',
    'view',
    'record',
    'explain',
    'convert',
    'diff',
    'export',
  ],
  ...['list', 'validate', 'eject', 'conformance', 'explore', 'doctor', 'help'],
];

describe('a command line', () => {
  it.each([['--help'], ['-h'], ['help']])('%s lists the commands, examples and exit codes', async (word) => {
    const { exitCode, stdout, stderr } = await run([word]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect([...stdout.matchAll(/^ {2}([a-z]+)(?: \[| <| {2})/gm)].map(([, name]) => name)).toEqual(COMMANDS);
    expect(stdout).toContain('\nExamples:\n  npx smartkey car ');
    expect(stdout).toContain(
      '\nExit codes: 0 passed, 1 a scenario failed, 2 usage, 3 inconclusive, 4 nothing selected',
    );
  });

  it('--version gives the version of the package', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it('has help for each command', async () => {
    const { exitCode, stdout } = await run(['help', 'diff']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: smartkey diff \[options\] <one> <other>\n/);
    expect((await run(['diff', '--help'])).stdout).toBe(stdout);
  });

  it('without a command lists them on standard error, with exit code 2', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: smartkey \[options\] \[command\]\n/);
  });

  it('with a mistyped command is refused with the one that was meant', async () => {
    expect(await run(['cra'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: there is no command "cra"\nhint: did you mean car?\n',
    });
  });

  it('with a flag that cannot be is refused in one form, as JSON with --json', async () => {
    const message = '--rate must be a number from 0.01 to 1000, not "0"';
    const hint = 'use --help to list commands, arguments and options';
    expect(await run(['replay', 'a', '--rate', '0'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\nhint: ${hint}\n`,
    });
    const { stderr } = await run(['replay', 'a', '--rate', '0', '--json']);
    expect(JSON.parse(stderr)).toEqual({ error: message, hint });
  });

  it('ends with the code of an error of the command', async () => {
    const { exitCode, stdout, stderr } = await run(['list', '@nobody']);
    expect([exitCode, stdout]).toEqual([4, '']);
    expect(stderr).toBe('error: no scenario has the tag "nobody"\nhint: use "npx smartkey list" to show all tags\n');
  });

  it('has colors on a terminal, and none with --no-color', async () => {
    const line = ['list', 'scenarios/keys/buttons.yaml'];
    expect((await run(line, true)).stdout).toContain('\u001b[1mThe buttons of a registered key\u001b[22m');
    expect((await run([...line, '--no-color'], true)).stdout).not.toContain('\u001b');
    expect((await run(line, false)).stdout).not.toContain('\u001b');
  });
});
