import { describe, expect, it } from 'vitest';
import {
  noScenario,
  nothingSelected,
  select,
  selectOrExplain,
  warnOfCode,
} from '../../../../../hil/cli/commands/scenario-selection.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a selection of scenarios', () => {
  it('has the scenarios of the words', async () => {
    const { scenarios } = await select(['scenarios/keys/buttons.yaml', '@timeout'], 'named');
    expect(scenarios[0]?.name).toBe('The buttons of a registered key');
    expect(scenarios.slice(1).every(({ tags }) => tags.includes('timeout'))).toBe(true);
    expect(scenarios.length).toBeGreaterThan(1);
  });

  it.each([
    ['no-such.yaml', 'usage', 'file or folder not found: "no-such.yaml"', 'give an existing path, or a tag as @name'],
    ['none/at-all', 'usage', 'file or folder not found: "none/at-all"', 'give an existing path, or a tag as @name'],
    [
      'scenarios/keys/buttons.yaml#slow',
      'usage',
      'variant not found: scenarios/keys/buttons.yaml#slow',
      'use "npx smartkey list FILE" to show the variants',
    ],
    ['@keis', 'nothing-selected', 'no scenario has the tag "keis"', 'did you mean "@keys"?'],
    [
      '@qqqqqqqqqq',
      'nothing-selected',
      'no scenario has the tag "qqqqqqqqqq"',
      'use "npx smartkey list" to show all tags',
    ],
    [
      'qqqqqqqqqq',
      'nothing-selected',
      'no scenarios matched "qqqqqqqqqq": it is not a file, a folder or a tag',
      'give an existing path; use "npx smartkey list" to show all tags',
    ],
  ])('is refused for %s, regardless of the other arguments', async (word, code, message, hint) => {
    await expect(select(['scenarios/keys/buttons.yaml', word], 'named')).rejects.toMatchObject({ code, message, hint });
  });

  it('is refused for an invalid file before anything runs', async () => {
    const wrong = folder.write('wrong.yaml', 'name: Wrong\ntag: [x]\nsteps: [{ touch: master }]\n');
    await expect(selectOrExplain([wrong], 'run')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('wrong.yaml:2:1: ') as string,
      hint: 'fix these lines; nothing was run',
    });
  });

  it('of none is refused, with the files that were not read', () => {
    expect(noScenario([])).toMatchObject({
      code: 'nothing-selected',
      message: 'no scenarios matched the selection',
      hint: 'name scenario files, or a folder of them',
    });
    expect(noScenario(['a.scenario.ts', 'b.scenario.ts']).hint).toBe(
      'reading a scenario in TypeScript runs it, so name its file to include it: a.scenario.ts, b.scenario.ts',
    );
    expect(nothingSelected('none', null)).toMatchObject({ code: 'nothing-selected', message: 'none', hint: null });
  });

  it('warns of code only where some was not read', () => {
    const terminal = new KeptTerminal();
    warnOfCode([], terminal);
    expect(terminal.errLines).toEqual([]);
    warnOfCode(['a.scenario.ts'], terminal);
    expect(terminal.errLines).toEqual([
      'not read: a.scenario.ts (reading a scenario in TypeScript runs it, so name its file to include it)',
    ]);
  });
});
