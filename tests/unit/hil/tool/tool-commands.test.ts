import { describe, expect, it } from 'vitest';
import { BusLostError, OperatorInterrupt, type Conversation } from '../../../../hil/tester/conversation.ts';
import type { TesterReply } from '../../../../hil/tester/command.ts';
import {
  count,
  passCode,
  perform,
  progress,
  request,
  retry,
  screen,
  vehicle,
  wait,
  watch,
} from '../../../../hil/tool/tool-commands.ts';
import { UtilityFailure } from '../../../../hil/tool/utility-failure.ts';

const SHOWN = { number: null, title: 'Title', lines: ['a line'] };
const SEED = {
  level: 1,
  vin: '4T1BZ1FB4KU999999',
  vinCheckDigit: 'R',
  seed: new Uint8Array(8),
  shown: { kind: 'seed-number', seedNumber: '00010123456789AB' },
} as const;
const OUTCOME = { kind: 'timeout', waitedFor: 'p2' } as const;

/** The command that a conversation gives, and what it makes of the reply. */
function exchange(
  conversation: Conversation<unknown>,
  reply: TesterReply,
): readonly [command: unknown, value: unknown] {
  const { value: command } = conversation.next();
  const { done, value } = conversation.next(reply);
  expect(done).toBe(true);
  return [command, value];
}

describe('a command of a utility', () => {
  it('gives its fields, and the content of its reply', () => {
    const payload = Uint8Array.of(0x3e, 0x00);
    expect(exchange(request(payload, { functional: true }), { kind: 'request', outcome: OUTCOME })).toEqual([
      { kind: 'request', payload, functional: true },
      OUTCOME,
    ]);
    expect(exchange(wait(5), { kind: 'wait' })).toEqual([{ kind: 'wait', durationUs: 5 }, undefined]);
    expect(exchange(perform({ kind: 'open-driver-door' }), { kind: 'stimulus', answer: DONE })).toEqual([
      { kind: 'stimulus', stimulus: { kind: 'open-driver-door' } },
      DONE,
    ]);
  });

  it('asks a person, and gives the answer', () => {
    const asked = { ...SEED, number: 'SMRT-18-002', title: 'Title' };
    expect(exchange(passCode(asked), { kind: 'pass-code', answer: 'back' })).toEqual([
      { kind: 'pass-code', ...asked },
      'back',
    ]);
    expect(exchange(screen({ ...SHOWN, agree: 'Yes' }), { kind: 'screen', choice: 'exit' })).toEqual([
      { kind: 'screen', ...SHOWN, agree: 'Yes' },
      'exit',
    ]);
    expect(exchange(retry(SHOWN), { kind: 'retry', again: true })).toEqual([{ kind: 'retry', ...SHOWN }, true]);
    const question = { ...SHOWN, question: 'How many?', min: 1, max: 2 };
    expect(exchange(count(question), { kind: 'count', count: 2 })).toEqual([{ kind: 'count', ...question }, 2]);
    expect(exchange(vehicle({ ...SHOWN, vin: null }), { kind: 'vehicle', vin: SEED.vin })).toEqual([
      { kind: 'vehicle', ...SHOWN, vin: null },
      SEED.vin,
    ]);
  });

  it('shows what goes on', () => {
    const shown = { elapsedMs: 1000, remainingMs: 2000, text: 'erasing' };
    expect(exchange(progress(shown), { kind: 'progress' })).toEqual([{ kind: 'progress', ...shown }, undefined]);
    const watched = { ...SHOWN, status: '2 s left', next: null, durationUs: 500_000 };
    expect(exchange(watch(watched), { kind: 'watch', pressed: 'next' })).toEqual([
      { kind: 'watch', ...watched },
      'next',
    ]);
  });

  it('takes no reply of another kind', () => {
    expect(() => exchange(wait(5), { kind: 'progress' })).toThrow('a command "wait" was answered with "progress"');
  });
});

const DONE = { done: true, reaction: 'kept', reason: null } as const;

describe('a command that is cut short', () => {
  /** What an error becomes that the driver throws at it. */
  function thrown(error: Error): unknown {
    const conversation = wait(5);
    conversation.next();
    try {
      conversation.throw(error);
    } catch (caught) {
      return caught;
    }
    throw new Error('it did not fail');
  }

  it('TEC-6: by a lost bus is a failure of the bench', () => {
    const failure = thrown(new BusLostError('unplugged'));
    expect(failure).toBeInstanceOf(UtilityFailure);
    expect(failure).toMatchObject({ part: 'bench', details: { reason: 'connection-lost' } });
  });

  it('TEC-6: by Ctrl-C is a failure of the person', () => {
    expect(thrown(new OperatorInterrupt())).toMatchObject({ part: 'person', details: { reason: 'interrupted' } });
  });

  it('by a bug stays that', () => {
    const bug = new RangeError('a bug');
    expect(thrown(bug)).toBe(bug);
  });
});
