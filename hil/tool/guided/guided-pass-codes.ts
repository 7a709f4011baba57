import { printable } from '../../../can-bus/bytes/printable.ts';
import { ExitPromptError } from '@inquirer/core';
import type { DealerClient, DealerForms } from '../dealer/dealer-client.ts';
import { PassCodeWorkflow, type OrderDetails, type Pause, type ResetDetails } from '../dealer/pass-code-workflow.ts';
import type { PassCodeAnswer, PassCodeCommand } from '../../tester/command.ts';
import { OperatorInterrupt } from '../../tester/conversation.ts';
import { type Prompts, terminalPrompts } from './prompts.ts';
import type { PromptContext } from './prompt-context.ts';
import type { TerminalScreens } from './terminal-screens.ts';
import type { PassCodeProvider, WaitingView } from './terminal-operator.ts';
import type { LiveKey } from './live-view.ts';
import { textWidth, wrap } from '../terminal-text.ts';

export interface GuidedPassCodesOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly client: DealerClient;
  /** Values from flags and environment; missing ones are asked for. */
  readonly account: string;
  readonly password: string | null;
  readonly repairOrder: string | null;
  readonly customerLastName: string | null;
  readonly managerIds: readonly string[];
  readonly toolVersion: string;
  readonly onInterrupt: () => void;
  /** The terminal's where absent. */
  readonly prompts?: Prompts;
  /** Interval for checking whether a request is approved. */
  readonly pause?: Pause;
}

/** A technician may wait for days; the approval itself has a limit. */
const noApprovalTimeout = (): AbortSignal => new AbortController().signal;

/** Gets pass-codes from the dealer server directly, and asks the technician for missing data. */
export class GuidedPassCodes implements PassCodeProvider {
  readonly #options: GuidedPassCodesOptions;
  readonly #workflow: PassCodeWorkflow;
  readonly #prompts: Prompts;
  /** As given, until the dealer server has rejected it. */
  #givenPassword: string | null;
  /** The signal of the pass-code in progress. */
  #signal: AbortSignal = new AbortController().signal;
  #live: WaitingView | null = null;
  #output: NodeJS.WritableStream;
  /** Shows a screen of the dealer server's in place of the one before. */
  #form: (...lines: readonly string[]) => void = () => undefined;

  constructor(options: GuidedPassCodesOptions) {
    this.#options = options;
    this.#output = options.output;
    this.#prompts = options.prompts ?? terminalPrompts;
    this.#givenPassword = options.password;
    this.#workflow = new PassCodeWorkflow({
      client: options.client,
      account: () => Promise.resolve(options.account),
      password: () => this.#password(),
      toolVersion: options.toolVersion,
      resetDetails: (vin, forms) => this.#resetDetails(vin, forms),
      orderDetails: () => this.#orderDetails(),
      onStatus: (text) => this.#say(text),
      approvalTimeout: noApprovalTimeout,
      ...(options.pause === undefined ? {} : { pause: options.pause }),
    });
  }

  /** Gets the pass-code; while waiting for an approval the technician may go back or exit. */
  async passCode(
    asked: PassCodeCommand,
    signal: AbortSignal,
    live: WaitingView,
    screens: Pick<TerminalScreens, 'show' | 'promptOutput'>,
  ): Promise<PassCodeAnswer | 'back' | 'exit'> {
    const way = new AbortController();
    let pressed: 'back' | 'exit' = 'exit';
    const leave = (button: 'back' | 'exit'): void => {
      pressed = button;
      way.abort();
    };
    this.#signal = AbortSignal.any([signal, way.signal]);
    this.#live = live;
    this.#output = screens.promptOutput;
    this.#form = (...lines) => screens.show({ number: asked.number, title: `${asked.title}: dealer server`, lines });
    this.#waitingKeys = [
      { key: 'b', label: 'Back', press: () => leave('back') },
      { key: 'x', label: 'Exit', press: () => leave('exit') },
    ];
    try {
      return await this.#workflow.passCode(asked, this.#signal);
    } catch (error) {
      if (way.signal.aborted) return pressed;
      throw error;
    } finally {
      this.#live = null;
      await live.close();
    }
  }

  async close(): Promise<void> {
    await this.#workflow.close();
  }

  #waitingKeys: readonly LiveKey[] = [];

  /** Shown until the next step; an approval may take hours. */
  #say(text: string): void {
    const lines = wrap(`> Dealer server: ${text}`, textWidth(this.#options.output.columns) - 2).map(
      (line) => `  ${line}`,
    );
    this.#live?.show({ lines: ['', ...lines, ''], keys: this.#waitingKeys });
  }

  /** The given password is tried once; it is asked for only after it was wrong. */
  async #password(): Promise<string> {
    const given = this.#givenPassword;
    this.#givenPassword = null;
    if (given !== null) return given;
    const message = `Dealer server password of ${this.#options.account}:`;
    return await this.#prompt((context) => this.#prompts.secret(message, context));
  }

  async #orderDetails(): Promise<OrderDetails> {
    const { repairOrder, customerLastName } = this.#options;
    return {
      repairOrder: repairOrder ?? (await this.#text('Repair order number:')),
      customerLastName: customerLastName ?? (await this.#text("Customer's last name:")),
    };
  }

  async #resetDetails(vin: string, forms: DealerForms): Promise<ResetDetails> {
    await this.#live?.close();
    this.#form(`No approval for ${vin} yet: the tool files a request.`);
    const order = await this.#orderDetails();
    const { managersNeeded } = forms;
    this.#form('The request goes to these managers; one of them has to approve it.');
    const managerIds =
      this.#options.managerIds.length > 0
        ? this.#options.managerIds
        : await this.#prompt((context) =>
            this.#prompts.boxes(
              `Managers who may approve (at least ${managersNeeded}):`,
              forms.managers.map(({ id, name, title }) => ({ value: id, name: printable(`${name}, ${title}`) })),
              (chosen) => chosen >= managersNeeded || `Choose at least ${managersNeeded}.`,
              context,
            ),
          );
    this.#form('Tick each statement once it is true.');
    const tickedPolicies = await this.#prompt((context) =>
      this.#prompts.boxes(
        'Positive identification policy:',
        forms.identificationPolicy.map(({ id, text }) => ({ value: id, name: printable(text) })),
        (ticked) => ticked === forms.identificationPolicy.length || 'Tick every box.',
        context,
      ),
    );
    this.#form('The tool files the request. Once filed, it stays with the dealer server if you leave.');
    return { ...order, managerIds, tickedPolicies };
  }

  async #text(message: string): Promise<string> {
    const validate = (text: string): true | string => text.trim() !== '' || 'The form requires it.';
    return (await this.#prompt((context) => this.#prompts.text(message, validate, context))).trim();
  }

  async #prompt<Answer>(ask: (context: PromptContext) => Promise<Answer>): Promise<Answer> {
    await this.#live?.close();
    try {
      return await ask({ input: this.#options.input, output: this.#output, signal: this.#signal });
    } catch (error) {
      if (!(error instanceof ExitPromptError)) throw error;
      this.#options.onInterrupt();
      throw new OperatorInterrupt();
    }
  }
}
