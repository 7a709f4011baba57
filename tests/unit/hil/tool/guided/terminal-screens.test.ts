import { describe, expect, it } from 'vitest';
import { TerminalScreens } from '../../../../../hil/tool/guided/terminal-screens.ts';
import { FakeTerminal } from '../../../../support/fake-terminal.ts';

const [ENTER, LEAVE, CLEAR] = ['\u001b[?1049h', '\u001b[?1049l\u001b[?25h', '\u001b[2J\u001b[H'];
const XTERM = { TERM: 'xterm', NO_COLOR: '1' };
const RULE = '─'.repeat(79);
const ONE = { number: null, title: 'Vehicle', lines: ['Model  Avalon'], notes: ['Charge it.'] };
const TWO = { number: 'SMRT-18-002', title: 'Smart Code Reset', lines: ['16 min'] };

function opened(
  isTTY: boolean,
  environment: Readonly<Record<string, string>> = XTERM,
): {
  readonly terminal: FakeTerminal;
  readonly screens: TerminalScreens;
} {
  const terminal = new FakeTerminal(80, isTTY);
  return { terminal, screens: new TerminalScreens(terminal.output, environment) };
}

describe('TEC-2: the screens of a run', () => {
  it('take the place of one another in the alternate screen', () => {
    const { terminal, screens } = opened(true);
    screens.show(ONE);
    expect(terminal.raw).toBe(
      `${ENTER}${CLEAR}Vehicle${' '.repeat(64)}screen 1\n${RULE}\n\n  Model  Avalon\n\n  NOTE  Charge it.\n\n`,
    );
    terminal.clear();
    screens.show(TWO);
    expect(terminal.raw).toBe(
      `${CLEAR}Smart Code Reset${' '.repeat(40)}(SMRT-18-002)  screen 2\n${RULE}\n\n  16 min\n\n`,
    );
  });

  it('have a title bar as wide as the terminal, and text that is read well', () => {
    const terminal = new FakeTerminal(121, true);
    new TerminalScreens(terminal.output, XTERM).show({ ...ONE, lines: ['word '.repeat(24).trim()] });
    const [bar, rule, , first, second] = terminal.text.split('\n');
    expect([bar?.length, rule?.length, first?.length, second]).toEqual([120, 120, 96, '  word word word word word']);
  });

  it('leave a summary, with what was done at each', () => {
    const { terminal, screens } = opened(true);
    screens.show(ONE);
    screens.answered('Next');
    screens.show(TWO);
    screens.show({ ...TWO, lines: ['15 min'] });
    screens.answered('Copy');
    screens.answered('Next');
    screens.show({ ...TWO, title: 'Seed', lines: ['VIN    4T1', 'Data1  5A', 'Data2  7F'] }, { isSeed: true });
    screens.show({ ...ONE, lines: ['x'.repeat(90)] });
    terminal.clear();
    screens.close();
    expect(terminal.raw).toBe(
      `${LEAVE}${[
        'Screens of this run',
        '1  Vehicle: Model Avalon  [Next]',
        '2  (SMRT-18-002) Smart Code Reset: 16 min  [Copy, Next]',
        '3  (SMRT-18-002) Seed: Data1 5A, Data2 7F',
        `4  Vehicle: ${'x'.repeat(66)}…`,
      ].join('\n')}\n\n`,
    );
    terminal.clear();
    screens.close();
    expect(terminal.raw).toBe('');
  });

  it('leave the terminal as it was where the process ends', () => {
    const { terminal, screens } = opened(true);
    screens.leave();
    expect(terminal.raw).toBe('');
    screens.show(ONE);
    terminal.clear();
    screens.leave();
    expect(terminal.raw).toBe(LEAVE);
  });

  it('have below them what was said last, instead of their notes; a link stays whole', () => {
    const { terminal, screens } = opened(true);
    screens.show(ONE);
    screens.say('First.');
    terminal.clear();
    screens.say('Open this:', `http://127.0.0.1/${'x'.repeat(100)}`);
    expect(terminal.text).toBe(
      `Vehicle${' '.repeat(64)}screen 1\n${RULE}\n\n  Model  Avalon\n\n  Open this:\nhttp://127.0.0.1/${'x'.repeat(100)}\n\n`,
    );
  });

  it('are drawn again, with the prompt below, where the terminal is resized', () => {
    const { terminal, screens } = opened(true);
    screens.show(ONE);
    screens.promptOutput.write('? Choose: Next');
    terminal.clear();
    terminal.resize(50);
    expect(terminal.raw).toBe(
      `${CLEAR}Vehicle${' '.repeat(34)}screen 1\n${'─'.repeat(49)}\n\n  Model  Avalon\n\n  NOTE  Charge it.\n\n? Choose: Next`,
    );
    screens.say('Said.');
    terminal.clear();
    terminal.resize(80);
    expect(terminal.raw).toBe(`${CLEAR}Vehicle${' '.repeat(64)}screen 1\n${RULE}\n\n  Model  Avalon\n\n  Said.\n\n`);
    screens.leave();
    terminal.clear();
    terminal.resize(50);
    expect(terminal.raw).toBe('');
  });

  it('are as often in the summary as they were shown, however often they were drawn', () => {
    const { terminal, screens } = opened(true);
    screens.show(ONE);
    terminal.resize(50);
    terminal.resize(80);
    terminal.clear();
    screens.close();
    expect(terminal.text).toBe('Screens of this run\n1  Vehicle: Model Avalon\n\n');
  });

  it.each([
    ['no terminal', false, XTERM],
    ['TERM=dumb', true, { TERM: 'dumb' }],
    ['no TERM', true, {}],
  ])('follow one another with %s', (_, isTTY, environment) => {
    const { terminal, screens } = opened(isTTY, { NO_COLOR: '1', ...environment });
    screens.show({ ...ONE, notes: [] });
    screens.clear();
    screens.say('Said.');
    screens.close();
    expect(terminal.raw).toBe(`\nVehicle${' '.repeat(64)}screen 1\n${RULE}\n\n  Model  Avalon\n\n\n  Said.\n\n`);
  });
});
