import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Interruption } from '../../../../../hil/cli/commands/interruption.ts';
import { outputLoss } from '../../../../../hil/cli/output-loss.ts';
import { NewSignalListeners } from '../../../../support/signals.ts';

let listeners: NewSignalListeners;
beforeEach(() => {
  listeners = new NewSignalListeners();
});
afterEach(() => {
  vi.restoreAllMocks();
  listeners.remove();
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s during a command that has something to report', (signal) => {
  it('ends the work at first, and says what happens now', () => {
    let said = 0;
    const interruption = new Interruption(() => {
      said += 1;
    });
    expect([interruption.signal.aborted, said]).toEqual([false, 0]);
    listeners.send(signal);
    expect([interruption.signal.aborted, said]).toEqual([true, 1]);
  });

  it('ends the process with 130 the second time', () => {
    const codes: unknown[] = [];
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      codes.push(code);
      throw new Error('the process has ended');
    });
    const interruption = new Interruption(() => undefined);
    listeners.send(signal);
    expect(codes).toEqual([]);
    expect(() => listeners.send(signal)).toThrow('the process has ended');
    expect([codes, interruption.signal.aborted]).toEqual([[130], true]);
  });

  it('has its default effect again once the command has nothing more to report', () => {
    const interruption = new Interruption(() => undefined);
    expect(listeners.count(signal)).toBe(1);
    interruption.end();
    expect(listeners.count(signal)).toBe(0);
  });
});

describe('during a command that has something to report', () => {
  it('a lost output ends the work, once, until there is nothing more to report', () => {
    let said = 0;
    const interruption = new Interruption(() => {
      said += 1;
    });
    outputLoss.report();
    outputLoss.report();
    expect([interruption.signal.aborted, said]).toEqual([true, 1]);
    interruption.end();
    const next = new Interruption(() => undefined);
    next.end();
    outputLoss.report();
    expect(next.signal.aborted).toBe(false);
  });

  it('SIGHUP ends the work, and never the process: shells send it twice', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('the process has ended');
    });
    const interruption = new Interruption(() => undefined);
    listeners.send('SIGHUP');
    listeners.send('SIGHUP');
    interruption.end();
    expect([interruption.signal.aborted, exit.mock.calls]).toEqual([true, []]);
    expect(listeners.count('SIGHUP')).toBeGreaterThan(0);
  });
});
