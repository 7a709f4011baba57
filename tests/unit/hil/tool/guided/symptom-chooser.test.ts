import { ExitPromptError } from '@inquirer/core';
import { describe, expect, it } from 'vitest';
import { chooseBySymptom, confirmNext } from '../../../../../hil/tool/guided/symptom-chooser.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

const { enter, down, ctrlC } = KEYS;

function asked(): { readonly terminal: FakeTerminal; readonly options: Parameters<typeof chooseBySymptom>[0] } {
  const terminal = new FakeTerminal(80, true);
  const { input, output } = terminal;
  return { terminal, options: { input, output, environment: { TERM: 'xterm', NO_COLOR: '1' } } };
}

describe('a symptom', () => {
  it.each([
    [0, 'All keys are lost', ['reset', 'register']],
    [1, 'Add a key', ['register']],
    [2, 'A key is lost or stolen', ['erase']],
    [3, 'Read the vehicle', ['read']],
    [4, 'Trouble codes', ['faults']],
    [5, 'Exit', []],
  ])('of the bulletin’s chart, number %i, is %s and leads to %j', async (place, symptom, utilities) => {
    const { terminal, options } = asked();
    const chosen = chooseBySymptom(options);
    await terminal.shows('Symptom:');
    terminal.input.write(down.repeat(place));
    await terminal.shows(`❯ ${symptom}`);
    await terminal.type('Symptom:', enter);
    expect(await chosen).toEqual(utilities);
    expect(terminal.raw.endsWith('\u001b[?1049l\u001b[?25h')).toBe(true);
  });

  it('has lines that fit a terminal of 80 columns', async () => {
    const { terminal, options } = asked();
    const chosen = chooseBySymptom(options);
    await terminal.shows('Symptom:');
    expect(terminal.text.split('\n').filter((line) => line.length > 79)).toEqual([]);
    await terminal.type('Symptom:', enter);
    await chosen;
  });

  it('leaves the terminal as it was with Ctrl-C', async () => {
    const { terminal, options } = asked();
    const chosen = chooseBySymptom(options);
    await Promise.all([expect(chosen).rejects.toThrow(ExitPromptError), terminal.type('Symptom:', ctrlC)]);
    expect(terminal.raw).toContain('\u001b[?1049l');
  });
});

describe('the utility after another', () => {
  it.each([
    [`y${enter}`, true],
    [enter, false],
  ])('is confirmed with %j: %s', async (keys, goesOn) => {
    const { terminal, options } = asked();
    const answer = confirmNext(options);
    await terminal.type('Continue with Smart Code Registration', keys);
    expect(await answer).toBe(goesOn);
  });
});
