import { beforeAll, describe, expect, it } from 'vitest';
import { leavesUtilityOpen, runChosen } from '../../../../../hil/cli/commands/tool-chooser.ts';
import type { ExitCode } from '../../../../../hil/cli/exit-code.ts';
import { FakeTerminal, KEYS } from '../../../../support/fake-terminal.ts';

const { enter, down, ctrlC } = KEYS;

// Loaded when it is needed, which takes longer than a key press.
beforeAll(async () => {
  await import('../../../../../hil/tool/guided/symptom-chooser.ts');
});

describe('"smartkey tool" without a utility', () => {
  it.each([
    [['tool'], true],
    [['tool', '--car', 'http://127.0.0.1:8080'], true],
    [['tool', 'reset'], false],
    [['tool', 'resett'], false],
    [['tool', '--car', 'http://127.0.0.1:8080', 'reset'], false],
    [['tool', '--help'], false],
    [['tool', 'help'], false],
    [['car'], false],
    [[], false],
  ])('%j leaves it open: %s', (args, isOpen) => {
    expect(leavesUtilityOpen(args)).toBe(isOpen);
  });

  function choosing(...codes: readonly ExitCode[]): {
    readonly terminal: FakeTerminal;
    readonly ran: (readonly string[])[];
    readonly exitCode: Promise<ExitCode>;
  } {
    const terminal = new FakeTerminal();
    const { input, output } = terminal;
    const ran: (readonly string[])[] = [];
    const exitCode = runChosen(['tool', '--car', 'C'], { input, output, environment: {} }, (args) => {
      ran.push(args);
      return Promise.resolve(codes[ran.length - 1] ?? 0);
    });
    return { terminal, ran, exitCode };
  }

  it('runs the one that is chosen by symptom, with the flags', async () => {
    const { terminal, ran, exitCode } = choosing(5);
    await terminal.type('Symptom:', `${down}${down}${enter}`);
    expect(await exitCode).toBe(5);
    expect(ran).toEqual([['tool', 'erase', '--car', 'C']]);
  });

  it('goes on from the reset to the registration, where the technician wants it', async () => {
    const { terminal, ran, exitCode } = choosing(0, 1);
    await terminal.type('Symptom:', enter);
    await terminal.type('Continue with Smart Code Registration', `y${enter}`);
    expect(await exitCode).toBe(1);
    expect(ran.map(([, utility]) => utility)).toEqual(['reset', 'register']);
  });

  it('does not go on after a reset that failed, or where it is declined', async () => {
    const failed = choosing(1);
    await failed.terminal.type('Symptom:', enter);
    expect(await failed.exitCode).toBe(1);
    expect(failed.ran).toHaveLength(1);
    const declined = choosing();
    await declined.terminal.type('Symptom:', enter);
    await declined.terminal.type('Continue with Smart Code Registration', enter);
    expect(await declined.exitCode).toBe(0);
    expect(declined.ran).toHaveLength(1);
  });

  it('runs nothing with Exit, and ends with 130 at Ctrl-C', async () => {
    const left = choosing();
    await left.terminal.type('Symptom:', `${down.repeat(5)}${enter}`);
    expect([await left.exitCode, left.ran]).toEqual([0, []]);
    const interrupted = choosing();
    await interrupted.terminal.type('Symptom:', ctrlC);
    expect([await interrupted.exitCode, interrupted.ran]).toEqual([130, []]);
  });
});
