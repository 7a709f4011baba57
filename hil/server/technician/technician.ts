import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import { converseAsync } from '../../tester/conversation.ts';
import { ALL_CODES } from '../../tester/trouble-codes.ts';
import { erase } from '../../tool/erase.ts';
import { clear, faults } from '../../tool/faults.ts';
import { read } from '../../tool/read.ts';
import { register } from '../../tool/register.ts';
import { reset } from '../../tool/reset.ts';
import { resultRows } from '../../tool/result-report.ts';
import type { ToolResult, ToolUtility } from '../../tool/tool-result.ts';
import type { TechnicianResult, TechnicianState, TechnicianUtility } from '../../view/technician-state.ts';
import { CarDriver } from './car-driver.ts';
import { PageOperator } from './page-operator.ts';

/** What has changed of the technician, for those who look on. */
export type TechnicianEvent =
  | { readonly event: 'technician-started'; readonly utility: TechnicianUtility }
  | {
      readonly event: 'technician-screen';
      readonly number: string | null;
      readonly title: string;
      /** The first line of its text. */
      readonly line: string;
    }
  | { readonly event: 'technician-ended'; readonly utility: TechnicianUtility; readonly outcome: 'done' | 'failed' };

interface TechnicianOptions {
  readonly control: CarControl;
  readonly onEvent: (event: TechnicianEvent) => void;
  /** Hears of an error that nobody foresaw. */
  readonly onBug: (error: unknown) => void;
}

interface UtilityInput {
  /** For `clear`: this code alone; 24 bits. */
  readonly code?: number;
}

interface Run {
  readonly utility: TechnicianUtility;
  readonly operator: PageOperator;
  readonly interrupt: AbortController;
  readonly ended: Promise<void>;
  result: TechnicianResult | null;
}

/** The scan tool of a car's own page: the utilities of `smartkey tool`, asked and answered over HTTP. One at a time. */
export class Technician {
  readonly #options: TechnicianOptions;
  #run: Run | null = null;
  #shownId = 0;

  constructor(options: TechnicianOptions) {
    this.#options = options;
  }

  state(): TechnicianState {
    const run = this.#run;
    return {
      utility: run?.utility ?? null,
      running: run !== null && run.result === null,
      log: run?.operator.log ?? [],
      question: run?.operator.question ?? null,
      result: run?.result ?? null,
    };
  }

  /** @throws HttpError (409) while one runs */
  start(utility: TechnicianUtility, input: UtilityInput = {}): TechnicianState {
    const { control, onEvent } = this.#options;
    if (this.#run !== null && this.#run.result === null) {
      throw new HttpError(409, `the utility "${this.#run.utility}" is running`, {
        hint: 'answer its questions, or stop it (DELETE /api/technician)',
      });
    }
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const operator = new PageOperator({ control, onChange: () => this.#follow() });
    const run: Run = { utility, operator, interrupt: new AbortController(), ended, result: null };
    this.#run = run;
    this.#shownId = 0;
    onEvent({ event: 'technician-started', utility });
    void this.#converse(run, utilityOf(utility, input, control)).finally(() => resolve(undefined));
    return this.state();
  }

  /** @throws HttpError: 409 for a question that is not asked now, 422 for an answer that cannot be */
  answer(id: number, answer: string): TechnicianState {
    const run = this.#run;
    if (run === null) throw new HttpError(409, 'no utility runs', { hint: 'start one (POST /api/technician)' });
    run.operator.answer(id, answer);
    return this.state();
  }

  /** The technician leaves; what the utility has begun at the car it ends first, as far as it can. */
  async stop(): Promise<TechnicianState> {
    const run = this.#run;
    run?.interrupt.abort();
    await run?.ended;
    return this.state();
  }

  async #converse(run: Run, utility: ToolUtility): Promise<void> {
    const { control, onEvent, onBug } = this.#options;
    const { operator, interrupt } = run;
    try {
      const driver = new CarDriver({ control, operator, signal: interrupt.signal });
      try {
        run.result = resultOf(await converseAsync(utility, driver));
      } finally {
        await driver.end();
      }
    } catch (error) {
      run.result = { outcome: 'failed', rows: [['result', 'failed: internal error']] };
      onBug(error);
    }
    onEvent({ event: 'technician-ended', utility: run.utility, outcome: run.result.outcome });
  }

  /** One event for each question; how far a watch is, is read from the state. */
  #follow(): void {
    const question = this.#run?.operator.question ?? null;
    if (question === null || question.id === this.#shownId) return;
    this.#shownId = question.id;
    const { number, title, text } = question;
    this.#options.onEvent({ event: 'technician-screen', number, title, line: text[0] ?? '' });
  }
}

function utilityOf(
  utility: TechnicianUtility,
  { code = ALL_CODES }: UtilityInput,
  { rate, car }: CarControl,
): ToolUtility {
  const options = { guided: true, rate, limits: car.profile };
  switch (utility) {
    case 'reset':
      return reset(options);
    case 'register':
      return register({ ...options, touch: [] });
    case 'erase':
      return erase({ ...options, touch: [] });
    case 'read':
      return read();
    case 'faults':
      return faults();
    case 'clear':
      return clear({ code });
  }
}

function resultOf(result: ToolResult): TechnicianResult {
  return { outcome: result.kind, rows: resultRows(result) };
}
