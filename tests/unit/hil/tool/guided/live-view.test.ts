import { describe, expect, it } from 'vitest';
import { LiveView, type LiveContent } from '../../../../../hil/tool/guided/live-view.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

interface Viewed {
  readonly terminal: FakeTerminal;
  readonly view: LiveView;
  /** Keys pressed and interruptions, in order. */
  readonly events: string[];
  readonly content: (...lines: readonly string[]) => LiveContent;
}

function viewed(): Viewed {
  const terminal = new FakeTerminal();
  const events: string[] = [];
  return {
    terminal,
    events,
    view: new LiveView(terminal, () => events.push('interrupted')),
    content: (...lines) => ({
      lines,
      keys: [
        { key: 'enter', label: 'Next', press: () => events.push('next') },
        { key: 'x', label: 'Exit', press: () => events.push('exit') },
      ],
    }),
  };
}

describe('a live view', () => {
  it('shows its lines and keys, and changes in place', async () => {
    const { terminal, view, content } = viewed();
    view.show(content('10 s left'));
    await terminal.shows('10 s left\n  [enter] Next   [x] Exit');
    expect(view.isOpen).toBe(true);
    terminal.clear();
    view.show(content('9 s left'));
    await terminal.shows('9 s left\n  [enter] Next   [x] Exit');
    await view.close();
  });

  it('is not drawn again where it looks the same', async () => {
    const { terminal, view, content } = viewed();
    view.show(content('10 s left'));
    await terminal.shows('10 s left');
    terminal.clear();
    view.show(content('10 s left'));
    await terminal.turn();
    expect(terminal.raw).toBe('');
    await view.close();
  });

  it('reacts to its keys and no others', async () => {
    const { terminal, view, content, events } = viewed();
    view.show(content('10 s left'));
    await terminal.type('10 s left', 'q');
    expect(events).toEqual([]);
    terminal.input.push('x');
    await terminal.turn();
    terminal.input.push(KEYS.enter);
    await terminal.turn();
    expect(events).toEqual(['exit', 'next']);
    await view.close();
  });

  it('reacts to the keys that are shown now', async () => {
    const { terminal, view, content, events } = viewed();
    view.show(content('one'));
    await terminal.shows('one');
    view.show({ lines: ['one'], keys: [{ key: 'k', label: 'Touch', press: () => events.push('touched') }] });
    await terminal.type('[k] Touch', 'x');
    terminal.input.push('k');
    await terminal.turn();
    expect(events).toEqual(['touched']);
    await view.close();
  });

  it('is closed by Ctrl-C, and may be shown again', async () => {
    const { terminal, view, content, events } = viewed();
    view.show(content('one'));
    await terminal.type('one', KEYS.ctrlC);
    await terminal.turn();
    expect(events).toEqual(['interrupted']);
    view.show(content('two'));
    await terminal.shows('two');
    await view.close();
    await view.close();
    terminal.input.push('x');
    await terminal.turn();
    expect(events).toEqual(['interrupted']);
  });
});
