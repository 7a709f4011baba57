import { describe, expect, it } from 'vitest';
import { commentsOf, linesThatMatch, sourceFiles, type SourceFile } from './source-files.ts';

const sources = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');

/** Packages that know what a person types, or that serve HTTP. */
const UPPER = /^hil\/(?:cli|testing|guest|doctor|browser|server|http|smartkey\.ts|browser-asset\.ts)/;
const LOWER = sources.filter(({ path }) => !UPPER.test(path));

/** A text in the code, with its quotes. */
const TEXT = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
/** A command line that is made for pasting is made in one place. */
const COMMAND_LINE = /smartkey(?:Line)?\((?:'[^']*'|`[^`]*`)\)/g;

interface Forbidden {
  readonly what: string;
  readonly pattern: RegExp;
  /** Files that may all the same, and folders, which end with a slash. */
  readonly allowed: readonly string[];
}

/** What a lower package must not name, and who may all the same: with the reason. */
const FORBIDDEN: readonly Forbidden[] = [
  {
    what: 'the program',
    pattern: /\bsmartkey /,
    // Formats that say who made them, and lines in them that paste.
    allowed: ['hil/report/run-junit.ts', 'hil/report/ctrf.ts'],
  },
  {
    what: 'a flag',
    pattern: /(?:^.| )--[a-z]/,
    // Flags of other programs (npm, a container, git); the summary of `run`; a line of a converted file; a next step.
    allowed: [
      'can-bus/ports/socketcan-hints.ts',
      'hil/report/console.ts',
      'hil/run/run-info.ts',
      'hil/trace/convert-trace.ts',
      'hil/tool/failure-messages.ts',
    ],
  },
  {
    what: 'a script of npm, which only a clone has',
    pattern: /\bnpm (?:start|run|ci)\b/,
    // Internal errors: a package is built.
    allowed: [
      'hil/explore/exhaustive/open-parts.ts',
      'hil/explore/swarm/explore-swarm.ts',
      'hil/run/runner.ts',
      'hil/scenario/run-module.ts',
    ],
  },
  {
    what: 'a route',
    pattern: /\/api\//,
    // The dealer server's own routes, clients that ask a server, and what a client would ask next.
    allowed: [
      'hil/dealer/server/',
      'hil/bench/remote-operator.ts',
      'hil/tool/car-over-http.ts',
      'hil/tool/dealer/dealer-client.ts',
      'hil/record/car-events.ts',
      'hil/view/next-step.ts',
    ],
  },
];

function isIn(path: string, entry: string): boolean {
  return entry.endsWith('/') ? path.startsWith(entry) : path === entry;
}

function textsThatMatch({ path, text }: SourceFile, pattern: RegExp): readonly string[] {
  const code = text.replaceAll(COMMAND_LINE, 'COMMAND').replaceAll(/^\s*(?:\/\*\*?|\*|\/\/).*$/gm, '');
  return [...code.matchAll(TEXT)].filter(([found]) => pattern.test(found)).map(([found]) => `${path}: ${found}`);
}

describe('errors', () => {
  it('have one base; a bug is a failed assertion', () => {
    const own = /\bextends (?:Error|RangeError|TypeError|SyntaxError)\b/;
    const found = sources.filter((file) => linesThatMatch(file, own).length > 0).map(({ path }) => path);
    expect(found).toEqual(['can-bus/errors/operation-error.ts']);
  });

  it('are recognised by their base: no list of classes where they are printed', () => {
    const [printer] = sourceFiles('hil/cli/describe-error.ts');
    const classes = [...(printer?.text ?? '').matchAll(/instanceof (\w+)/g)].map(([, name]) => name);
    expect(classes).toEqual(['CommanderError', 'OperationError', 'Error']);
  });
});

/** What comments of the lowest packages must not name: a program, its interface or a package above them. */
const ABOVE = /\bhil\b|\bHTTP\b|\/api\/|\bsmartkey\b|\bdashboard\b|(?:^|\s)--[a-z]/;

describe('comments of can-bus and ecu-sim', () => {
  const naming = sources
    .filter(({ path }) => /^(?:can-bus|ecu-sim)\//.test(path))
    .filter((file) => linesThatMatch(file, ABOVE, commentsOf(file.text)).length > 0);

  it('name nothing that is above them: no route, command, flag or page', () => {
    expect(naming.map(({ path }) => path)).toEqual([]);
  });
});

describe('packages below the command and the server', () => {
  it('are looked at', () => {
    expect(LOWER.length).toBeGreaterThan(200);
  });

  it.each(FORBIDDEN)('do not name $what', ({ pattern, allowed }) => {
    const files = LOWER.filter(({ path }) => !allowed.some((entry) => isIn(path, entry)));
    expect(files.flatMap((file) => textsThatMatch(file, pattern))).toEqual([]);
  });

  it.each(FORBIDDEN)('have no exception for $what that is not needed any more', ({ pattern, allowed }) => {
    const needed = LOWER.filter((file) => textsThatMatch(file, pattern).length > 0);
    expect(allowed.filter((entry) => !needed.some(({ path }) => isIn(path, entry)))).toEqual([]);
  });

  it.each([
    ["throw usageError('wrong', 'give another file with --nvm');"],
    ["throw usageError('--dealer: wrong');"],
    ["hint: 'run smartkey doctor'"],
    ['hint: `create one with POST /api/keys of ${url}`'],
    ["hint: 'is the car running? (npm start)'"],
  ])('would be found: %s', (text) => {
    expect(FORBIDDEN.flatMap(({ pattern }) => textsThatMatch({ path: 'x.ts', text }, pattern))).toHaveLength(1);
  });
});
