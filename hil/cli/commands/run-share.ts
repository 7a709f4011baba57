import { usageError } from '../../../can-bus/errors/operation-error.ts';
import type { Bench } from '../../bench/bench-file.ts';
import type { ReportedResult, RunReport } from '../../report/run-report.ts';
import { artifactHashes } from '../../run/part-artifacts.ts';
import { readDurations } from '../../run/recorded-durations.ts';
import { runSameness, type RunAbout, type WholeRun } from '../../run/run-part.ts';
import type { PlannedRun } from '../../run/run-plan.ts';
import { sourcesOf } from '../../run/write-reports.ts';
import { selectorOf } from '../../scenario/result.ts';
import type { PartUnit } from '../../shard/part.ts';
import { newHead } from '../../shard/part-file.ts';
import { shardSlug, type Shard } from '../../shard/shard.ts';
import { durationsOf, splitWork } from '../../shard/split.ts';
import type { Terminal } from '../terminal.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { RunFlags } from './run-flags.ts';
import { writePart } from './write-part.ts';

/** The folder of a shard's part, below the folder of reports. */
export function shardFolder(kind: string, shard: Shard): string {
  return `${kind}-${shardSlug(shard)}`;
}

/** @throws OperationError (usage) for flags that do not go with shards */
export function checkShardFlags({ shard, failFast, trace, durations }: RunFlags): void {
  if (shard === undefined) {
    if (durations === undefined) return;
    throw usageError('--durations without --shard has no effect', 'give --shard I/N, or remove --durations');
  }
  if (failFast === true) {
    throw usageError(
      '--fail-fast does not go with --shard: the others would not know of it',
      'remove --fail-fast; a matrix of the CI has an option for it',
    );
  }
  if (trace !== undefined && trace !== 'always' && trace !== 'on-failure') {
    throw usageError(
      `--trace ${trace} does not go with --shard: a part has its traces with it`,
      'give --trace always, which puts them into the part',
    );
  }
}

/** @throws OperationError (usage) for flags that do not go with a queue */
export function checkQueueFlags({ queue, shard, trace, failFast, jobs }: RunFlags, bench: Bench): void {
  if (queue === undefined) return;
  if (shard !== undefined)
    throw usageError('--shard does not go with --queue: a queue shares out by itself', 'remove one');
  if (failFast === true) {
    throw usageError('--fail-fast does not go with --queue: all scenarios begin at once', 'remove --fail-fast');
  }
  if (trace !== undefined && trace !== 'on-failure') {
    throw usageError(`--trace ${trace} does not go with --queue`, 'give --trace on-failure: bundles have their traces');
  }
  refuseWithoutEffect({ '--jobs': jobs }, 'the workers of a queue have --jobs of their own');
  if (bench.bus !== null) {
    throw usageError(`the bench ${bench.name} does not go with --queue: its bus is on this machine`, 'remove --queue');
  }
}

/** The scenarios of one shard, and the part that it leaves. */
export class RunShare {
  readonly plan: readonly PlannedRun[];
  readonly #shard: Shard;
  readonly #whole: WholeRun;
  readonly #units: readonly number[];

  private constructor(shard: Shard, whole: WholeRun, units: readonly number[]) {
    this.#shard = shard;
    this.#whole = whole;
    this.#units = units;
    this.plan = units.flatMap((unit) => whole.plan[unit] ?? []);
  }

  /** @throws OperationError (usage) for durations that cannot be read */
  static of(shard: Shard, flags: RunFlags, run: Omit<WholeRun, 'options' | 'durations'>): RunShare {
    const durations = flags.durations === undefined ? null : readDurations(flags.durations);
    const selectors = run.plan.map(({ scenario }) => selectorOf(scenario));
    const shares = splitWork(durationsOf(selectors, durations ?? new Map()), shard.of);
    return new RunShare(shard, { ...run, durations, options: optionsOf(flags) }, shares[shard.number - 1] ?? []);
  }

  /** @throws ReportError */
  async write(folder: string, { info, results }: RunReport, flags: RunFlags, terminal: Terminal): Promise<void> {
    const about: RunAbout = {
      info,
      coverageGate: flags.coverageGate ?? null,
      reproducible: flags.reproducible === true,
      sources: sourcesOf({ results }),
    };
    const files = await artifactHashes(folder, results);
    const head = newHead('run', this.#shard, runSameness(this.#whole), this.#whole.plan.length, about, files);
    await writePart(folder, head, this.#unitsOf(results), flags, terminal);
  }

  *#unitsOf(results: readonly ReportedResult[]): Generator<PartUnit, void, undefined> {
    for (const [place, result] of results.entries()) yield { unit: this.#units[place] ?? place, result };
  }
}

/** What changes results, by its flag. */
export function optionsOf({
  quarantine,
  repeat,
  retry,
  guard,
  trace,
  bundle,
  coverageGate,
  reproducible,
}: RunFlags): WholeRun['options'] {
  return {
    '--repeat': repeat ?? 1,
    '--retry': retry ?? 0,
    '--quarantine': quarantine ?? null,
    '--guard': guard ?? null,
    '--trace': trace ?? null,
    '--bundle': bundle !== false,
    '--coverage-gate': coverageGate ?? null,
    '--reproducible': reproducible === true,
  };
}
