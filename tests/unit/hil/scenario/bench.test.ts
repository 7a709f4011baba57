import { describe, expect, it } from 'vitest';
import { BenchError, InterruptedError } from '../../../../hil/scenario/bench.ts';

describe("the bench's own failures", () => {
  it('say what cannot be done, what to do, and from what it came', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new BenchError('the bus is lost', 'look at the adapter', { cause });
    expect({ ...error, message: error.message, cause: error.cause }).toMatchObject({
      ...{ name: 'BenchError', code: 'bench', message: 'the bus is lost', hint: 'look at the adapter', cause },
    });
  });

  it('differ from a run that is ended from outside', () => {
    const error = new InterruptedError();
    expect([error.name, error.code, error.message]).toEqual([
      ...['InterruptedError', 'interrupted', 'the run was interrupted'],
    ]);
    expect(error).not.toBeInstanceOf(BenchError);
  });
});
