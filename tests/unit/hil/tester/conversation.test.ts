import { describe, expect, it } from 'vitest';
import type { TesterCommand, TesterReply } from '../../../../hil/tester/command.ts';
import {
  converse,
  converseAsync,
  issue,
  type Conversation,
  type ConversationDriver,
  type ImmediateDriver,
} from '../../../../hil/tester/conversation.ts';

class Trouble extends Error {}

/** Time goes on by a second with each command; a count of 13 fails. */
class Scripted implements ImmediateDriver {
  readonly carriedOut: TesterCommand['kind'][] = [];
  #nowUs = 0;

  nowUs(): number {
    return this.#nowUs;
  }

  carryOut(command: TesterCommand): TesterReply {
    this.carriedOut.push(command.kind);
    this.#nowUs += 1_000_000;
    if (command.kind === 'count' && command.max === 13) throw new Trouble('no such count');
    return command.kind === 'count' ? { kind: 'count', count: command.max } : { kind: 'wait' };
  }

  end(): void {
    // Nothing is held.
  }
}

const WAIT = { kind: 'wait', durationUs: 1 } as const;

function countTo(max: number): Conversation<{ readonly count: number | 'back' | 'exit' }> {
  return issue({ kind: 'count', number: null, title: 'keys', lines: [], question: 'How many?', min: 1, max });
}

function* waitAndCount(max: number): Conversation<number | string> {
  yield* issue(WAIT);
  try {
    return (yield* countTo(max)).count;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    yield* issue(WAIT);
    return error.message;
  }
}

function slow(driver: ImmediateDriver): ConversationDriver {
  return {
    nowUs: () => driver.nowUs(),
    carryOut: async (command) => {
      await Promise.resolve();
      return driver.carryOut(command);
    },
    end: () => driver.end(),
  };
}

const RUNNERS: readonly [
  string,
  <Value>(conversation: Conversation<Value>, driver: ImmediateDriver) => Value | Promise<Value>,
][] = [
  ['at once', (conversation, driver) => converse(conversation, driver)],
  ['in time', (conversation, driver) => converseAsync(conversation, slow(driver))],
];

describe.each(RUNNERS)('a conversation, driven %s', (_how, run) => {
  it('gets the reply to each command, and gives its own value', async () => {
    const driver = new Scripted();
    expect(await run(waitAndCount(4), driver)).toBe(4);
    expect(driver.carriedOut).toEqual(['wait', 'count']);
  });

  it('receives an error at the command that failed, and may continue', async () => {
    const driver = new Scripted();
    expect(await run(waitAndCount(13), driver)).toBe('no such count');
    expect(driver.carriedOut).toEqual(['wait', 'count', 'wait']);
  });

  it('ends with what went wrong where it does not continue', async () => {
    function* count(): Conversation<void> {
      yield* countTo(13);
    }
    await expect(Promise.resolve().then(() => run(count(), new Scripted()))).rejects.toThrow(Trouble);
  });

  it('takes a reply of another kind for a bug of the driver', async () => {
    function* wrong(): Conversation<void> {
      yield* issue({ kind: 'progress', elapsedMs: 0, remainingMs: 0, text: '' });
    }
    await expect(Promise.resolve().then(() => run(wrong(), new Scripted()))).rejects.toThrow(
      'a command "progress" was answered with "wait"',
    );
  });
});

describe('what watches a conversation', () => {
  it('sees each command before it, and with its reply and both instants after it', async () => {
    const seen: unknown[] = [];
    const observer = {
      before: ({ kind }: TesterCommand, nowUs: number) => void seen.push([kind, nowUs]),
      step: (step: unknown) => void seen.push(step),
    };
    const steps = [
      ['wait', 0],
      { startUs: 0, endUs: 1_000_000, command: WAIT, reply: { kind: 'wait' } },
      ['count', 1_000_000],
      expect.objectContaining({ startUs: 1_000_000, endUs: 2_000_000, reply: { kind: 'count', count: 4 } }),
    ];
    converse(waitAndCount(4), new Scripted(), observer);
    expect(seen.splice(0)).toEqual(steps);
    await converseAsync(waitAndCount(4), slow(new Scripted()), observer);
    expect(seen).toEqual(steps);
  });

  it('sees no step of a command that failed', () => {
    const seen: string[] = [];
    converse(waitAndCount(13), new Scripted(), { step: ({ command }) => void seen.push(command.kind) });
    expect(seen).toEqual(['wait', 'wait']);
  });
});
