import { writeFileSync } from 'node:fs';
import type { RecordedSession } from '../../record/recorded-step.ts';
import { writeScenario, type ScenarioHead } from '../../record/write-scenario.ts';
import { loadScenario } from '../../scenario/load-scenario.ts';
import { ScenarioFileError } from '../../scenario/scenario-problem.ts';
import { decidingStep } from '../../scenario/result.ts';
import { runScenario } from '../../scenario/run-scenario.ts';
import { VirtualBench } from '../../bench/virtual-bench.ts';
import { traceFileError } from '../../trace/trace-file-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

interface SaveOptions {
  readonly path: string;
  readonly head: ScenarioHead;
  /** Runs the scenario once, in virtual time, and reports whether it passes. */
  readonly check: boolean;
  readonly quiet: boolean;
}

/**
 * Writes a recorded session as a scenario and tests it.
 *
 * @returns passed; failed where the scenario does not pass, and usage where it is invalid
 * @throws TraceFileError where it cannot be written
 */
export async function saveRecording(
  session: RecordedSession,
  { path, head, check, quiet }: SaveOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const written = writeScenario(session, head);
  try {
    writeFileSync(path, written.text);
  } catch (error) {
    throw traceFileError(path, 'written', error, 'recording');
  }
  for (const warning of written.warnings) terminal.err(`warning: ${warning}`);
  if (!quiet) terminal.err(`recorded ${written.steps} steps to ${path}`);
  return check ? tryIt(written.text, path, quiet, terminal) : EXIT.passed;
}

async function tryIt(text: string, path: string, quiet: boolean, terminal: Terminal): Promise<ExitCode> {
  try {
    const result = await runScenario(
      loadScenario(text, path),
      (scenario, seed) => new VirtualBench(scenario, { seed, profile: {} }),
    );
    if (result.verdict === 'pass') {
      if (!quiet) terminal.err('it passes in virtual time');
      return EXIT.passed;
    }
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
