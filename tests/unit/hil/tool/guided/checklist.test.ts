import { describe, expect, it } from 'vitest';
import { checklist } from '../../../../../hil/tool/guided/checklist.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

const { signal } = new AbortController();

function asked(...items: readonly string[]): { readonly terminal: FakeTerminal; readonly answer: Promise<boolean> } {
  const terminal = new FakeTerminal();
  const { input, output } = terminal;
  return { terminal, answer: checklist({ items, width: () => 30 }, { input, output, signal }) };
}

describe('a list of boxes', () => {
  it('is checked one by one, from the top', async () => {
    const { terminal, answer } = asked('The new key is outside the car.', 'One key is in it.');
    await terminal.shows(
      '❯ [ ] The new key is outside\n      the car.\n  [ ] One key is in it.\n\n  [y] check this one   [n] not now',
    );
    await terminal.type('[n] not now', 'y');
    await terminal.shows('  [x] The new key is outside\n      the car.\n❯ [ ] One key is in it.\n');
    terminal.clear();
    terminal.input.write(KEYS.space);
    await terminal.shows('  [x] One key is in it.');
    expect(await answer).toBe(true);
    expect(terminal.text).not.toContain('[y]');
  });

  it.each([
    ['n', 'n'],
    ['Enter', KEYS.enter],
  ])('is left open with %s', async (_, key) => {
    const { terminal, answer } = asked('One.', 'Two.');
    await terminal.type('[n] not now', 'y');
    await terminal.type('[x] One.', key);
    expect(await answer).toBe(false);
  });
});
