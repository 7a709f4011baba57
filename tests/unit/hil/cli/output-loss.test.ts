import type * as outputLossModule from '../../../../hil/cli/output-loss.ts';
import { describe, expect, it, vi } from 'vitest';

/** Of a process that has just begun. */
async function freshLoss(): Promise<typeof outputLossModule.outputLoss> {
  vi.resetModules();
  return (await import('../../../../hil/cli/output-loss.ts')).outputLoss;
}

describe('the loss of the output', () => {
  it('is awaited by nobody at first', async () => {
    expect((await freshLoss()).report()).toBe(false);
  });

  it('reaches each listener until it is removed, and is awaited even then', async () => {
    const loss = await freshLoss();
    let heard = 0;
    const remove = loss.subscribe(() => {
      heard += 1;
    });
    expect([loss.report(), heard]).toEqual([true, 1]);
    remove();
    expect([loss.report(), heard]).toEqual([true, 1]);
  });

  it('is ignored by a command that writes a file', async () => {
    const loss = await freshLoss();
    loss.ignore();
    expect(loss.report()).toBe(true);
  });
});
