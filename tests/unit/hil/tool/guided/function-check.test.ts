import { describe, expect, it } from 'vitest';
import type { StimulusAnswer } from '../../../../../hil/tester/command.ts';
import { checkFunctions } from '../../../../../hil/tool/guided/function-check.ts';
import { TerminalScreens } from '../../../../../hil/tool/guided/terminal-screens.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

const { signal } = new AbortController();
const { enter, down } = KEYS;

type Car = NonNullable<Parameters<typeof checkFunctions>[0]['car']>;

function reacts(reaction: string, reason: string | null = null): Promise<StimulusAnswer> {
  return Promise.resolve({ done: true, reaction, reason });
}

/** A car on which all works, and what was done at it. */
function workingCar(changes: Partial<Car> = {}): { readonly car: Car; readonly done: string[] } {
  const done: string[] = [];
  let isAlarmOn = false;
  const car: Car = {
    keys: () =>
      Promise.resolve([
        { id: 0xa100_0001, location: 'cabin', status: 'registered' },
        { id: 0xc0ff_ee01, location: 'outside', status: 'blank' },
      ]),
    pressButton: (id, button, holdMs) => {
      done.push(`${id} ${button} ${holdMs ?? 0}`);
      if (button !== 'panic') return reacts(button === 'unlock' ? 'unlock-driver' : button);
      isAlarmOn = !isAlarmOn;
      return reacts(isAlarmOn ? 'alarm-on' : 'alarm-off');
    },
    startEngine: (id) => {
      done.push(`${id} start`);
      return reacts('started');
    },
    ...changes,
  };
  return { car, done };
}

function check(car: Car | null, ...keyIds: readonly number[]): { terminal: FakeTerminal; end: Promise<void> } {
  const terminal = new FakeTerminal();
  const screens = new TerminalScreens(terminal.output, { NO_COLOR: '1' });
  const { input, output } = terminal;
  return { terminal, end: checkFunctions({ car, keyIds, screens, prompt: (ask) => ask({ input, output, signal }) }) };
}

describe('KEY-5: the function check of a key', () => {
  it('presses one button after the other at a virtual car, and starts it', async () => {
    const { car, done } = workingCar();
    const { terminal, end } = check(car, 7);
    for (const name of ['lock', 'unlock', 'panic', 'trunk', 'engine switch, with this key'])
      await terminal.type(`❯ ${name}`, enter);
    await terminal.shows('❯ Done');
    expect(terminal.text).toContain(
      [
        ...['  Key 00000007 of the virtual car', '  [x] lock    all doors lock', "  [x] unlock  driver's door unlocks"],
        ...['  [x] panic   alarm on, and off again', '  [x] trunk   trunk opens'],
        '  [x] start   engine started, and switched off again\n',
      ].join('\n'),
    );
    await terminal.type('❯ Done', enter);
    await end;
    expect(done).toEqual(['7 lock 0', '7 unlock 0', '7 panic 1000', '7 panic 1000', '7 trunk 0', '7 start']);
  });

  it('goes from one key of the registration to the next', async () => {
    const { car, done } = workingCar();
    const { terminal, end } = check(car, 1, 2);
    await terminal.type('Key 00000001 of the virtual car, 1 of 2', `${down.repeat(5)}${enter}`);
    await terminal.type('Key 00000002 of the virtual car, 2 of 2', enter);
    await terminal.type('❯ unlock', `${down.repeat(4)}${enter}`);
    await end;
    expect(done).toEqual(['2 lock 0']);
  });

  it('takes the registered keys of the car where none was registered in this run', async () => {
    const { terminal, end } = check(workingCar().car);
    await terminal.shows('Key A1000001 of the virtual car\n');
    await terminal.type('❯ lock', `${down.repeat(5)}${enter}`);
    await end;
  });

  it.each<[string, Partial<Car>, string]>([
    ['no reaction', { pressButton: () => reacts('none', 'not-registered') }, 'no reaction (not-registered)'],
    [
      'no car',
      { pressButton: () => Promise.resolve({ done: false, message: 'no car answers', hint: '' }) },
      'no car answers',
    ],
  ])('warns of %s', async (_, changes, text) => {
    const { terminal, end } = check(workingCar(changes).car, 7);
    await terminal.type('❯ lock', enter);
    await terminal.shows(`  [!] lock    ${text}\n`);
    expect(terminal.text).toContain(`! lock: ${text}\n`);
    await terminal.type('❯ unlock', `${down.repeat(4)}${enter}`);
    await end;
  });

  it('warns of an alarm that does not stop', async () => {
    const { car } = workingCar({ pressButton: () => reacts('alarm-on') });
    const { terminal, end } = check(car, 7);
    await terminal.type('❯ lock', `${down}${down}${enter}`);
    await terminal.shows('  [!] panic   alarm on, but not off again\n');
    await terminal.type('❯ lock', `${down.repeat(5)}${enter}`);
    await end;
  });

  it('is done by the technician at a real vehicle, and may be left', async () => {
    const { terminal, end } = check(null, 7);
    await terminal.shows('  [ ] panic button, held: the alarm sounds, and stops when held again\n');
    await terminal.type('❯ [ ] lock button: every door locks', 'n');
    await end;
  });
});
