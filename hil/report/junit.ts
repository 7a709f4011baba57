import { create } from 'xmlbuilder2';

/** A JUnit report as Jenkins, GitLab and GitHub's actions read it. */

export type JUnitOutcome =
  | { readonly kind: 'passed' }
  /** `skipped`: no statement about the subject. `error`: the bench failed. */
  | { readonly kind: 'failed' | 'error' | 'skipped'; readonly message: string; readonly text: string };

export interface JUnitCase {
  readonly className: string;
  /** Unique within the report: GitLab drops duplicates. */
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly seconds?: number;
  readonly outcome: JUnitOutcome;
  /** The messages of failed attempts before it passed. */
  readonly flakyFailures?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly output?: string;
}

interface JUnitSuite {
  readonly name: string;
  /** Wall clock, ISO 8601. */
  readonly startedAt?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly cases: readonly JUnitCase[];
}

type Element = ReturnType<typeof create>;

/** The XML text, with its line end. Characters that XML cannot contain are shown by their code. */
export function junitXml(suite: JUnitSuite): string {
  const counts = countsOf(suite.cases);
  const root = create({
    version: '1.0',
    encoding: 'UTF-8',
    invalidCharReplacement: (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  });
  const total = root.ele('testsuites', counts);
  const timestamp = suite.startedAt === undefined ? {} : { timestamp: suite.startedAt.replace(/(\.\d+)?Z$/, '') };
  const element = total.ele('testsuite', { name: suite.name, ...counts, ...timestamp });
  addProperties(element, suite.properties ?? {});
  for (const testCase of suite.cases) addCase(element, testCase);
  return `${root.end({ prettyPrint: true })}\n`;
}

function countsOf(cases: readonly JUnitCase[]): Readonly<Record<string, string>> {
  const count = (kind: JUnitOutcome['kind']): string =>
    String(cases.filter(({ outcome }) => outcome.kind === kind).length);
  const isTimed = cases.some(({ seconds }) => seconds !== undefined);
  const seconds = cases.reduce((sum, testCase) => sum + (testCase.seconds ?? 0), 0);
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    ...(isTimed ? { time: seconds.toFixed(3) } : {}),
  };
}

function addCase(suite: Element, testCase: JUnitCase): void {
  const { className, name, file, line, seconds, outcome } = testCase;
  const element = suite.ele('testcase', {
    classname: className,
    name,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: String(line) }),
    ...(seconds === undefined ? {} : { time: seconds.toFixed(6) }),
  });
  addProperties(element, testCase.properties ?? {});
  if (outcome.kind !== 'passed') {
    const tag = outcome.kind === 'failed' ? 'failure' : outcome.kind;
    element.ele(tag, { message: outcome.message }).txt(outcome.text);
  }
  for (const message of testCase.flakyFailures ?? []) element.ele('flakyFailure', { message }).txt(message);
  if (testCase.output !== undefined && testCase.output !== '') element.ele('system-out').txt(testCase.output);
}

function addProperties(parent: Element, properties: Readonly<Record<string, string>>): void {
  const entries = Object.entries(properties);
  if (entries.length === 0) return;
  const list = parent.ele('properties');
  for (const [name, value] of entries) list.ele('property', { name, value });
}
