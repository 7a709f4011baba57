import { describe, expect, it } from 'vitest';
import { OperatorInterrupt } from '../../../../../hil/tester/conversation.ts';
import type { ScreenCommand, WatchCommand } from '../../../../../hil/tester/command.ts';
import { TerminalOperator, type PassCodeProvider } from '../../../../../hil/tool/guided/terminal-operator.ts';
import { KEY_SEED, RESET_SEED, VIN } from '../../../../support/dealer-in-process.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

const { signal } = new AbortController();
const SHOWN = { number: 'SMRT-18-002', title: 'Smart Code Reset', lines: ['All keys are erased.'] };
const SCREEN: ScreenCommand = { kind: 'screen', ...SHOWN, agree: null };
const RULE = '─'.repeat(79);
const { enter, down } = KEYS;
const WATCHED: WatchCommand = {
  ...{ kind: 'watch', number: null, title: 'Erasing', lines: ['Wait.'], status: '9 s left', next: 'Finish' },
  ...{ durationUs: 500_000, stimulus: 'touch-key', progress: { elapsedMs: 1000, remainingMs: 9000 } },
};

interface Sitting {
  readonly terminal: FakeTerminal;
  readonly operator: TerminalOperator;
  readonly interruptions: () => number;
}

interface Place {
  readonly passCodes?: PassCodeProvider;
  readonly terminalType?: string;
  readonly isTTY?: boolean;
}

/** A technician at a terminal, with no virtual car and no browser. */
function sit({ passCodes, terminalType = 'xterm', isTTY = false }: Place = {}): Sitting {
  const terminal = new FakeTerminal(80, isTTY);
  let interruptions = 0;
  const operator = new TerminalOperator({
    input: terminal.input,
    output: terminal.output,
    environment: { TERM: terminalType, BROWSER: 'none', NO_COLOR: '1' },
    dealerUrl: 'http://127.0.0.1:8080',
    toolVersion: '13.10.019',
    car: null,
    passCodes: passCodes ?? null,
    onInterrupt: () => {
      interruptions += 1;
    },
  });
  return { terminal, operator, interruptions: () => interruptions };
}

describe('TEC-2: a screen', () => {
  it('is shown with its number, and its buttons', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, back: true, next: 'Start' }, signal);
    await terminal.shows('Choose:');
    expect(terminal.text).toContain(
      `\nSmart Code Reset${' '.repeat(40)}(SMRT-18-002)  screen 1\n${RULE}\n\n  All keys are erased.\n\n`,
    );
    expect(terminal.text).toMatch(/Choose:\s+❯ Start\s+Back\s+Exit/);
    await terminal.type('Choose:', `${down}${enter}`);
    expect(await choice).toBe('back');
  });

  it.each([
    ['next', enter],
    ['exit', `${down}${enter}`],
  ])('without a way back gives %j for %j', async (button, keys) => {
    const { terminal, operator } = sit();
    const choice = operator.screen(SCREEN, signal);
    await terminal.type('Choose:', keys);
    expect(await choice).toBe(button);
  });

  it('has to be agreed to, and is read again where it is not', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, agree: 'I agree' }, signal);
    await terminal.type('I agree?', enter);
    await terminal.type('Read again', enter);
    await terminal.type('I agree?', `y${enter}`);
    expect(await choice).toBe('next');
  });

  it('has its instructions checked one by one before it is agreed to', async () => {
    const { terminal, operator } = sit();
    const checks = ['One key is here.', 'The battery is charged.'];
    const choice = operator.screen({ ...SCREEN, checks, agree: 'I understand' }, signal);
    await terminal.type('❯ [ ] One key is here.', enter);
    await terminal.type('Read again', enter);
    await terminal.type('❯ [ ] One key is here.', 'y');
    await terminal.type('❯ [ ] The battery is charged.', 'y');
    await terminal.type('I understand?', `y${enter}`);
    expect(await choice).toBe('next');
  });

  it('offers the function check where there are keys for it', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, functionCheck: [1] }, signal);
    await terminal.type('❯ Function check', enter);
    for (const name of ['lock', 'unlock', 'panic', 'trunk']) await terminal.type(`❯ [ ] ${name} button`, 'y');
    await terminal.type('❯ [ ] the vehicle starts with this key', 'y');
    await terminal.type('❯ Function check', `${down}${enter}`);
    expect(await choice).toBe('next');
  });

  it('is in the summary at the end, without the pass-code that was entered', async () => {
    const { terminal, operator } = sit({ isTTY: true });
    const choice = operator.screen({ ...SCREEN, agree: 'I agree' }, signal);
    await terminal.type('I agree?', `y${enter}`);
    await choice;
    const typed = operator.passCode(RESET_SEED, signal);
    await terminal.type('Pass-Code Number:', `294211${enter}`);
    await typed;
    terminal.clear();
    operator.close();
    expect(terminal.text).toMatch(
      /^Screens of this run\n1 {2}\(SMRT-18-002\) Smart Code Reset: All keys are erased\. {2}\[I agree\]\n2 .*\[entered\]\n\n$/,
    );
  });

  it('has no summary where the process ends', async () => {
    const { terminal, operator } = sit({ isTTY: true });
    const choice = operator.screen(SCREEN, signal);
    await terminal.type('Choose:', enter);
    await choice;
    terminal.clear();
    operator.close(true);
    expect(terminal.text).toBe('');
  });

  it('that asks for a "Yes" asks with its last line', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, agree: 'Yes', lines: ['It is final.', 'Do you go on?'] }, signal);
    await terminal.shows('Do you go on?');
    expect(terminal.text).not.toContain('  Do you go on?\n');
    await terminal.type('Do you go on?', `y${enter}`);
    expect(await choice).toBe('next');
  });

  it('that is the last one has one way out', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, next: 'Exit', isLast: true }, signal);
    await terminal.shows('Choose:');
    expect(terminal.text.match(/Exit/g)).toHaveLength(1);
    await terminal.type('Choose:', enter);
    expect(await choice).toBe('next');
  });

  it('at which Ctrl-C is pressed interrupts the utility, the last one only ends', async () => {
    const first = sit();
    const choice = first.operator.screen(SCREEN, signal);
    await Promise.all([expect(choice).rejects.toThrow(OperatorInterrupt), first.terminal.type('Choose:', KEYS.ctrlC)]);
    expect(first.interruptions()).toBe(1);
    const last = sit();
    const end = last.operator.screen({ ...SCREEN, isLast: true }, signal);
    await last.terminal.type('Choose:', KEYS.ctrlC);
    expect(await end).toBe('exit');
  });
});

