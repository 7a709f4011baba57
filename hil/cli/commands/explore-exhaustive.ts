import { counted } from '../../../can-bus/text/counted.ts';
import { setImmediate } from 'node:timers/promises';

import { decodeText } from '../../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../../read-input.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { exploreWorld, type Exploration } from '../../explore/exhaustive/explore-world.ts';
import type { SearchFigures } from '../../explore/exhaustive/search.ts';
import { BUILT_IN_WORLDS, DEFAULT_WORLDS } from '../../explore/world/built-in-worlds.ts';
import { estimateStates } from '../../explore/world/estimate.ts';
import { parseWorld, type WorldSpec } from '../../explore/world/world-spec.ts';
import { formatProblem } from '../../scenario/scenario-problem.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { exploreTransportWorld, TRANSPORT_WORLD } from './explore-transport.ts';
import { Interruption } from './interruption.ts';

/** Progress is saved at most this often: with many states it takes seconds. */
const SAVE_EVERY_MS = 60_000;

/**
 * `smartkey explore --exhaustive`: one world after the other, until a rule is broken.
 *
 * @throws OperationError (usage) for a wrong world or progress file, (bench) where progress cannot be saved
 */
export async function exploreExhaustively(flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.world === TRANSPORT_WORLD) return exploreTransportWorld(flags, terminal);
  const { progress } = flags;
  const worlds = flags.world === undefined ? DEFAULT_WORLDS : [await loadWorld(flags.world)];
  if (progress !== undefined && worlds.length > 1) {
    throw usageError('--progress holds the search of one world', 'name it with --world');
  }
  const interruption = new Interruption(() => {
    terminal.err(progress === undefined ? 'stopping' : `stopping; saving the progress to ${progress}`);
  });
  try {
    for (const world of worlds) {
      const exitCode = await exploreOne(world, flags, interruption.signal, terminal);
      if (exitCode !== EXIT.passed) return exitCode;
    }
    return EXIT.passed;
  } finally {
    interruption.end();
  }
}

async function exploreOne(
  spec: WorldSpec,
  { jobs = 1, json = false, quiet = false, progress }: ExploreFlags,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const speaks = !json && !quiet;
  if (speaks) terminal.err(`world "${spec.name}": about ${round(estimateStates(spec))} states estimated`);
  const startedMs = performance.now();
  const exploration = await exploreWorld(spec, {
    jobs,
    progress: progress ?? null,
    saveEveryMs: SAVE_EVERY_MS,
    now: () => performance.now(),
    signal,
    turn: () => setImmediate(),
    onProgress: (figures) => {
      if (speaks) terminal.progress(progressLine(figures, performance.now() - startedMs));
    },
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const residentMb = process.memoryUsage().rss / 1e6;
  if (json) terminal.out(JSON.stringify({ ...exploration, seconds, residentMb }));
  else for (const line of report(exploration, seconds, residentMb, quiet)) terminal.out(line);
  return exitCodeOf(exploration);
}

async function loadWorld(file: string): Promise<WorldSpec> {
  const name = Object.keys(BUILT_IN_WORLDS).find((known): known is keyof typeof BUILT_IN_WORLDS => known === file);
  if (name !== undefined) return BUILT_IN_WORLDS[name];
  const { YamlSource } = await import('../../scenario/yaml-source.ts');
  const source = new YamlSource(readText(file), file);
  const [problem] = source.problems;
  if (problem !== undefined) throw usageError(`world ${formatProblem(problem)}`, 'write YAML or JSON');
  return parseWorld(source.value, file, (path) => {
    const { line, column } = source.positionOf(path, true);
    return `${line}:${column}`;
  });
}

function readText(file: string): string {
  try {
    return decodeText(readInput(file));
  } catch (error) {
    const names = [...Object.keys(BUILT_IN_WORLDS), TRANSPORT_WORLD].join(', ');
    throw usageError(unreadable('world', file, error), `give a file, or one of the built-in worlds: ${names}`);
  }
}

function progressLine({ depth, states, transitions, frontier }: SearchFigures, elapsedMs: number): string {
  const rate = Math.round(states / Math.max(1e-3, elapsedMs / 1000));
  return `depth ${depth}: ${counted(states, 'state', round)}, ${counted(transitions, 'transition', round)}, ${round(frontier)} left, ${round(rate)} states/s`;
}

function report(
  { world, end, failure, resumed, states, transitions, depth, hash, bytes }: Exploration,
  seconds: number,
  residentMb: number,
  quiet: boolean,
): readonly string[] {
  const lines = failure === null ? [END_WORDS[end]] : failureLines(failure);
  if (quiet) return lines;
  const rates = [
    `in ${seconds.toFixed(1)} s`,
    `${round(Math.round(states / seconds))} states/s`,
    `${round(Math.round(transitions / seconds))} transitions/s`,
    `${Math.round(residentMb)} MB, ${Math.round(bytes / 1e6)} MB of them states`,
  ];
  return [
    ...lines,
    `world ${world}: ${counted(states, 'state', round)}, ${counted(transitions, 'transition', round)}, depth ${depth}`,
    `hash of the set of states: ${hash}`,
    resumed ? `${rates.join(', ')} (continued: rates count earlier states too)` : rates.join(', '),
  ];
}

const END_WORDS: Readonly<Record<Exploration['end'], string>> = {
  complete: 'every state was visited; no rule is broken',
  failed: 'a rule is broken',
  depth: 'every state up to the depth was visited; no rule is broken',
  interrupted: 'interrupted; no rule is broken so far',
};

function failureLines(failure: NonNullable<Exploration['failure']>): readonly string[] {
  const { kind, rule, what, firmware, oracle, steps } = failure;
  const head = kind === 'oracle' ? 'the oracle itself failed' : `broken: ${rule}`;
  return [
    head,
    `  ${what}`,
    ...(firmware === '' ? [] : [`  firmware: ${firmware}`]),
    ...(oracle === '' ? [] : [`  oracle:   ${oracle}`]),
    `the shortest way there has ${counted(steps.length, 'input')}:`,
    ...steps.map(({ atUs, input }) => `  ${(atUs / 1e6).toFixed(6).padStart(12)} s  ${input}`),
  ];
}

function exitCodeOf({ end, failure }: Exploration): ExitCode {
  if (failure !== null) return failure.kind === 'oracle' ? EXIT.bug : EXIT.failed;
  return end === 'interrupted' ? EXIT.interrupted : EXIT.passed;
}

function round(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
