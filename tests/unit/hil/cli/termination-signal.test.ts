import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputLoss } from '../../../../hil/cli/output-loss.ts';
import { terminationSignal } from '../../../../hil/cli/termination-signal.ts';
import { NewSignalListeners } from '../../../support/signals.ts';

let listeners: NewSignalListeners;
beforeEach(() => {
  listeners = new NewSignalListeners();
});
afterEach(() => listeners.remove());

describe('the end of a command that serves until it is stopped', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('comes with %s, and not before', async (signal) => {
    let isOver = false;
    const end = terminationSignal().then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect(isOver).toBe(false);
    listeners.send(signal);
    await end;
    expect(isOver).toBe(true);
  });

  it('comes when the output is lost', async () => {
    const end = terminationSignal();
    outputLoss.report();
    expect(await end).toBeUndefined();
  });

  it('is not hurried by a second SIGHUP, as shells send it', async () => {
    const end = terminationSignal();
    listeners.send('SIGHUP');
    await end;
    expect(listeners.count('SIGHUP')).toBe(1);
  });

  it('leaves the second Ctrl-C to the process', async () => {
    const end = terminationSignal();
    expect(listeners.count('SIGINT')).toBe(1);
    listeners.send('SIGINT');
    await end;
    expect(listeners.count('SIGINT')).toBe(0);
  });
});
