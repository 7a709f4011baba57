import { describe, expect, it } from 'vitest';
import { validateScenarios, type ValidateFlags } from '../../../../../hil/cli/commands/validate-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const RIGHT = 'name: Right\nsteps: [{ touch: master }]\n';

function validate(flags: ValidateFlags, ...words: readonly string[]): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => validateScenarios(words, flags, terminal));
}

describe('scenarios that are checked', () => {
  it('are counted where all are valid', async () => {
    const right = folder.write('right.yaml', RIGHT);
    expect(await validate({}, right)).toEqual({ exitCode: 0, out: ['1 valid'], err: [] });
    expect(await validate({ quiet: true }, right)).toEqual({ exitCode: 0, out: [], err: [] });
  });

  it('have every problem of every file in a line, and end with 2', async () => {
    const right = folder.write('right.yaml', RIGHT);
    const wrong = folder.write('wrong.yaml', 'name: Wrong\ntag: [x]\nsteps: [{ touch: 7 }]\n');
    const { exitCode, out, err } = await validate({}, right, wrong);
    expect([exitCode, err]).toEqual([2, []]);
    expect(out.slice(0, -1).every((line) => /wrong\.yaml:\d+:\d+: /.test(line))).toBe(true);
    expect(out.at(-1)).toBe('1 valid, 1 invalid (2 problems)');
  });

  it('are one object with --json', async () => {
    const right = folder.write('right.yaml', RIGHT);
    const wrong = folder.write('wrong.yaml', 'name: Wrong\ntag: [x]\nsteps: [{ touch: master }]\n');
    const { exitCode, out } = await validate({ json: true }, right, wrong);
    expect([exitCode, JSON.parse(out.join('\n'))]).toMatchObject([
      2,
      { valid: [right], problems: [{ file: wrong, line: 2, column: 1 }], notRun: [] },
    ]);
  });

  it('end with 4 if no scenario is found', async () => {
    const code = folder.write('code.scenario.ts', 'throw new Error("it was run")');
    expect(await validate({}, folder.path('.'))).toEqual({
      exitCode: 4,
      out: [],
      err: [
        'error: no scenarios matched the selection',
        `hint: reading a scenario in TypeScript runs it, so name its file to include it: ${code}`,
      ],
    });
  });
});
