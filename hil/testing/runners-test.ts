/** A test as its runner describes it to a hook; null is what the runner does not say. */
export interface RunnersTest {
  /** With the names of the groups it is in. */
  readonly name: string | null;
  /** Its file, as an absolute path. */
  readonly file: string | null;
  /** Of several projects that run the same files. */
  readonly project: string | null;
  /** Lives as long as one run of the file: a runner that watches files runs it again, in the same process. */
  readonly run: object | null;
  readonly failed: boolean | null;
}

const UNKNOWN: RunnersTest = { name: null, file: null, project: null, run: null, failed: null };

/** Where Jest and vitest keep the state of `expect`, also without globals. */
const MATCHERS = Symbol.for('$$jest-matchers-object');

/**
 * @param context the first argument of a hook: vitest's and Node's have the test
 * @param hook what `this` is in a hook: Mocha's has the test
 */
export function runnersTest(context: unknown, hook: unknown): RunnersTest {
  return vitestTest(context) ?? nodeTest(context) ?? mochaTest(hook) ?? { ...UNKNOWN, ...expectedTest() };
}

interface VitestTask {
  readonly name?: string;
  readonly fullTestName?: string;
  readonly file?: { readonly filepath?: string; readonly projectName?: string };
  /** Of `test.fails`: it passes by failing, which the runner takes into account after the hooks. */
  readonly fails?: boolean;
  readonly result?: { readonly state?: string };
}

function vitestTest(context: unknown): RunnersTest | null {
  const { task } = (context ?? {}) as { readonly task?: VitestTask };
  if (task === undefined) return null;
  const { filepath, projectName } = task.file ?? {};
  const state = task.result?.state;
  const isFailure = (state === 'fail') !== (task.fails === true);
  return {
    name: task.fullTestName ?? task.name ?? null,
    file: filepath ?? null,
    project: projectName === undefined || projectName === '' ? null : projectName,
    run: task.file ?? null,
    failed: state === 'pass' || state === 'fail' ? isFailure : state === 'skip' ? false : null,
  };
}

function nodeTest(context: unknown): RunnersTest | null {
  const { passed, fullName, name, filePath } = (context ?? {}) as {
    readonly passed?: boolean;
    readonly fullName?: string;
    readonly name?: string;
    readonly filePath?: string;
  };
  if (passed === undefined) return null;
  return { ...UNKNOWN, name: fullName ?? name ?? null, file: filePath ?? null, failed: !passed };
}

interface MochaSuite {
  readonly parent?: MochaSuite;
}

function mochaTest(hook: unknown): RunnersTest | null {
  const { currentTest: test } = (hook ?? {}) as {
    readonly currentTest?: MochaSuite & {
      readonly state?: string;
      readonly file?: string;
      readonly fullTitle?: () => string;
    };
  };
  if (test === undefined) return null;
  let root: MochaSuite = test;
  while (root.parent !== undefined) root = root.parent;
  const failed = test.state === undefined ? null : test.state === 'failed';
  return { name: test.fullTitle?.() ?? null, file: test.file ?? null, project: null, run: root, failed };
}

/** The running test, where the runner's `expect` knows it, as in Jest. */
function expectedTest(): Pick<RunnersTest, 'name' | 'file'> {
  const { expect, [MATCHERS]: matchers } = globalThis as {
    readonly expect?: { readonly getState?: () => ExpectState };
    readonly [MATCHERS]?: { readonly state?: ExpectState };
  };
  const { currentTestName, testPath } = expect?.getState?.() ?? matchers?.state ?? {};
  return { name: currentTestName ?? null, file: testPath ?? null };
}

interface ExpectState {
  readonly currentTestName?: string;
  readonly testPath?: string;
}
