import { describeVinFault, findVinFault } from '../../../ecu-sim/identity/vin.ts';
import type { Car } from '../../car/car.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import type {
  CountCommand,
  PassCodeAnswer,
  PassCodeCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  Stimulus,
  StimulusAnswer,
  VehicleCommand,
  WatchCommand,
} from '../../tester/command.ts';
import type { Operator } from '../../tester/operator.ts';
import { findPassCodeFault, passCodeText } from '../../tool/guided/pass-code-form.ts';
import type { TechnicianQuestion, TechnicianScreen } from '../../view/technician-state.ts';
import { questionOf, watchOf, type QuestionForm } from './question-form.ts';

interface PageOperatorOptions {
  readonly control: CarControl;
  /** What is asked, or shown, is otherwise now. */
  readonly onChange: () => void;
}

/** More screens than any utility has; a person who goes to and fro for hours loses the first ones. */
const MAX_SCREENS = 500;

interface Asked {
  readonly question: TechnicianQuestion;
  /** Takes the answer. @throws HttpError (422) for one that cannot be */
  readonly take: (answer: string) => void;
}

/** Asks its questions over HTTP: publishes one at a time and waits until somebody answers it. */
export class PageOperator implements Operator {
  readonly #options: PageOperatorOptions;
  readonly #log: TechnicianScreen[] = [];
  #lastId = 0;
  #asked: Asked | null = null;
  #pressed: 'next' | 'exit' | null = null;

  constructor(options: PageOperatorOptions) {
    this.#options = options;
  }

  get question(): TechnicianQuestion | null {
    return this.#asked?.question ?? null;
  }

  get log(): readonly TechnicianScreen[] {
    return this.#log;
  }

  /** @throws HttpError: 409 for a question that is not asked now, 422 for an answer that cannot be */
  answer(id: number, answer: string): void {
    const asked = this.#asked;
    if (asked?.question.id !== id) throw this.#notAsked(id);
    asked.take(answer);
  }

  async screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice> {
    const answer = await this.#ask(questionOf(shown), signal, () => null);
    return answer === 'back' || answer === 'exit' ? answer : 'next';
  }

  async passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'> {
    const answer = await this.#ask(questionOf(asked), signal, (typed) => findPassCodeFault(asked.level, typed));
    if (answer === 'back' || answer === 'exit') return answer;
    return { granted: true, passCode: passCodeText(answer) };
  }

  async retry(shown: RetryCommand, signal: AbortSignal): Promise<boolean> {
    return (await this.#ask(questionOf(shown), signal, () => null)) === 'again';
  }

  async count(asked: CountCommand, signal: AbortSignal): Promise<number | 'back' | 'exit'> {
    const { min, max } = asked;
    const answer = await this.#ask(questionOf(asked), signal, (typed) =>
      /^\d{1,3}$/.test(typed) && Number(typed) >= min && Number(typed) <= max
        ? null
        : `Enter a whole number from ${min} to ${max}.`,
    );
    return answer === 'back' || answer === 'exit' ? answer : Number(answer);
  }

  async vehicle(asked: VehicleCommand, signal: AbortSignal): Promise<string | null> {
    const answer = await this.#ask(questionOf(asked), signal, (typed) => {
      const fault = findVinFault(typed.toUpperCase());
      return fault === null ? null : `The VIN ${describeVinFault(fault)}.`;
    });
    return answer === 'exit' ? null : answer.toUpperCase();
  }

  /** A key has to be touched by the one who plays; the door moves by itself, for a utility that only reads. */
  perform(stimulus: Stimulus): Promise<StimulusAnswer> {
    if (stimulus.kind === 'touch-key') {
      const message = 'the page does not touch keys by itself';
      return Promise.resolve({ done: false, message, hint: 'touch the key, then start again' });
    }
    this.#options.control.act((car) => moveDoor(car, stimulus.kind));
    return Promise.resolve({ done: true, reaction: null, reason: null });
  }

  watch(shown: WatchCommand, onPressed: () => void): void {
    const before = this.#asked?.question;
    const isSame = before?.kind === 'watch' && isSameText(before, shown);
    const question = { ...watchOf(shown), id: isSame ? before.id : (this.#lastId += 1) };
    const take = (answer: string): void => {
      const choice = question.choices.find((one) => one.answer === answer);
      if (choice === undefined) throw notAChoice(question);
      this.#note(question, choice.label);
      this.#pressed = answer === 'next' ? 'next' : 'exit';
      // What is asked next has a number of its own.
      this.#show(null);
      onPressed();
    };
    if (isSame && JSON.stringify(before) === JSON.stringify(question)) this.#asked = { question, take };
    else this.#show({ question, take });
  }

  pressed(): 'next' | 'exit' | null {
    const pressed = this.#pressed;
    this.#pressed = null;
    return pressed;
  }

  endWatch(): Promise<void> {
    const question = this.question;
    if (question?.kind === 'watch') {
      this.#note(question, null);
      this.#show(null);
    }
    return Promise.resolve();
  }

  /** @param findFault what is wrong with what was typed; null where nothing is */
  async #ask(form: QuestionForm, signal: AbortSignal, findFault: (typed: string) => string | null): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const question = { ...form, id: (this.#lastId += 1) };
    const take = (given: string): void => {
      const answer = given.trim();
      const choice = question.choices.find((one) => one.answer === answer);
      if (choice === undefined) {
        if (question.input === null) throw notAChoice(question);
        const fault = findFault(answer);
        if (fault !== null) throw new HttpError(422, fault, { field: 'answer' });
      }
      const typed = question.input?.form === 'pass-code' ? 'a pass-code was entered' : answer;
      this.#note(question, choice?.label ?? typed);
      this.#show(null);
      resolve(answer);
    };
    const onAbort = (): void => {
      this.#note(question, null);
      this.#show(null);
      reject(new Error('the question was taken back'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#show({ question, take });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #show(asked: Asked | null): void {
    this.#asked = asked;
    this.#options.onChange();
  }

  #note({ number, title, text }: TechnicianQuestion, pressed: string | null): void {
    this.#log.push({ timeUs: this.#options.control.car.nowUs, number, title, text, pressed });
    if (this.#log.length > MAX_SCREENS) this.#log.shift();
  }

  #notAsked(id: number): HttpError {
    const what = id > 0 && id <= this.#lastId ? `question ${id} was already answered` : `there is no question ${id}`;
    const now = this.question;
    const hint = now === null ? 'nothing is asked now' : `answer question ${now.id}, "${now.title}"`;
    return new HttpError(409, what, { field: 'id', hint });
  }
}

function isSameText(before: TechnicianQuestion, shown: WatchCommand): boolean {
  return before.title === shown.title && before.stimulus === (shown.stimulus ?? null);
}

function notAChoice({ choices }: TechnicianQuestion): HttpError {
  const answers = choices.map(({ answer }) => answer).join(', ');
  return new HttpError(422, 'this is none of the choices', { field: 'answer', hint: `choose one of ${answers}` });
}

function moveDoor(car: Car, kind: Exclude<Stimulus['kind'], 'touch-key'>): void {
  const isOpen = car.body.inputs.doors.driver;
  car.setVehicle({ doors: { driver: kind === 'open-driver-door' || !isOpen } });
}
