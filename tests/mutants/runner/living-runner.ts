// A test runner for Stryker: one process that lives, in which each mutant gets modules of its own and only the tests
// that reach it, up to the first that fails.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { cwd } from 'node:process';
import type { CoverageData, MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import { fixedProperties } from './fixed-properties.ts';
import { countedSource, mutantSwitch, mutatedSource, type MutantSwitch } from './instrumented-header.ts';
import { requireFrom, TestBundle, type Evaluate, type Loaders, type ReadSource } from './test-bundle.ts';
import { isOutOfTime, TestRegistry, withinTime, type Ended } from './test-registry.ts';

interface LivingOptions {
  /** The project's folder, whose sources have no mutants. */
  readonly root: string;
  /** Globs. */
  readonly tests: readonly string[];
  readonly exclude: readonly string[];
  readonly maxRuns: number;
  /** What one mutant's tests may cost, of all tests. */
  readonly share: number;
}

function livingOptions(options: StrykerOptions): LivingOptions {
  const { living } = options as { living?: LivingOptions };
  if (living === undefined) throw new Error('the option "living" names no tests');
  return living;
}

/** In the sandbox: a process that takes the place of one that was stopped has run no tests without mutants. */
const COSTS_FILE = 'test-costs.json';
/** A mutant that is reached this much more often than all tests together reach it loops. */
const LOOP_FACTOR = 10;
const LOOP_HITS = 10_000;
/** A test that takes so much longer than without a mutant loops; a busy machine is slow too. */
const LEAST_TIME_MS = 10_000;
const SLOWER = 20;
const MAX_DRY_MS = 600_000;
/** Mutants are counted in an array of this size. */
const MAX_MUTANTS = 100_000;

const fileOf = (testId: string): string => testId.slice(0, testId.indexOf(' > '));

class LivingRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #options: LivingOptions;
  readonly #switch: MutantSwitch = mutantSwitch();
  readonly #require: (id: string) => unknown = requireFrom(cwd());
  /** What each test costs: how often it reaches any mutant. Unlike a time, that is the same on every machine. */
  readonly #costs = new Map<string, number>();
  readonly #timesMs = new Map<string, number>();
  #files: readonly string[] = [];
  #bundle: TestBundle | null = null;
  /** The source whose mutants the evaluator has, with the evaluator. */
  #mutated: { readonly source: string; readonly evaluate: Evaluate } | null = null;

  constructor(options: StrykerOptions) {
    this.#options = livingOptions(options);
  }

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const files: string[] = [];
    for await (const file of glob([...this.#options.tests], { exclude: [...this.#options.exclude] }))
      files.push(file.replaceAll('\\', '/'));
    this.#files = files.sort();
    this.#bundle = new TestBundle(cwd(), this.#files);
    if (!existsSync(COSTS_FILE)) return;
    const measured = JSON.parse(readFileSync(COSTS_FILE, 'utf8')) as [id: string, cost: number, ms: number][];
    for (const [id, cost, ms] of measured) {
      this.#costs.set(id, cost);
      this.#timesMs.set(id, ms);
    }
  }

  async dispose(): Promise<void> {
    await this.#bundle?.dispose();
  }

  /** Runs each file in modules of its own, and notes which mutants its loading and each of its tests reach. */
  async dryRun(): Promise<DryRunResult> {
    const evaluate = await this.#evaluator((path) => countedSource(readFileSync(path, 'utf8')));
    const tests: TestResult[] = [];
    const coverage: MutantCoverage = { static: {}, perTest: {} };
    for (const file of this.#files) {
      this.#switch.hits = new Uint32Array(MAX_MUTANTS);
      const registry = new TestRegistry();
      const loaders = this.#load(registry, evaluate);
      registry.collect(file, () => loaders[file]?.());
      const loading = counted(this.#switch.hits);
      let id = '';
      const note = (): void => {
        if (id !== '') {
          this.#costs.set(
            id,
            this.#switch.hits.reduce((sum, hits) => sum + hits, 1),
          );
          coverage.perTest[id] = withLoading(counted(this.#switch.hits), loading);
        }
        this.#switch.hits.fill(0);
      };
      const ended = await registry.run(file, {
        wanted: () => true,
        bail: false,
        maxMs: () => MAX_DRY_MS,
        before: (next) => {
          note();
          id = next;
        },
      });
      note();
      for (const each of ended) this.#timesMs.set(each.id, each.ms);
      tests.push(...ended.map(toTestResult));
    }
    const measured = [...this.#costs].map(([id, cost]) => [id, cost, this.#timesMs.get(id)]);
    writeFileSync(COSTS_FILE, JSON.stringify(measured));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: coverage };
  }

  /** The mutant is active from the start: where loading does not reach it, that makes no difference. */
  async mutantRun({
    activeMutant,
    testFilter = [],
    hitLimit,
    disableBail,
  }: MutantRunOptions): Promise<MutantRunResult> {
    const wanted = this.#affordable(testFilter, activeMutant.fileName);
    const evaluate = await this.#withMutantsOf(activeMutant.fileName);
    // Stryker's limit is a hundred times what the tests need.
    const limit = hitLimit === undefined ? Infinity : (hitLimit / 100) * LOOP_FACTOR + LOOP_HITS;
    Object.assign(this.#switch, { hitCount: 0, hitLimit: limit, activeMutant: activeMutant.id });
    const ended: Ended[] = [];
    const registry = new TestRegistry();
    const loaders = this.#load(registry, evaluate);
    for (const file of this.#inOrder(wanted, activeMutant.fileName)) {
      ended.push(...(await this.#runFile(registry, loaders, file, wanted, !disableBail)));
      if (!disableBail && ended.at(-1)?.failure != null) break;
    }
    this.#switch.activeMutant = undefined;
    if (this.#switch.hitCount > limit || ended.some(({ failure }) => isOutOfTime(failure))) {
      return toMutantRunResult({ status: DryRunStatus.Timeout, reason: 'loops' });
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests: ended.map(toTestResult) });
  }

  async #evaluator(read: ReadSource): Promise<Evaluate> {
    if (this.#bundle === null) throw new Error('the runner was not started');
    return await this.#bundle.evaluator(read);
  }

  /** Only this source has mutants in it; the others are as they are written, and as fast. */
  async #withMutantsOf(fileName: string): Promise<Evaluate> {
    const source = relative(this.#options.root, fileName);
    if (this.#mutated?.source !== source) {
      const mutated = join(cwd(), source);
      const evaluate = await this.#evaluator((path) =>
        path === mutated
          ? mutatedSource(readFileSync(path, 'utf8'))
          : readFileSync(path.replace(cwd() + sep, this.#options.root + sep), 'utf8'),
      );
      this.#mutated = { source, evaluate };
    }
    return this.#mutated.evaluate;
  }

  /**
   * The tests that a mutant gets: all of the file that mirrors its source, and the cheapest of the others, until they
   * cost the given share of all tests.
   */
  #affordable(testIds: readonly string[], source: string): ReadonlySet<string> {
    let left = this.#options.share * [...this.#costs.values()].reduce((sum, cost) => sum + cost, 0);
    const mirrored = mirroredTests(source);
    const chosen = new Set(testIds.filter((id) => mirrored.endsWith(fileOf(id))));
    const others = testIds.filter((id) => !chosen.has(id)).sort((a, b) => this.#cost(a) - this.#cost(b));
    for (const id of others) {
      left -= this.#cost(id);
      if (left < 0) break;
      chosen.add(id);
    }
    return chosen;
  }

  #cost(testId: string): number {
    return this.#costs.get(testId) ?? 0;
  }

  /** The file that mirrors the mutant's source first, then the cheapest. */
  #inOrder(testIds: ReadonlySet<string>, source: string): readonly string[] {
    const costs = new Map<string, number>();
    for (const id of testIds) costs.set(fileOf(id), (costs.get(fileOf(id)) ?? 0) + this.#cost(id));
    const mirrored = mirroredTests(source);
    const key = (file: string): number => (mirrored.endsWith(file) ? -1 : (costs.get(file) ?? 0));
    return [...costs.keys()].sort((a, b) => key(a) - key(b));
  }

  /** A file that does not even load under a mutant kills it. */
  async #runFile(
    registry: TestRegistry,
    loaders: Loaders,
    file: string,
    wanted: ReadonlySet<string>,
    bail: boolean,
  ): Promise<readonly Ended[]> {
    try {
      withinTime(() => registry.collect(file, () => loaders[file]?.()), LEAST_TIME_MS);
    } catch (error) {
      return [{ id: [...wanted].find((id) => fileOf(id) === file) ?? file, ms: 0, failure: String(error) }];
    }
    return await registry.run(file, {
      wanted: (id) => wanted.has(id),
      bail,
      maxMs: (id) => Math.ceil(LEAST_TIME_MS + SLOWER * (this.#timesMs.get(id) ?? 0)),
      before: () => undefined,
    });
  }

  #load(registry: TestRegistry, evaluate: Evaluate): Loaders {
    const vitest = registry.module();
    const properties = fixedProperties(this.#options.maxRuns);
    return evaluate((id) => (id === 'vitest' ? vitest : id === 'fast-check' ? properties : this.#require(id)));
  }
}

/** `…/ecu-sim/profile.ts` is tested in `tests/unit/ecu-sim/profile.test.ts`. */
function mirroredTests(source: string): string {
  return source.replaceAll('\\', '/').replace(/(can-bus|ecu-sim)\/(.+)\.ts$/, 'tests/unit/$1/$2.test.ts');
}

function toTestResult({ id, ms, failure }: Ended): TestResult {
  const base = { id, name: id, timeSpentMs: ms, fileName: fileOf(id) };
  return failure === null
    ? { ...base, status: TestStatus.Success }
    : { ...base, status: TestStatus.Failed, failureMessage: failure };
}

function counted(hits: Uint32Array): CoverageData {
  const reached: CoverageData = {};
  hits.forEach((count, mutant) => {
    if (count > 0) reached[String(mutant)] = count;
  });
  return reached;
}

/** What loading reaches counts for every test of the file. */
function withLoading(ofTest: CoverageData, loading: CoverageData): CoverageData {
  for (const [mutant, count] of Object.entries(loading)) ofTest[mutant] = (ofTest[mutant] ?? 0) + count;
  return ofTest;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'living', LivingRunner)];
