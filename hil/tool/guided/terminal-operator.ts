import { ExitPromptError } from '@inquirer/core';
import { confirm, input, select } from '@inquirer/prompts';
import { describeVinFault, findVinFault } from '../../../ecu-sim/identity/vin.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { CarOverHttp } from '../car-over-http.ts';
import { dealerLink } from '../dealer/dealer-link.ts';
import type {
  CountCommand,
  Stimulus,
  StimulusAnswer,
  PassCodeAnswer,
  PassCodeCommand,
  PassCodeRequest,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  ShownText,
  VehicleCommand,
  WatchCommand,
} from '../../tester/command.ts';
import { OperatorInterrupt } from '../../tester/conversation.ts';
import type { Operator } from '../../tester/operator.ts';
import { fitsModel, VEHICLE_MODELS, type VehicleModel } from '../vehicle-models.ts';
import { copySequence } from './clipboard.ts';
import { LiveView, type LiveKey } from './live-view.ts';
import { openInBrowser } from './open-browser.ts';
import { findPassCodeFault, passCodeText } from './pass-code-form.ts';
import { progressBar, screenLines, textWidth, wrap } from '../terminal-text.ts';

/** Shows what is waited for. */
export type WaitingView = Pick<LiveView, 'show' | 'close'>;

/** The source of a technician's pass-codes, where they are not typed. */
export interface PassCodeProvider {
  passCode(asked: PassCodeCommand, signal: AbortSignal, live: WaitingView): Promise<PassCodeAnswer | 'back' | 'exit'>;
}

interface TerminalOperatorOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The target of "Send". */
  readonly dealerUrl: string;
  readonly toolVersion: string;
  /** A virtual car that can be operated from here; null where the technician works at the vehicle. */
  readonly car: CarOverHttp | null;
  /** Contacts the dealer server directly; null where the technician types what its pages show. */
  readonly passCodes: PassCodeProvider | null;
  /** Ctrl-C at a prompt, where the terminal passes it to the prompt instead of sending a signal. */
  readonly onInterrupt: () => void;
}

type Button = ScreenChoice | 'copy' | 'send' | 'dealer' | 'again';

/** A technician at a terminal: shows the bulletin's screens, and reads keys and text (TEC-2). */
export class TerminalOperator implements Operator {
  readonly #options: TerminalOperatorOptions;
  readonly #live: LiveView;
  #pressed: 'next' | 'exit' | null = null;
  #choosingKey = false;

  constructor(options: TerminalOperatorOptions) {
    this.#options = options;
    this.#live = new LiveView(options, () => options.onInterrupt());
  }

  async screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice> {
    this.#print(shown.agree === 'Yes' ? { ...shown, lines: shown.lines.slice(0, -1) } : shown);
    for (;;) {
      const button = await this.#button(shown, signal);
      switch (button) {
        case 'copy':
          if (shown.seed !== undefined) this.#copy(shown.seed);
          break;
        case 'send':
          if (shown.seed !== undefined) await this.#send(shown.seed);
          break;
        case 'again':
          this.#print(shown);
          break;
        case 'dealer':
        case 'next':
          return 'next';
        case 'back':
        case 'exit':
          return button;
      }
    }
  }