describe('TEC-2: the screen of a seed', () => {
  it('is copied to the clipboard of the terminal', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, seed: KEY_SEED }, signal);
    await terminal.shows('Choose:');
    terminal.clear();
    terminal.input.push(`${down}${enter}`);
    await terminal.shows('The ID was sent to the clipboard of your terminal.');
    const text = `VIN\t${VIN}\tR\nData1\t5A17C0D0002\tB\nData2\t7F3C9E015D24\tC\nData3\tB973B6A8`;
    expect(terminal.raw).toContain(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
    await terminal.type('Choose:', enter);
    expect(await choice).toBe('next');
  });

  it('is selected with the mouse where the terminal has no clipboard', async () => {
    const { terminal, operator } = sit({ terminalType: 'linux' });
    const choice = operator.screen({ ...SCREEN, seed: RESET_SEED }, signal);
    await terminal.type('Choose:', `${down}${enter}`);
    await terminal.shows(
      'This terminal gives programs no access to the clipboard: select the ID above\n  with the mouse.',
    );
    expect(terminal.raw).not.toContain('\u001b]52');
    await terminal.type('Choose:', enter);
    expect(await choice).toBe('next');
  });

  it('is sent by the address of the dealer’s page', async () => {
    const { terminal, operator } = sit();
    const choice = operator.screen({ ...SCREEN, seed: RESET_SEED }, signal);
    await terminal.type('Choose:', `${down}${down}${enter}`);
    await terminal.shows(
      `http://127.0.0.1:8080/dealer/reset?vin=${VIN}&seedNumber=00010123456789AB&toolVersion=13.10.019\n`,
    );
    expect(terminal.text).toContain('No browser is available here.');
    await terminal.type('Choose:', enter);
    expect(await choice).toBe('next');
  });
});

describe('TEC-2: a pass-code', () => {
  it('is typed, and refused in another form', async () => {
    const { terminal, operator } = sit();
    const answer = operator.passCode(RESET_SEED, signal);
    await terminal.type('Pass-Code Number:', `2942${enter}`);
    await terminal.type('This pass-code has 6 digits; you entered 4.', `11${enter}`);
    expect(await answer).toEqual({ granted: true, passCode: '294211' });
  });

  it.each(['back', 'exit'])('may be answered with %j', async (word) => {
    const { terminal, operator } = sit();
    const answer = operator.passCode(RESET_SEED, signal);
    await terminal.type('Pass-Code Number:', ` ${word.toUpperCase()}${enter}`);
    expect(await answer).toBe(word);
  });

  it('that the dealer server has given is on the screen that follows, and on no other', async () => {
    const granted = { granted: true, passCode: '294211' } as const;
    const { terminal, operator } = sit({ passCodes: { passCode: () => Promise.resolve(granted) } });
    await operator.passCode(RESET_SEED, signal);
    const choice = operator.screen(SCREEN, signal);
    await terminal.shows('  Pass-code from the dealer server: [ 294211 ]\n\n  All keys are erased.\n');
    await terminal.type('Choose:', enter);
    await choice;
    const next = operator.screen(SCREEN, signal);
    await terminal.shows('Choose:');
    expect(terminal.text).not.toContain('294211');
    await terminal.type('Choose:', enter);
    await next;
  });

  it('that the dealer server has given is on what is watched next, and then on no other', async () => {
    const granted = { granted: true, passCode: '294211' } as const;
    const { terminal, operator } = sit({ passCodes: { passCode: () => Promise.resolve(granted) } });
    await operator.passCode(RESET_SEED, signal);
    operator.watch(WATCHED, () => undefined);
    await terminal.shows('[ 294211 ]');
    await operator.endWatch();
    terminal.clear();
    const choice = operator.screen(SCREEN, signal);
    await terminal.shows('Choose:');
    expect(terminal.text).not.toContain('294211');
    await terminal.type('Choose:', enter);
    await choice;
  });

  it('comes from the dealer server where the tool asks it itself', async () => {
    const granted = { granted: true, passCode: '294211' } as const;
    const { terminal, operator } = sit({ passCodes: { passCode: () => Promise.resolve(granted) } });
    expect(await operator.passCode(RESET_SEED, signal)).toEqual(granted);
    expect(terminal.text).toContain('  Getting the pass-code from the dealer server.\n');
  });
});

