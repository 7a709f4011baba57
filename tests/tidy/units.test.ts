import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { sourceFiles, type SourceFile } from './source-files.ts';

const MAX_FUNCTION_LINES = 70;

/** Files whose exports people use who install the package, and what a thread or a page starts. */
const ENTRIES: readonly string[] = [
  'hil/scenario/define-scenario.ts',
  'hil/testing/testing.ts',
  'hil/testing/car-under-test.ts',
  'hil/run/worker.ts',
  'hil/scenario/module-worker.ts',
  'hil/explore/exhaustive/worker.ts',
  'hil/explore/swarm/group-worker.ts',
];

/**
 * Files that only a real browser, a process of its own, or a Redis can run, and those of the oracle, whose tests follow the
 * rules and not its files: each with the test that covers it. Every other file with behaviour has a unit test at the
 * same place below `tests/unit`.
 */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'hil/bench/virtual-cars.ts': 'tests/unit/hil/bench/virtual-bench.test.ts',
  'hil/browser/dealer.ts': 'tests/browser/bulletin-walk.test.ts',
  'hil/browser/dealer/copy-button.ts': 'tests/browser/bulletin-walk.test.ts',
  'hil/browser/dealer/error-focus.ts': 'tests/browser/bulletin-walk.test.ts',
  'hil/browser/dealer/send-once.ts': 'tests/browser/administration.test.ts',
  'hil/browser/dealer/status-watch.ts': 'tests/browser/bulletin-walk.test.ts',
  'hil/browser/report.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/detail.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/copyable.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/dom.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/failure-box.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/load-lane.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/marks.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/page-head.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/rules-view.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/scenario-table.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/timeline-panel.ts': 'tests/browser/report.test.ts',
  'hil/browser/report/timeline-view.ts': 'tests/browser/report.test.ts',
  'hil/browser/dashboard.tsx': 'tests/browser/dashboard.test.ts',
  'hil/browser/dashboard-events.ts': 'tests/browser/many-dashboards.test.ts',
  'hil/browser/recorded-car.ts': 'tests/browser/site.test.ts',
  'hil/browser/report/timeline-overview.ts': 'tests/browser/viewer.test.ts',
  'hil/browser/viewer.tsx': 'tests/browser/viewer.test.ts',
  'hil/browser/components/scroll-to-current.ts': 'tests/browser/viewer.test.ts',
  'hil/browser/viewer/timeline-component.tsx': 'tests/browser/viewer.test.ts',
  'hil/campaign/open-coordinator.ts': 'tests/tools/campaigns.test.ts',
  'hil/cli/main.ts': 'tests/integration/built-command.test.ts',
  'hil/explore/exhaustive/worker.ts': 'tests/unit/hil/explore/exhaustive/open-parts.test.ts',
  'hil/explore/oracle/answer-set.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/clock.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/data-read.ts': 'tests/oracle/oracle-answers.test.ts',
  'hil/explore/oracle/data-write.ts': 'tests/oracle/oracle-answers.test.ts',
  'hil/explore/oracle/erasure.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/fault-memory.ts': 'tests/oracle/oracle-answers.test.ts',
  'hil/explore/oracle/history.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/keys.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/oracle.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/pass-codes.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/registration.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/replies.ts': 'tests/oracle/oracle-answers.test.ts',
  'hil/explore/oracle/reset.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/routines.ts': 'tests/oracle/oracle-procedures.test.ts',
  'hil/explore/oracle/security.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/server.ts': 'tests/oracle/oracle-answers.test.ts',
  'hil/explore/oracle/session.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/start-state.ts': 'tests/oracle/oracle.test.ts',
  'hil/explore/oracle/vehicle.ts': 'tests/oracle/oracle.test.ts',
  'hil/scenario/module-worker.ts': 'tests/unit/hil/scenario/run-module.test.ts',
  'hil/testing/needs-node.ts': 'tests/tools/unbuilt-command.test.ts',
};

const sources = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');
const users = sourceFiles('{tests,scenarios}/**/*.ts');
/** The scripts that write files of the package. */
const writers = sourceFiles('tests/config/**/*.ts');

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

