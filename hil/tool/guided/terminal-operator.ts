import { ExitPromptError } from '@inquirer/core';
import { confirm, input, select } from '@inquirer/prompts';
import { describeVinFault, findVinFault } from '../../../ecu-sim/identity/vin.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { CarOverHttp } from '../car-over-http.ts';
import type {
  CountCommand,
  Stimulus,
  StimulusAnswer,
  PassCodeAnswer,
  PassCodeCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  VehicleCommand,
  WatchCommand,
} from '../../tester/command.ts';
import { OperatorInterrupt } from '../../tester/conversation.ts';
import type { Operator } from '../../tester/operator.ts';
import { KEY_STATUS_TEXT } from '../../view/key-status.ts';
import { fitsModel, VEHICLE_MODELS, type VehicleModel } from '../vehicle-models.ts';
import { checklist } from './checklist.ts';
import { checkFunctions } from './function-check.ts';
import { LiveView, type LiveKey } from './live-view.ts';
import { findPassCodeFault, passCodeText } from './pass-code-form.ts';
import type { PromptContext } from './prompt-context.ts';
import { copySeed, sendSeed } from './seed-buttons.ts';
import { TerminalScreens, type ScreenOutput } from './terminal-screens.ts';
import { progressBar, wrap } from '../terminal-text.ts';

/** Shows what is waited for. */
export type WaitingView = Pick<LiveView, 'show' | 'close'>;

/** The source of a technician's pass-codes, where they are not typed. */
export interface PassCodeProvider {
  passCode(
    asked: PassCodeCommand,
    signal: AbortSignal,
    live: WaitingView,
    screens: Pick<TerminalScreens, 'show' | 'promptOutput'>,
  ): Promise<PassCodeAnswer | 'back' | 'exit'>;
}

interface TerminalOperatorOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: ScreenOutput;
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

type Button = ScreenChoice | 'copy' | 'send' | 'again' | 'functions';

interface Choice {
  readonly name: string;
  readonly value: Button;
}

const SEED_CHOICES: readonly Choice[] = [
  { name: 'Copy   the ID to the clipboard', value: 'copy' },
  { name: 'Send   the ID to the dealer server’s page', value: 'send' },
];

/** A technician at a terminal: shows the bulletin's screens, and reads keys and text (TEC-2). */
export class TerminalOperator implements Operator {
  readonly #options: TerminalOperatorOptions;
  readonly #live: LiveView;
  readonly #screens: TerminalScreens;
  #pressed: 'next' | 'exit' | null = null;
  #choosingKey = false;
  /** The pass-code that the dealer server has given, until a screen has shown it. */
  #passCode: string | null = null;
  #isPassCodeWatched = false;