describe('TEC-5: a question', () => {
  it.each([
    [enter, true],
    [`${down}${enter}`, false],
  ])('whether to try again, answered with %j, is %s', async (keys, again) => {
    const { terminal, operator } = sit();
    const answer = operator.retry({ kind: 'retry', ...SHOWN }, signal);
    await terminal.type('What now?', keys);
    expect(await answer).toBe(again);
  });

  it('for a number takes one within its bounds, "back" or "exit"', async () => {
    const asked = { kind: 'count', ...SHOWN, question: 'How many keys?', min: 1, max: 2 } as const;
    const { terminal, operator } = sit();
    const answer = operator.count(asked, signal);
    await terminal.type('How many keys?', `3${enter}`);
    await terminal.type('Enter a whole number from 1 to 2, "back" or "exit".', `\u007f2${enter}`);
    expect(await answer).toBe(2);
    const other = sit();
    const back = other.operator.count(asked, signal);
    await other.terminal.type('How many keys?', `Back${enter}`);
    expect(await back).toBe('back');
  });

  it('for the vehicle takes a VIN of the model and year', async () => {
    const { terminal, operator } = sit();
    const answer = operator.vehicle({ kind: 'vehicle', ...SHOWN, vin: null }, signal);
    await terminal.type('Model:', enter);
    await terminal.type('Year:', enter);
    await terminal.type('VIN:', `4T1BZ1FB5KU999999${enter}`);
    await terminal.type('The VIN ', `\u0015${VIN.toLowerCase()}${enter}`);
    expect(await answer).toBe(VIN);
  });

  it('for the vehicle is left with "exit"', async () => {
    const { terminal, operator } = sit();
    const answer = operator.vehicle({ kind: 'vehicle', ...SHOWN, vin: null }, signal);
    await terminal.type('Model:', enter);
    await terminal.type('Year:', enter);
    await terminal.type('VIN:', `exit${enter}`);
    expect(await answer).toBeNull();
  });
});

describe('TEC-2: something that is watched', () => {
  it('is shown with its status, its progress and its keys', async () => {
    const { terminal, operator } = sit();
    operator.watch(WATCHED, () => undefined);
    await terminal.shows('[x] Exit');
    expect(terminal.text).toContain(`Erasing${' '.repeat(64)}screen 1\n${RULE}\n\n  Wait.\n\n  > 9 s left\n`);
    expect(terminal.text).toContain(`  [####${'·'.repeat(36)}]  0:01 elapsed, 0:09 left\n`);
    expect(terminal.text).toContain('[enter] Finish   [x] Exit');
    await operator.endWatch();
  });

  it.each([
    [enter, 'next'],
    ['x', 'exit'],
  ])('reports once what is pressed: %j is %s', async (key, button) => {
    const { terminal, operator } = sit();
    let pressed = 0;
    operator.watch(WATCHED, () => {
      pressed += 1;
    });
    expect(operator.pressed()).toBeNull();
    await terminal.type('[x] Exit', key);
    expect([pressed, operator.pressed(), operator.pressed()]).toEqual([1, button, null]);
    await operator.endWatch();
  });

  it('shows the beeps as they are heard, and what went wrong', async () => {
    const { terminal, operator } = sit();
    operator.watch({ ...WATCHED, alerts: ['Too late.'], beeps: { last: 2, total: 3 } }, () => undefined);
    await terminal.shows('  Wait.\n! Too late.\n  ♪ beep beep  (2 beeps; 3 in this run)\n');
    await operator.endWatch();
  });

  it('has no key to go on where only the vehicle ends it', async () => {
    const { terminal, operator } = sit();
    operator.watch({ ...WATCHED, next: null }, () => undefined);
    await terminal.shows('  [x] Exit');
    expect(terminal.text).not.toContain('[enter]');
    await operator.endWatch();
  });
});

describe('something to be done at the car', () => {
  it('is done by the technician where there is no virtual car', async () => {
    expect(await sit().operator.perform({ kind: 'open-driver-door' })).toEqual({
      ...{ done: false, message: 'the tool cannot operate the vehicle', hint: 'do it at the vehicle' },
    });
  });
});
