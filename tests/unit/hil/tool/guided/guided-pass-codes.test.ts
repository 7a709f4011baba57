import { ExitPromptError } from '@inquirer/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Prompts } from '../../../../../hil/tool/guided/prompts.ts';
import { GuidedPassCodes, type GuidedPassCodesOptions } from '../../../../../hil/tool/guided/guided-pass-codes.ts';
import type { ShownText } from '../../../../../hil/tester/command.ts';
import { OperatorInterrupt } from '../../../../../hil/tester/conversation.ts';
import type { WaitingView } from '../../../../../hil/tool/guided/terminal-operator.ts';
import type { LiveContent } from '../../../../../hil/tool/guided/live-view.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import {
  clientOf,
  KEY_SEED,
  notThere,
  RESET_SEED,
  settle,
  smallDealer,
  VIN,
} from '../../../../support/dealer-in-process.ts';

const NEVER = new AbortController().signal;
const ALL_BOXES = ['authority', 'identity', 'ownership', 'terms'];

let bench: DealerBench;
let view: ViewSeen;
let shownScreens: string[];
const screens = {
  promptOutput: process.stdout,
  show: ({ lines }: ShownText): void => void shownScreens.push(...lines),
};
beforeEach(() => {
  bench = new DealerBench({ state: smallDealer() });
  view = new ViewSeen();
  shownScreens = [];
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

/** What is in view, and all that ever was. */
class ViewSeen implements WaitingView {
  readonly shown: string[] = [];
  #content: LiveContent | null = null;

  show(content: LiveContent): void {
    this.#content = content;
    this.shown.push(content.lines.join(' ').replaceAll(/\s+/g, ' ').trim());
  }

  close(): Promise<void> {
    this.#content = null;
    return Promise.resolve();
  }

  get isOpen(): boolean {
    return this.#content !== null;
  }

  press(key: string): void {
    const found = this.#content?.keys.find((one) => one.key === key);
    if (found === undefined) throw new Error(`nothing in view has a key ${key}`);
    found.press();
  }
}

/** A technician's answers in order; a verdict that refuses one is kept, and the next is taken. */
class TypedAnswers implements Prompts {
  readonly asked: string[] = [];
  readonly refused: string[] = [];
  /** What could be ticked, in order. */
  readonly offered: string[] = [];
  readonly #answers: (string | readonly string[])[];

  constructor(...answers: readonly (string | readonly string[])[]) {
    this.#answers = [...answers];
  }

  secret(message: string): Promise<string> {
    return Promise.resolve(this.#text(message, () => true));
  }

  text(message: string, validate: (typed: string) => true | string): Promise<string> {
    return Promise.resolve(this.#text(message, validate));
  }

  boxes(
    message: string,
    choices: readonly { readonly value: string; readonly name: string }[],
    validate: (ticked: number) => true | string,
  ): Promise<readonly string[]> {
    this.offered.push(...choices.map(({ value }) => value));
    return Promise.resolve(
      this.#take(message, (ticked) => (typeof ticked === 'string' ? 'text' : validate(ticked.length)), []),
    );
  }

  #text(message: string, validate: (typed: string) => true | string): string {
    return this.#take(message, (typed) => (typeof typed === 'string' ? validate(typed) : 'boxes'), '');
  }

  #take<Answer extends string | readonly string[]>(
    message: string,
    validate: (answer: string | readonly string[]) => true | string,
    kind: Answer,
  ): Answer {
    expect(view.isOpen, `what was in view is hidden before "${message}" is asked`).toBe(false);
    this.asked.push(message);
    for (;;) {
      const answer = this.#answers.shift();
      if (answer === undefined) throw new ExitPromptError('Ctrl-C');
      const verdict = validate(answer);
      if (verdict !== true) this.refused.push(verdict);
      else if (typeof answer === typeof kind) return answer as Answer;
    }
  }
}

function passCodesOf(prompts: Prompts, changes: Partial<GuidedPassCodesOptions> = {}): GuidedPassCodes {
  const output = { columns: 80, write: (): boolean => true };
  return new GuidedPassCodes({
    input: process.stdin,
    output: Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, output),
    client: clientOf(bench),
    account: 'tara',
    ...{ password: null, repairOrder: null, customerLastName: null, managerIds: [] },
    toolVersion: '13.10.019',
    onInterrupt: () => undefined,
    prompts,
    pause: () => Promise.reject(new Error('nobody was to be waited for')),
    ...changes,
  });
}

/** The number of the request in view. */
function shownNumber(): string {
  return /request (\d+)/.exec(view.shown.at(-1) ?? '')?.[1] ?? 'none';
}

describe('the tool that asks the dealer server itself', () => {
  it('DLR-3, DLR-4: asks for password, order, managers and boxes, waits for the approval, and has the pass-code', async () => {
    const typed = new TypedAnswers('demo-tara', ' RO-1 ', 'Doe', ['mona', 'paul'], ALL_BOXES);
    const passCodes = passCodesOf(typed, { pause: () => settle(bench, shownNumber(), 'approve') });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toEqual({ granted: true, passCode: '294211' });
    expect(typed.asked).toEqual([
      'Dealer server password of tara:',
      'Repair order number:',
      "Customer's last name:",
      'Managers who may approve (at least 2):',
      'Positive identification policy:',
    ]);
    expect(typed.offered).toEqual(['mona', 'paul', ...ALL_BOXES]);
    expect(shownScreens).toEqual([
      `No approval for ${VIN} yet: the tool files a request.`,
      'The request goes to these managers; one of them has to approve it.',
      'Tick each statement once it is true.',
      'The tool files the request. Once filed, it stays with the dealer server if you leave.',
    ]);
    expect(view.shown).toEqual([
      '> Dealer server: signed in at http://127.0.0.1:8080 as Tara Technician',
      expect.stringMatching(/^> Dealer server: request \d+ waits for a manager's approval$/),
      expect.stringMatching(/^> Dealer server: request \d+ is approved by Mona /),
    ]);
    expect(view.isOpen).toBe(false);
  });

  it('DLR-3: lets nobody on without every box, two managers, and the order’s fields', async () => {
    const typed = new TypedAnswers(
      'demo-tara',
      '  ',
      'RO-1',
      'Doe',
      ['mona'],
      ['mona', 'paul'],
      ['authority'],
      ALL_BOXES,
    );
    const passCodes = passCodesOf(typed, { pause: () => settle(bench, shownNumber(), 'approve') });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toMatchObject({ granted: true });
    expect(typed.refused).toEqual(['The form requires it.', 'Choose at least 2.', 'Tick every box.']);
  });

  it('asks for nothing that flags and environment have given, nor for anything twice', async () => {
    const typed = new TypedAnswers(ALL_BOXES);
    const passCodes = passCodesOf(typed, {
      ...{ password: 'demo-tara', repairOrder: 'RO-1', customerLastName: 'Doe', managerIds: ['mona', 'paul'] },
      pause: () => settle(bench, shownNumber(), 'approve'),
    });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toMatchObject({ granted: true });
    expect(await passCodes.passCode(KEY_SEED, NEVER, view, screens)).toEqual({
      granted: true,
      passCode: 'E6B810B8E679',
    });
    expect(typed.asked).toEqual(['Positive identification policy:']);
  });

  it('DLR-8: asks for the password where the one of the environment is wrong', async () => {
    const typed = new TypedAnswers('demo-tara', 'RO-1', 'Doe');
    const passCodes = passCodesOf(typed, { password: 'of-last-year' });
    expect(await passCodes.passCode(KEY_SEED, NEVER, view, screens)).toMatchObject({ granted: false });
    expect(typed.asked).toEqual([]);
    expect(await passCodes.passCode(KEY_SEED, NEVER, view, screens)).toMatchObject({ granted: true });
  });

  it('DLR-4: reports who declined', async () => {
    const typed = new TypedAnswers('demo-tara', 'RO-1', 'Doe', ['mona', 'paul'], ALL_BOXES);
    const passCodes = passCodesOf(typed, { pause: () => settle(bench, shownNumber(), 'decline') });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toMatchObject({
      granted: false,
      message: expect.stringMatching(/request \d+ is declined by Mona /) as string,
    });
  });

  it.each([
    ['b', 'back'],
    ['x', 'exit'],
  ] as const)('TEC-2: [%s] while an approval is awaited goes %s; the request stays open', async (key, way) => {
    const typed = new TypedAnswers('demo-tara', 'RO-1', 'Doe', ['mona', 'paul'], ALL_BOXES);
    const press = (signal: AbortSignal): Promise<void> => {
      view.press(key);
      return Promise.resolve(signal.throwIfAborted());
    };
    const approve = (): Promise<void> => settle(bench, shownNumber(), 'approve');
    const pauses = [press, approve];
    const passCodes = passCodesOf(typed, { pause: (signal) => pauses.shift()?.(signal) ?? Promise.resolve() });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toBe(way);
    expect(view.isOpen).toBe(false);
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toMatchObject({ granted: true });
  });

  it('TEC-6: Ctrl-C at a question is an interruption, and passed on to the tool', async () => {
    let interrupted = 0;
    const passCodes = passCodesOf(new TypedAnswers('demo-tara'), { onInterrupt: () => (interrupted += 1) });
    await expect(passCodes.passCode(RESET_SEED, NEVER, view, screens)).rejects.toThrow(OperatorInterrupt);
    expect(interrupted).toBe(1);
  });

  it('TEC-6: an unreachable server is reported as unreachable', async () => {
    const passCodes = passCodesOf(new TypedAnswers('demo-tara'), { client: clientOf(bench, notThere) });
    expect(await passCodes.passCode(RESET_SEED, NEVER, view, screens)).toMatchObject({
      granted: false,
      unreachable: true,
    });
  });

  it('ends its session at the server', async () => {
    const client = clientOf(bench);
    const passCodes = passCodesOf(new TypedAnswers('demo-tara', 'RO-1', 'Doe'), { client });
    await passCodes.passCode(KEY_SEED, NEVER, view, screens);
    expect(client.isSignedIn).toBe(true);
    await passCodes.close();
    expect(client.isSignedIn).toBe(false);
  });
});