  constructor(options: TerminalOperatorOptions) {
    this.#options = options;
    this.#screens = new TerminalScreens(options.output, options.environment);
    const streams = { input: options.input, output: this.#screens.promptOutput };
    this.#live = new LiveView(streams, () => options.onInterrupt());
  }

  /** The terminal as it was; `silently` without a summary of the screens, for a process that is ending. */
  close(silently: boolean = false): void {
    if (silently) this.#screens.leave();
    else this.#screens.close();
  }

  async screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice> {
    const screens = this.#screens;
    const pictured = shown.agree === 'Yes' ? { ...shown, lines: shown.lines.slice(0, -1) } : shown;
    const extras = { isSeed: shown.seed !== undefined, passCode: this.#takePassCode() };
    screens.show(pictured, extras);
    for (;;) {
      const button = await this.#button(shown, signal);
      switch (button) {
        case 'copy':
          if (shown.seed !== undefined) copySeed(shown.seed, this.#options.output, screens, this.#options.environment);
          screens.answered('Copy');
          break;
        case 'send':
          if (shown.seed !== undefined) await sendSeed(shown.seed, this.#options, screens, this.#options.environment);
          screens.answered('Send');
          break;
        case 'functions':
          await this.#checkFunctions(shown.functionCheck ?? [], signal);
          screens.show(pictured, extras);
          break;
        case 'again':
          screens.show(pictured, extras);
          break;
        case 'next':
          screens.answered(shown.agree ?? shown.next ?? 'Next');
          return button;
        case 'back':
        case 'exit':
          screens.answered(button === 'back' ? 'Back' : 'Exit');
          return button;
      }
    }
  }

  async passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'> {
    const { passCodes } = this.#options;
    const lines = ['Enter or paste the pass-code from the dealer server, "back" or "exit".'];
    this.#screens.show({
      ...asked,
      lines: passCodes === null ? lines : ['Getting the pass-code from the dealer server.'],
    });
    if (passCodes !== null) {
      const answer = await this.#prompt(signal, () => passCodes.passCode(asked, signal, this.#live, this.#screens));
      if (typeof answer === 'string') this.#screens.answered(answer === 'back' ? 'Back' : 'Exit');
      else if (answer.granted) this.#passCode = answer.passCode;
      return answer;
    }
    const typed = await this.#prompt(signal, (context) =>
      input(
        {
          message: 'Pass-Code Number:',
          transformer: (text) => this.#screens.paint.inverse(text),
          validate: (text) => (isWayOut(text) ? true : (findPassCodeFault(asked.level, text) ?? true)),
        },
        context,
      ),
    );
    const word = typed.trim().toLowerCase();
    // The pass-code itself is for this screen only.
    this.#screens.answered(isWayOut(word) ? word : 'entered');
    if (word === 'back' || word === 'exit') return word;
    return { granted: true, passCode: passCodeText(typed) };
  }

  async perform(stimulus: Stimulus): Promise<StimulusAnswer> {
    const { car } = this.#options;
    if (car !== null) return await car.perform(stimulus);
    return { done: false, message: 'the tool cannot operate the vehicle', hint: 'do it at the vehicle' };
  }

  async retry(shown: RetryCommand, signal: AbortSignal): Promise<boolean> {
    this.#screens.show({ ...shown, isWarning: true }, { passCode: this.#takePassCode() });
    const again = await this.#prompt(signal, (context) =>
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
    this.#screens.answered(again ? 'Try again' : 'Exit');
    return again;
  }

  async count(asked: CountCommand, signal: AbortSignal): Promise<number | 'back' | 'exit'> {
    this.#screens.show({ ...asked, lines: [...asked.lines, 'Enter the number, "back" or "exit".'] });
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
    this.#screens.answered(word);
    return word === 'back' || word === 'exit' ? word : Number(word);
  }

  async vehicle(asked: VehicleCommand, signal: AbortSignal): Promise<string | null> {
    this.#screens.show({ ...asked, lines: [...asked.lines, 'Enter "exit" instead of the VIN to exit.'] });
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
    this.#screens.answered(vin);
    return vin === 'EXIT' ? null : vin;
  }

