import { counted } from '../../../can-bus/text/counted.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { SYSTEM_WALL, type WallSource } from '../../../can-bus/time/real-clock.ts';
import { SlicedBench } from '../../bench/sliced-bench.ts';
import { Turns } from '../../bench/turns.ts';
import type { RecordedSession } from '../../record/recorded-step.ts';
import { writeScenario, type ScenarioHead } from '../../record/write-scenario.ts';
import { replaceFile } from '../../replace-file.ts';
import { loadScenario } from '../../scenario/load-scenario.ts';
import { ScenarioFileError } from '../../scenario/scenario-problem.ts';
import { decidingStep } from '../../scenario/result.ts';
import { runScenario } from '../../scenario/run-scenario.ts';
import { pathWord, smartkeyLine } from '../../smartkey.ts';
import { traceFileError } from '../../trace/trace-file-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

interface SaveOptions {
  readonly path: string;
  readonly head: ScenarioHead;
  readonly quiet: boolean;
}

/** A recording that has been written. */
export interface WrittenRecording {
  readonly path: string;
  readonly text: string;
  /** Vehicle time of the scenario at its end. */
  readonly endUs: Micros;
}

interface CheckOptions {
  readonly quiet: boolean;
  /** Aborted: the check ends, and the recording stays as it is. */
  readonly signal: AbortSignal;
  /** Of real time; the machine's where absent. */
  readonly wall?: WallSource;
}

/** A check that takes longer says what it does. */
const QUIET_US = MICROS_PER_SECOND;

/** Writes a recorded session as a scenario. @throws TraceFileError where it cannot be written */
export async function writeRecording(
  session: RecordedSession,
  { path, head, quiet }: SaveOptions,
  terminal: Terminal,
): Promise<WrittenRecording> {
  const written = writeScenario(session, head);
  try {
    await replaceFile(path, written.text);
  } catch (error) {
    throw traceFileError(path, 'written', error, 'recording');
  }
  for (const warning of written.warnings) terminal.err(`warning: ${warning}`);
  if (!quiet) terminal.err(`recorded ${counted(written.steps, 'step')} to ${path}`);
  const lastUs = session.final?.timeUs ?? session.steps.at(-1)?.startUs ?? head.originUs;
  return { path, text: written.text, endUs: lastUs - head.originUs };
}

/**
 * Runs a recording once, in virtual time, and reports whether it passes. The process does other work in between.
 *
 * @returns passed; failed where it does not pass; usage where it is invalid; interrupted where the check was ended
 */
export async function checkRecording(
  recording: WrittenRecording,
  options: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { path, text } = recording;
  const { quiet, signal, wall = SYSTEM_WALL } = options;
  const progress = new CheckProgress(recording, wall, terminal);
  const isEnded = (): boolean => signal.aborted;
  let reachedUs = (): Micros => 0;
  const onTurn = (): void => {
    if (!quiet) progress.show(reachedUs());
  };
  try {
    if (isEnded()) return unchecked(path, terminal);
    const result = await runScenario(loadScenario(text, path), (scenario, seed) => {
      const bench = new SlicedBench(scenario, { seed, profile: {} }, new Turns({ signal, onTurn, wall }));
      reachedUs = () => bench.reachedUs();
      return bench;
    });
    if (result.verdict === 'pass') {
      if (!quiet) terminal.err('it passes in virtual time');
      return EXIT.passed;
    }
    if (isEnded()) return unchecked(path, terminal);
    const step = decidingStep(result.steps);
    terminal.err(`the scenario does not pass in virtual time: ${result.verdict}`);
    if (step !== null) {
      terminal.err(`  ${path}:${step.line}  ${step.what}`);
      terminal.err(`  expected ${step.expected ?? 'nothing'}, got ${step.got ?? 'nothing'}`);
    }
    return EXIT.failed;
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    terminal.err(`the session cannot be written as a scenario: ${error.message}`);
    return EXIT.usage;
  }
}

function unchecked(path: string, terminal: Terminal): ExitCode {
  terminal.err(`warning: ${path} is kept, but unchecked: its check was ended`);
  terminal.err(`hint: check it with "${smartkeyLine(['run', pathWord(path)])}"`);
  return EXIT.interrupted;
}

/** What a check that takes long says. */
class CheckProgress {
  readonly #recording: WrittenRecording;
  readonly #wall: WallSource;
  readonly #terminal: Terminal;
  readonly #startUs: number;
  #isAnnounced = false;

  constructor(recording: WrittenRecording, wall: WallSource, terminal: Terminal) {
    this.#recording = recording;
    this.#wall = wall;
    this.#terminal = terminal;
    this.#startUs = wall.nowUs();
  }

  show(reachedUs: Micros): void {
    if (this.#wall.nowUs() - this.#startUs < QUIET_US) return;
    const { path, endUs } = this.#recording;
    if (!this.#isAnnounced) {
      this.#isAnnounced = true;
      this.#terminal.err(`checking ${path}: it is run once in virtual time; press Ctrl-C to keep it unchecked`);
    }
    this.#terminal.progress(`checking ${path}: ${secondsOf(reachedUs)} of ${secondsOf(endUs)} s of vehicle time`);
  }
}

function secondsOf(timeUs: Micros): string {
  return Math.floor(timeUs / MICROS_PER_SECOND).toLocaleString('en-US');
}