  async passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'> {
    const { passCodes } = this.#options;
    const lines = ['Enter or paste the pass-code from the dealer server, "back" or "exit".'];
    this.#print({ ...asked, lines: passCodes === null ? lines : ['Getting the pass-code from the dealer server.'] });
    if (passCodes !== null) return await this.#prompt(signal, () => passCodes.passCode(asked, signal, this.#live));
    const typed = await this.#prompt(signal, (context) =>
      input(
        {
          message: 'Pass-Code Number:',
          validate: (text) => (isWayOut(text) ? true : (findPassCodeFault(asked.level, text) ?? true)),
        },
        context,
      ),
    );
    const word = typed.trim().toLowerCase();
    if (word === 'back' || word === 'exit') return word;
    return { granted: true, passCode: passCodeText(typed) };
  }

  async perform(stimulus: Stimulus): Promise<StimulusAnswer> {
    const { car } = this.#options;
    if (car !== null) return await car.perform(stimulus);
    return { done: false, message: 'the tool cannot operate the vehicle', hint: 'do it at the vehicle' };
  }

  async retry(shown: RetryCommand, signal: AbortSignal): Promise<boolean> {
    this.#print(shown);
    return await this.#prompt(signal, (context) =>
      select(
        {
          message: 'What now?',
          choices: [
            { name: 'Try again', value: true },
            { name: 'Exit', value: false },
          ],
        },
        context,
      ),
    );
  }

  async count(asked: CountCommand, signal: AbortSignal): Promise<number | 'back' | 'exit'> {
    this.#print({ ...asked, lines: [...asked.lines, 'Enter the number, "back" or "exit".'] });
    const { min, max } = asked;
    const typed = await this.#prompt(signal, (context) =>
      input(
        {
          message: asked.question,
          validate: (text) =>
            isWayOut(text) ||
            isWithin(text, min, max) ||
            `Enter a whole number from ${min} to ${max}, "back" or "exit".`,
        },
        context,
      ),
    );
    const word = typed.trim().toLowerCase();
    return word === 'back' || word === 'exit' ? word : Number(word);
  }

  async vehicle(asked: VehicleCommand, signal: AbortSignal): Promise<string | null> {
    this.#print({ ...asked, lines: [...asked.lines, 'Enter "exit" instead of the VIN to exit.'] });
    const model = await this.#prompt(signal, (context) =>
      select({ message: 'Model:', choices: VEHICLE_MODELS.map((value) => ({ name: value.name, value })) }, context),
    );
    const years = VEHICLE_MODELS.filter(({ name }) => name === model.name).map(({ year }) => year);
    await this.#prompt(signal, (context) =>
      select({ message: 'Year:', choices: years.map((year) => ({ name: String(year), value: year })) }, context),
    );
    const typed = await this.#prompt(signal, (context) =>
      input(
        {
          message: 'VIN:',
          ...(asked.vin === null ? {} : { default: asked.vin }),
          validate: (text) => text.trim().toLowerCase() === 'exit' || (describeVinProblem(text, model) ?? true),
        },
        context,
      ),
    );
    const vin = typed.trim().toUpperCase();
    return vin === 'EXIT' ? null : vin;
  }

  watch(shown: WatchCommand, onPressed: () => void): void {
    if (this.#choosingKey) return;
    const press = (button: 'next' | 'exit'): void => {
      this.#pressed = button;
      onPressed();
    };
    const keys: LiveKey[] = [
      ...(shown.next === null ? [] : [{ key: 'enter', label: shown.next, press: () => press('next') }]),
      ...this.#carKeys(shown),
      { key: 'x', label: 'Exit', press: () => press('exit') },
    ];
    const { progress, status } = shown;
    const bar = progress === undefined ? [] : [`  ${progressBar(progress.elapsedMs, progress.remainingMs)}`];
    const lines = [
      ...screenLines(shown, this.#width()),
      ...wrap(`> ${status}`, this.#width() - 2).map((line) => `  ${line}`),
      ...bar,
      '',
    ];
    this.#live.show({ lines: ['', ...lines], keys });
  }

  pressed(): 'next' | 'exit' | null {
    const pressed = this.#pressed;
    this.#pressed = null;
    return pressed;
  }

  async endWatch(): Promise<void> {
    await this.#live.close();
  }

  /** Performed by a virtual car instead of the technician. */
  #carKeys({ stimulus }: WatchCommand): readonly LiveKey[] {
    const { car } = this.#options;
    if (car === null || stimulus === undefined) return [];
    switch (stimulus) {
      case 'open-driver-door':
      case 'toggle-driver-door':
        return [{ key: 'd', label: "move the virtual car's door", press: () => void car.perform({ kind: stimulus }) }];
      case 'touch-key':
        return [{ key: 'k', label: 'touch with a key of the virtual car', press: () => void this.#touchKey(car) }];
    }
  }

  /** The view makes room for a list of the keys, and returns with the next poll of the car. */
  async #touchKey(car: CarOverHttp): Promise<void> {
    this.#choosingKey = true;
    try {
      const keys = await car.keys();
      const keyId = await this.#prompt(new AbortController().signal, (context) =>
        select(
          {
            message: 'Which key touches the engine switch?',
            choices: keys.map(({ id, status, location }) => ({
              name: `${formatKeyId(id)}  (${status}, ${location})`,
              value: id,
            })),
          },
          context,
        ),
      );
      await car.perform({ kind: 'touch-key', keyId, role: 'present' });
    } catch {
      // Ctrl-C goes to `onInterrupt`, and a car that has ended is detected on the bus.
    } finally {
      this.#choosingKey = false;
    }
  }

  async #button(shown: ScreenCommand, signal: AbortSignal): Promise<Button> {
    const { agree, next = 'Next', back = false, seed, isLast = false } = shown;
    const isAgreed =
      agree === null ||
      (await this.#prompt(signal, (context) => confirm({ message: questionOf(shown), default: false }, context)));
    if (agree !== null && isAgreed) return 'next';
    const forward: readonly { readonly name: string; readonly value: Button }[] = isAgreed
      ? [{ name: next, value: 'next' }]
      : [{ name: 'Read again', value: 'again' }];
    const choices = [
      ...forward,
      ...(seed === undefined
        ? []
        : [
            { name: 'Copy   the ID to the clipboard', value: 'copy' as const },
            { name: 'Send   the ID to the dealer server’s page', value: 'send' as const },
          ]),
      ...(back ? [{ name: 'Back', value: 'back' as const }] : []),
      ...(isLast && next === 'Exit' ? [] : [{ name: 'Exit', value: 'exit' as const }]),
    ];
    try {
      return await this.#prompt(signal, (context) => select<Button>({ message: 'Choose:', choices }, context));
    } catch (error) {
      // Nothing is left to interrupt.
      if (isLast && error === this.#lastInterruption) return 'exit';
      throw error;
    }
  }

  #lastInterruption: unknown = null;

  #copy({ shown, vin, vinCheckDigit }: PassCodeRequest): void {
    const { output, environment } = this.#options;
    const text =
      shown.kind === 'seed-number'
        ? shown.seedNumber
        : [
            `VIN\t${vin}\t${vinCheckDigit}`,
            `Data1\t${shown.data1}\t${shown.data1CheckDigit}`,
            `Data2\t${shown.data2}\t${shown.data2CheckDigit}`,
            `Data3\t${shown.data3}`,
          ].join('\n');
    const sequence = copySequence(text, environment['TERM']);
    if (sequence === null) {
      this.#say('This terminal gives programs no access to the clipboard: select the ID above with the mouse.');
      return;
    }
    output.write(sequence);
    this.#say(
      'The ID was sent to the clipboard of your terminal. If pasting gives something else, the terminal blocked it: select the ID above instead.',
    );
  }

  async #send(seed: PassCodeRequest): Promise<void> {
    const { dealerUrl, toolVersion, environment } = this.#options;
    const link = dealerLink(dealerUrl, seed, toolVersion);
    const opened = await openInBrowser(link, environment);
    this.#say(
      opened
        ? 'The page opens in the browser. Its address, with the fields filled in:'
        : 'No browser is available here. Open this address in a browser; the fields are filled in:',
    );
    // On one line, so that a terminal makes it a link.
    this.#options.output.write(`${link}\n\n`);
  }

  /** One question; Ctrl-C interrupts it. */
  async #prompt<Answer>(signal: AbortSignal, ask: (context: PromptContext) => Promise<Answer>): Promise<Answer> {
    await this.#live.close();
    const { input: from, output } = this.#options;
    try {
      return await ask({ input: from, output, signal });
    } catch (error) {
      if (!(error instanceof ExitPromptError)) throw error;
      this.#lastInterruption = new OperatorInterrupt();
      this.#options.onInterrupt();
      throw this.#lastInterruption;
    }
  }

  #print(shown: ShownText): void {
    this.#options.output.write(`\n${screenLines(shown, this.#width()).join('\n')}\n`);
  }

  #say(text: string): void {
    this.#options.output.write(
      `\n${wrap(text, this.#width() - 2)
        .map((line) => `  ${line}`)
        .join('\n')}\n\n`,
    );
  }

  #width(): number {
    return textWidth(this.#options.output.columns);
  }
}

/** Input and output of a prompt, and the signal that withdraws it. */
export interface PromptContext {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** A "Yes" answers the last line of the screen; any other text is a box to check. */
function questionOf({ agree, lines }: ScreenCommand): string {
  return agree === 'Yes' ? (lines.at(-1) ?? agree) : `${agree ?? 'Next'}?`;
}

function isWayOut(text: string): boolean {
  return ['back', 'exit'].includes(text.trim().toLowerCase());
}

function isWithin(text: string, min: number, max: number): boolean {
  const value = text.trim();
  return /^\d{1,3}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

/** Null for a VIN that is possible for this model. */
function describeVinProblem(text: string, model: VehicleModel): string | null {
  const vin = text.trim().toUpperCase();
  const fault = findVinFault(vin);
  if (fault !== null) return `The VIN ${describeVinFault(fault)}.`;
  return fitsModel(vin, model)
    ? null
    : `This is not the VIN of a ${model.name} of ${model.year}: compare it with the plate.`;
}