  watch(shown: WatchCommand, onPressed: () => void): void {
    if (this.#choosingKey) return;
    const press = (button: 'next' | 'exit'): void => {
      this.#pressed = button;
      this.#screens.answered(button === 'next' ? (shown.next ?? 'Next') : 'Exit');
      onPressed();
    };
    const keys: LiveKey[] = [
      ...(shown.next === null ? [] : [{ key: 'enter', label: shown.next, press: () => press('next') }]),
      ...this.#carKeys(shown),
      { key: 'x', label: 'Exit', press: () => press('exit') },
    ];
    const { progress, status } = shown;
    const bar = progress === undefined ? [] : [`  ${progressBar(progress.elapsedMs, progress.remainingMs)}`];
    const screens = this.#screens;
    if (!this.#live.isOpen) screens.clear();
    this.#isPassCodeWatched = this.#passCode !== null;
    const lines = [
      ...screens.text(shown, { passCode: this.#passCode }),
      ...wrap(`> ${status}`, screens.width - 2).map((line) => `  ${screens.paint.strong(line)}`),
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

  /** What a virtual car does in place of the technician. */
  #carKeys(shown: WatchCommand): readonly LiveKey[] {
    const { stimulus } = shown;
    const { car } = this.#options;
    if (car === null || stimulus === undefined) return [];
    switch (stimulus) {
      case 'open-driver-door':
      case 'toggle-driver-door':
        return [{ key: 'd', label: "move the virtual car's door", press: () => void car.perform({ kind: stimulus }) }];
      case 'touch-key':
        return [
          { key: 'k', label: 'touch with a key of the virtual car', press: () => void this.#touchKey(car, shown) },
        ];
    }
  }

  /** The view makes room for a list of the keys, and is back with the next look at the car. */
  async #touchKey(car: CarOverHttp, shown: WatchCommand): Promise<void> {
    this.#choosingKey = true;
    try {
      const keys = await car.keys();
      await this.#live.close();
      this.#screens.show(shown);
      const keyId = await this.#prompt(new AbortController().signal, (context) =>
        select(
          {
            message: 'Which key touches the engine switch?',
            choices: keys.map(({ id, status, location }) => ({
              name: `${formatKeyId(id)}  (${KEY_STATUS_TEXT[status]}, ${location})`,
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
    const { agree, next = 'Next', back = false, seed, isLast = false, functionCheck } = shown;
    const isAgreed = await this.#isAgreed(shown, signal);
    if (agree !== null && isAgreed) return 'next';
    const forward: Choice = isAgreed ? { name: next, value: 'next' } : { name: 'Read again', value: 'again' };
    const choices: readonly Choice[] = [
      ...(functionCheck === undefined ? [] : [{ name: 'Function check', value: 'functions' } satisfies Choice]),
      forward,
      ...(seed === undefined ? [] : SEED_CHOICES),
      ...(back ? [{ name: 'Back', value: 'back' } satisfies Choice] : []),
      ...(isLast && next === 'Exit' ? [] : [{ name: 'Exit', value: 'exit' } satisfies Choice]),
    ];
    try {
      return await this.#prompt(signal, (context) => select<Button>({ message: 'Choose:', choices }, context));
    } catch (error) {
      // Nothing is left to interrupt.
      if (isLast && error === this.#lastInterruption) return 'exit';
      throw error;
    }
  }

  /** Each instruction is checked on its own, and then the whole is agreed to. */
  async #isAgreed(shown: ScreenCommand, signal: AbortSignal): Promise<boolean> {
    const { agree, checks: items = [] } = shown;
    const width = (): number => this.#screens.width;
    if (items.length > 0 && !(await this.#prompt(signal, (context) => checklist({ items, width }, context)))) {
      return false;
    }
    if (agree === null) return true;
    return await this.#prompt(signal, (context) => confirm({ message: questionOf(shown), default: false }, context));
  }

  async #checkFunctions(keyIds: readonly number[], signal: AbortSignal): Promise<void> {
    const { car } = this.#options;
    await checkFunctions({ car, keyIds, screens: this.#screens, prompt: (ask) => this.#prompt(signal, ask) });
  }

  #takePassCode(): string | null {
    const passCode = this.#isPassCodeWatched ? null : this.#passCode;
    this.#passCode = null;
    this.#isPassCodeWatched = false;
    return passCode;
  }

  #lastInterruption: unknown = null;

  /** One question; Ctrl-C at it is an interruption. */
  async #prompt<Answer>(signal: AbortSignal, ask: (context: PromptContext) => Promise<Answer>): Promise<Answer> {
    await this.#live.close();
    try {
      return await ask({ input: this.#options.input, output: this.#screens.promptOutput, signal });
    } catch (error) {
      if (!(error instanceof ExitPromptError)) throw error;
      this.#lastInterruption = new OperatorInterrupt();
      this.#options.onInterrupt();
      throw this.#lastInterruption;
    }
  }
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