function parse(file: SourceFile): ts.SourceFile {
  const source = parsed.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

/** Functions that do not fit on a screen, with their lines. */
function longFunctions(file: SourceFile): readonly string[] {
  const source = parse(file);
  const long: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1;
      if (lines > MAX_FUNCTION_LINES) long.push(`${file.path}:${first + 1}: ${lines} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return long;
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function exportsOf(source: ts.SourceFile): readonly string[] {
  return source.statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const name = 'name' in statement ? (statement.name as ts.Identifier | undefined) : undefined;
    return name === undefined ? [] : [name.text];
  });
}

/** `file name` of each name that a file takes from another; `file *` where it takes the whole. */
function takenBy(file: SourceFile): readonly string[] {
  const source = parse(file);
  const isAllAtTop = !file.text.includes('import(');
  const taken: string[] = [];
  const from = (specifier: ts.Expression | undefined, names: readonly string[]): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return;
    const path = join(dirname(source.fileName), specifier.text);
    taken.push(...names.map((name) => `${path} ${name}`));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const named = node.importClause?.namedBindings;
      const isNamed = named !== undefined && ts.isNamedImports(named);
      from(node.moduleSpecifier, isNamed ? named.elements.map((item) => (item.propertyName ?? item.name).text) : ['*']);
    } else if (ts.isExportDeclaration(node)) {
      const named = node.exportClause;
      const isNamed = named !== undefined && ts.isNamedExports(named);
      from(node.moduleSpecifier, isNamed ? named.elements.map((item) => (item.propertyName ?? item.name).text) : ['*']);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      from(node.arguments[0], ['*']);
    }
    if (!isAllAtTop) ts.forEachChild(node, visit);
  };
  source.statements.forEach(visit);
  return taken;
}

/** Whether a file uses a name that it exports. */
function usesItself(file: SourceFile, name: string): boolean {
  let uses = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) uses++;
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return uses > 1;
}

/** What is exported, and taken by no other file. */
function unusedExports(declaring: readonly SourceFile[], using: readonly SourceFile[]): readonly string[] {
  const taken = new Set(using.flatMap(takenBy));
  return declaring
    .filter(({ path }) => !ENTRIES.includes(path) && !taken.has(`${path} *`))
    .flatMap((file) =>
      exportsOf(parse(file)).flatMap((name) => (taken.has(`${file.path} ${name}`) ? [] : [`${file.path}: ${name}`])),
    );
}

/** What is exported, and used by tests alone: they would then check something else than what the product runs. */
function testedAlone(declaring: readonly SourceFile[], using: readonly SourceFile[]): readonly string[] {
  const unused = new Set(unusedExports(declaring, using));
  return declaring.flatMap((file) =>
    exportsOf(parse(file)).flatMap((name) => {
      const entry = `${file.path}: ${name}`;
      return unused.has(entry) && !usesItself(file, name) ? [entry] : [];
    }),
  );
}

/** An expression that names or gathers what is there, and does nothing. */
function isData(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return true;
  if (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isBinaryExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isDeleteExpression(node) ||
    ts.isPostfixUnaryExpression(node) ||
    ts.isJsxChild(node)
  ) {
    return false;
  }
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  return !(ts.forEachChild(node, (child) => !isData(child)) ?? false);
}

/** A body that does something: more than to return data. */
function isBehaviour(body: ts.Node): boolean {
  if (!ts.isBlock(body)) return !isData(body);
  return body.statements.some(
    (statement) =>
      !ts.isReturnStatement(statement) || (statement.expression !== undefined && !isData(statement.expression)),
  );
}

/** A statement that does something when the file is loaded. */
function isAction(statement: ts.Statement): boolean {
  if (ts.isExpressionStatement(statement)) return !isData(statement.expression);
  return (
    ts.isIfStatement(statement) ||
    ts.isIterationStatement(statement, false) ||
    ts.isSwitchStatement(statement) ||
    ts.isTryStatement(statement)
  );
}

function hasBehaviour(file: SourceFile): boolean {
  const source = parse(file);
  const visit = (node: ts.Node): boolean => {
    const does = ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && isBehaviour(node.body);
    return does || (ts.forEachChild(node, visit) ?? false);
  };
  return source.statements.some(isAction) || visit(source);
}

/** The unit test of a source file: at the same place below `tests/unit`; that of a component needs no JSX. */
function mirrorOf(path: string): string {
  return `tests/unit/${path.replace(/\.tsx?$/, '.test.ts')}`;
}

/** Files with behaviour, and without a unit test of their own. */
function untested(files: readonly SourceFile[], tests: readonly SourceFile[]): readonly string[] {
  const present = new Set(tests.map(({ path }) => path));
  return files.flatMap((file) => (present.has(mirrorOf(file.path)) || !hasBehaviour(file) ? [] : [file.path]));
}

/** Exceptions for which there is no reason: the file is gone or has a unit test, or the test named is gone. */
function needless(
  exceptions: Readonly<Record<string, string>>,
  lacking: readonly string[],
  tests: readonly SourceFile[],
): readonly string[] {
  return Object.entries(exceptions).flatMap(([path, test]) => [
    ...(lacking.includes(path) ? [] : [`${path}: needs no exception`]),
    ...(tests.some((file) => file.path === test) ? [] : [`${path}: there is no ${test}`]),
  ]);
}

describe('the units', () => {
  it('have functions of at most 70 lines', () => {
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });

  it('export nothing that no other file uses', () => {
    expect(unusedExports(sources, [...sources, ...users])).toEqual([]);
  });

  it('export nothing that only tests use', () => {
    expect(testedAlone(sources, [...sources, ...writers])).toEqual([]);
  });

  it('has a mirrored unit test for every file with behaviour', () => {
    const lacking = untested(sources, sourceFiles('tests/unit/**/*.test.ts'));
    expect(lacking.filter((path) => TESTED_ELSEWHERE[path] === undefined)).toEqual([]);
    expect(needless(TESTED_ELSEWHERE, lacking, sourceFiles('tests/**/*.test.ts'))).toEqual([]);
  });

  it('behaviour is what calls, decides or changes something', () => {
    const behaves = (text: string, path: string = 'a.ts'): boolean => hasBehaviour({ path, text });
    for (const text of [
      'export type Sink = (chunk: Uint8Array) => void;',
      'export const ROWS = [row(1), row(2)];\nfunction row(id: number): object { return { id, title: `r${id}` }; }',
      'export const first = (pair: Pair): string => pair.first;',
      'export const nothing = (): void => undefined;\nexport function none(): void {}',
    ]) {
      expect(behaves(text), text).toBe(false);
    }
    for (const text of [
      'export const twice = (n: number): number => 2 * n;',
      'export function ask(port: Port): Answer { return port.ask(); }',
      'export class Failure extends Error { constructor() { super("x"); } }',
      'export const rows = list.map((row) => (row.open ? row : null));',
      'export const create = (): Map<string, string> => new Map();',
      "import { start } from './start.ts';\nstart(document);",
      'if (isNew(process)) { await import("./run.ts"); }',
    ]) {
      expect(behaves(text), text).toBe(true);
    }
    expect(behaves('export function Row(): VNode { return <td />; }', 'a.tsx')).toBe(true);
    const file = { path: 'hil/a.ts', text: 'export const now = (clock: Clock): number => clock.now();' };
    expect(untested([file], [])).toEqual(['hil/a.ts']);
    expect(untested([file], [{ path: 'tests/unit/hil/a.test.ts', text: '' }])).toEqual([]);
    const component = { path: 'hil/Row.tsx', text: 'export function Row(): VNode { return <td />; }' };
    expect(untested([component], [{ path: 'tests/unit/hil/Row.test.ts', text: '' }])).toEqual([]);
    const seen = [{ path: 'tests/browser/a.test.ts', text: '' }];
    expect(needless({ 'hil/a.ts': 'tests/browser/a.test.ts' }, ['hil/a.ts'], seen)).toEqual([]);
    expect(needless({ 'hil/a.ts': 'tests/browser/a.test.ts' }, [], seen)).toEqual(['hil/a.ts: needs no exception']);
    expect(needless({ 'hil/a.ts': 'tests/browser/b.test.ts' }, ['hil/a.ts'], seen)).toEqual([
      'hil/a.ts: there is no tests/browser/b.test.ts',
    ]);
  });

  it('a long function and an unused export would be found', () => {
    const body = 'step();\n'.repeat(MAX_FUNCTION_LINES);
    const long = { path: 'a.ts', text: `export function long(): void {\n${body}}\nexport const used = 1;\n` };
    const user = { path: 'b.ts', text: "import { used } from './a.ts';\n" };
    expect(longFunctions(long)).toEqual(['a.ts:1: 72 lines']);
    expect(unusedExports([long], [long, user])).toEqual(['a.ts: long']);
    const own = { path: 'c.ts', text: 'export const least = 1;\nexport const twice = 2 * least;\n' };
    expect(testedAlone([own], [own])).toEqual(['c.ts: twice']);
  });
});
