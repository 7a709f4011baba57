import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles, type SourceFile } from './source-files.ts';

const sources = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');

/** Packages that know what a person types, or that serve HTTP. */
const UPPER = /^hil\/(?:cli|testing|guest|doctor|browser|server|http|smartkey\.ts|browser-asset\.ts)/;
const LOWER = sources.filter(({ path }) => !UPPER.test(path));

/** A text in the code, with its quotes. */
const TEXT = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
/** A command line that is made for pasting is made in one place. */
const COMMAND_LINE = /smartkey(?:Line)?\((?:'[^']*'|`[^`]*`)\)/g;

/** Names what a lower package must not know, and who may all the same: with the reason. */
const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp; readonly allowed: RegExp }[] = [
  {
    what: 'the program',
    pattern: /\bsmartkey /,
    // Formats that say who made them, and lines in them that paste.
    allowed: /^hil\/(?:report\/(?:run-junit|ctrf)|run\/write-bundle)\.ts$/,
  },
  {
    what: 'a flag',
    pattern: /(?:^.| )--[a-z]/,
    // Flags of other programs (npm, a container, git); the summary of `run`; a line of a converted file; a next step.
    allowed:
      /^(?:can-bus\/ports\/(?:optional-package|socketcan-hints)|hil\/report\/console|hil\/run\/run-info|hil\/trace\/(?:convert-trace|export-frames)|hil\/tool\/(?:conduct|run-utility))\.ts$/,
  },
  {
    what: 'a route',
    pattern: /\/api\//,
    // The dealer server's own routes, clients that ask a server, and what a client would ask next.
    allowed:
      /^hil\/(?:dealer\/(?:server|pages)\/|(?:bench\/(?:hand-over-http|remote-operator)|tool\/car-over-http|tool\/dealer\/dealer-client|record\/car-events|view\/next-step)\.ts$)/,
  },
];

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

describe('packages below the command and the server', () => {
  it('are looked at', () => {
    expect(LOWER.length).toBeGreaterThan(200);
  });

  it.each(FORBIDDEN)('do not name $what', ({ pattern, allowed }) => {
    const files = LOWER.filter(({ path }) => !allowed.test(path));
    expect(files.flatMap((file) => textsThatMatch(file, pattern))).toEqual([]);
  });

  it.each([
    ["throw usageError('wrong', 'give another file with --nvm');"],
    ["throw usageError('--dealer: wrong');"],
    ["hint: 'run smartkey doctor'"],
    ['hint: `create one with POST /api/keys of ${url}`'],
  ])('would be found: %s', (text) => {
    expect(FORBIDDEN.flatMap(({ pattern }) => textsThatMatch({ path: 'x.ts', text }, pattern))).toHaveLength(1);
  });
});
