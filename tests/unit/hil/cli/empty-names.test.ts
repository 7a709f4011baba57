import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { checkEmptyNames } from '../../../../hil/cli/empty-names.ts';
import { runCli } from '../../../../hil/cli/program.ts';

function check(...words: readonly string[]): void {
  const command = new Command()
    .argument('<in>')
    .argument('[more...]')
    .option('--out <file>', 'a file')
    .option('--name <text>', 'a text')
    .action(() => undefined);
  checkEmptyNames(command.parse(words, { from: 'user' }));
}

describe('a name of a file that is empty', () => {
  it.each([
    [['x', '--out', ''], '--out: the name is empty'],
    [['x', '--out='], '--out: the name is empty'],
    [[''], 'in: the name is empty'],
    [['x', 'y', ''], 'more: the name is empty'],
  ])('is refused: %j', (words, message) => {
    expect(() => check(...words)).toThrow(message);
  });

  it('is accepted for a text; a name that is given or absent is not empty', () => {
    expect(() => check('x', '--out', 'y', '--name', '')).not.toThrow();
    expect(() => check('x', 'y')).not.toThrow();
  });

  it.each([
    'run scenarios/keys --trace',
    'run scenarios/keys --report',
    'run scenarios/keys --bench',
    'run scenarios/keys --summary',
    'car --nvm',
    'car --record',
    'car --dealer-db',
    'record --out s.yaml --from',
    'explore --seed 1 --coverage',
    'conformance --bus virtual --junit',
    'explore --exhaustive --progress',
    'eject a.yaml --out',
    'view a.log --output',
    'convert a.log',
    'replay',
    'merge',
  ])('is refused by the command, before anything is done: %s', async (line) => {
    let stderr = '';
    const output = { isTTY: false, write: (text: string) => (stderr += text) };
    const exitCode = await runCli([...line.split(' '), ''], { stdout: output, stderr: output, env: {} });
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/^error: [\w -]+: the name is empty\nhint: give a name/),
    ]);
  });
});
