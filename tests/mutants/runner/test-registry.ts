// What a test file imports as 'vitest' under mutation: `describe`, `it` and the hooks collect tests that can be run
// again and again in one process; `expect` and `vi` are vitest's own.
import { Script } from 'node:vm';
import * as vitest from 'vitest';

type Body = (...values: unknown[]) => unknown;

interface Case {
  readonly kind: 'case';
  readonly id: string;
  readonly body: () => unknown;
}

interface Suite {
  readonly kind: 'suite';
  readonly name: string;
  readonly children: (Case | Suite)[];
  readonly beforeAll: Body[];
  readonly afterAll: Body[];
  readonly beforeEach: Body[];
  readonly afterEach: Body[];
}

/** How one test ended. */
export interface Ended {
  readonly id: string;
  readonly ms: number;
  /** Null where it passed. */
  readonly failure: string | null;
}

/** What of a file is to be run, and how. */
export interface RunOptions {
  readonly wanted: (id: string) => boolean;
  /** Stops at the first failure. */
  readonly bail: boolean;
  /** Is called before each test. */
  readonly before: (id: string) => void;
  readonly maxMs: (id: string) => number;
}

function newSuite(name: string): Suite {
  return { kind: 'suite', name, children: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
}

/** One value of a row in a title; only its being the same each time matters. */
function titleOf(name: string, values: readonly unknown[], index: number): string {
  return `${name} [${index}] ${values.map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')).join(' ')}`;
}

/** A promise that never settles must not stop the run. */
async function settle(value: unknown, maxMs: number): Promise<unknown> {
  if (!(value instanceof Promise)) return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`does not settle within ${maxMs} ms`)), maxMs);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

const MAX_HOOK_MS = 10_000;
const call = new Script('globalThis.__bodyOfTest()');

/** Also where the test loops for ever: the script that calls it is stopped then. */
export function withinTime(body: () => unknown, maxMs: number): unknown {
  Object.assign(globalThis, { __bodyOfTest: body });
  return call.runInThisContext({ timeout: maxMs });
}

export function isOutOfTime(failure: string | null): boolean {
  return failure?.includes('Script execution timed out') === true;
}

/** The tests of one load of test files. */
export class TestRegistry {
  readonly #files = new Map<string, Suite>();
  #current: Suite = newSuite('');
  #path: string[] = [];
  readonly #ids = new Set<string>();

  /** Collects the tests that `load` declares as those of this file. */
  collect(file: string, load: () => void): void {
    const root = newSuite(file);
    this.#files.set(file, root);
    this.#current = root;
    this.#path = [file];
    load();
  }

  /** Replaces the module 'vitest'. */
  module(): object {
    const describe = this.#each((name, body) => this.#suite(name, body));
    const it = this.#each((name, body) => this.#case(name, body));
    return {
      ...vitest,
      __esModule: true,
      describe,
      it,
      test: it,
      beforeAll: (body: Body) => this.#current.beforeAll.push(body),
      afterAll: (body: Body) => this.#current.afterAll.push(body),
      beforeEach: (body: Body) => this.#current.beforeEach.push(body),
      afterEach: (body: Body) => this.#current.afterEach.push(body),
    };
  }

  /** Runs the wanted tests of a file in order. */
  async run(file: string, options: RunOptions): Promise<readonly Ended[]> {
    const ended: Ended[] = [];
    const root = this.#files.get(file);
    if (root !== undefined) await this.#runSuite(root, [], options, ended);
    return ended;
  }

  #each(declare: (name: string, body: Body) => void): object {
    const each =
      (rows: readonly unknown[]) =>
      (name: string, body: Body): void =>
        rows.forEach((row, index) => {
          const values = Array.isArray(row) ? (row as unknown[]) : [row];
          declare(titleOf(name, values, index), () => body(...values));
        });
    return Object.assign(declare, { each });
  }

  #suite(name: string, body: Body): void {
    const outer = this.#current;
    const suite = newSuite(name);
    outer.children.push(suite);
    this.#current = suite;
    this.#path.push(name);
    body();
    this.#path.pop();
    this.#current = outer;
  }

  #case(name: string, body: Body): void {
    const plain = [...this.#path, name].join(' > ');
    let id = plain;
    for (let number = 2; this.#ids.has(id); number++) id = `${plain} #${number}`;
    this.#ids.add(id);
    this.#current.children.push({ kind: 'case', id, body });
  }

  async #runSuite(suite: Suite, outer: readonly Suite[], options: RunOptions, ended: Ended[]): Promise<void> {
    if (!holdsWanted(suite, options.wanted)) return;
    const suites = [...outer, suite];
    for (const hook of suite.beforeAll) await settle(hook(), MAX_HOOK_MS);
    for (const child of suite.children) {
      if (child.kind === 'suite') {
        await this.#runSuite(child, suites, options, ended);
      } else if (options.wanted(child.id)) {
        options.before(child.id);
        ended.push(await runCase(child, suites, options.maxMs(child.id)));
      }
      if (options.bail && ended.at(-1)?.failure != null) break;
    }
    for (const hook of suite.afterAll) await settle(hook(), MAX_HOOK_MS);
  }
}

function holdsWanted(suite: Suite, wanted: (id: string) => boolean): boolean {
  return suite.children.some((child) => (child.kind === 'suite' ? holdsWanted(child, wanted) : wanted(child.id)));
}

async function runCase({ id, body }: Case, suites: readonly Suite[], maxMs: number): Promise<Ended> {
  const startMs = performance.now();
  let failure: string | null = null;
  try {
    for (const suite of suites) for (const hook of suite.beforeEach) await settle(hook(), MAX_HOOK_MS);
    await settle(withinTime(body, maxMs), maxMs);
  } catch (error) {
    failure = messageOf(error);
  }
  try {
    for (const suite of suites.toReversed()) {
      for (const hook of suite.afterEach) await settle(hook(), MAX_HOOK_MS);
    }
  } catch (error) {
    failure ??= messageOf(error);
  }
  return { id, ms: performance.now() - startMs, failure };
}
