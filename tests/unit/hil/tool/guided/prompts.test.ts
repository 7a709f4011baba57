import { ExitPromptError } from '@inquirer/core';
import { describe, expect, it } from 'vitest';
import { terminalPrompts } from '../../../../../hil/tool/guided/prompts.ts';
import type { PromptContext } from '../../../../../hil/tool/guided/prompt-context.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

function contextOf({ input, output }: FakeTerminal): PromptContext {
  return { input, output, signal: new AbortController().signal };
}

describe('a question in a terminal', () => {
  it('for a secret shows a star for each sign', async () => {
    const terminal = new FakeTerminal();
    const answer = terminalPrompts.secret('Password of tara:', contextOf(terminal));
    await terminal.type('Password of tara:', 'pw1');
    await terminal.type('***', KEYS.enter);
    expect(await answer).toBe('pw1');
    expect(terminal.text).not.toContain('pw1');
  });

  it('for a text is asked again where it is refused', async () => {
    const terminal = new FakeTerminal();
    const verdict = (typed: string): true | string => typed !== '' || 'Enter a number.';
    const answer = terminalPrompts.text('Repair order:', verdict, contextOf(terminal));
    await terminal.type('Repair order:', KEYS.enter);
    await terminal.type('Enter a number.', 'RO-1\r');
    expect(await answer).toBe('RO-1');
  });

  it('for boxes gives those that are ticked, as many as it takes', async () => {
    const terminal = new FakeTerminal();
    const boxes = [
      { value: 'mona', name: 'Mona Manager' },
      { value: 'paul', name: 'Paul Parts' },
    ];
    const verdict = (ticked: number): true | string => ticked === 2 || 'Tick both.';
    const answer = terminalPrompts.boxes('Managers:', boxes, verdict, contextOf(terminal));
    await terminal.type('Paul Parts', `${KEYS.space}${KEYS.enter}`);
    await terminal.type('Tick both.', `${KEYS.down}${KEYS.space}${KEYS.enter}`);
    expect(await answer).toEqual(['mona', 'paul']);
  });

  it('at which Ctrl-C is pressed is left', async () => {
    const terminal = new FakeTerminal();
    const answer = terminalPrompts.text('Repair order:', () => true, contextOf(terminal));
    await Promise.all([expect(answer).rejects.toThrow(ExitPromptError), terminal.type('Repair order:', KEYS.ctrlC)]);
  });
});
