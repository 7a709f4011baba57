import { describe, expect, it } from 'vitest';
import { PromptOutput } from '../../../../../hil/tool/guided/prompt-output.ts';

const ESCAPE = '\u001b';
/** What a prompt writes before it is drawn again: below itself, then up, line by line. */
const ERASE_TWO = `${ESCAPE}[1B${ESCAPE}[2K${ESCAPE}[1A${ESCAPE}[2K${ESCAPE}[G`;
const DONE = `\n${ESCAPE}[G${ESCAPE}[?25h`;

function opened(): { readonly prompts: PromptOutput; readonly written: () => string } {
  let raw = '';
  const write = (text: string): void => void (raw += text);
  const terminal = { columns: 60, isTTY: true, write };
  const prompts = new PromptOutput(terminal, () => write('<SCREEN>'));
  const written = (): string => {
    const text = raw;
    raw = '';
    return text;
  };
  return { prompts, written };
}

describe('TEC-2: prompts below a screen', () => {
  it('go to the terminal as they are written', () => {
    const { prompts, written } = opened();
    prompts.write('? Year: 2019');
    prompts.write(`${ERASE_TWO}? Year: 2020`);
    expect(written()).toBe(`? Year: 2019${ERASE_TWO}? Year: 2020`);
    expect([prompts.columns, prompts.isTTY]).toEqual([60, true]);
  });

  it('are drawn again below their screen, with those answered before', () => {
    const { prompts, written } = opened();
    prompts.write('? Model:');
    prompts.write(`${ERASE_TWO}Model Avalon${DONE}`);
    prompts.write('? Year: 2019');
    prompts.write(`${ERASE_TWO}? Year: 2020${ESCAPE}[9G`);
    written();
    prompts.redraw();
    expect(written()).toBe(`<SCREEN>Model Avalon${DONE}? Year: 2020${ESCAPE}[9G`);
  });

  it('take the whole terminal at their next drawing: their lines are no longer where they were', () => {
    const { prompts, written } = opened();
    prompts.write('? Year: 2019');
    prompts.redraw();
    written();
    prompts.write(`${ERASE_TWO}? Year: 2020`);
    expect(written()).toBe('<SCREEN>? Year: 2020');
    prompts.write(`${ERASE_TWO}? Year: 2021`);
    expect(written()).toBe(`${ERASE_TWO}? Year: 2021`);
  });

  it('are forgotten with their screen', () => {
    const { prompts, written } = opened();
    prompts.write('? Year: 2019');
    prompts.forget();
    written();
    prompts.redraw();
    expect(written()).toBe('<SCREEN>');
  });

  it('leave the terminal open when they end', () => {
    const { prompts, written } = opened();
    prompts.end();
    prompts.write('? Next');
    expect(written()).toBe('? Next');
  });
});
