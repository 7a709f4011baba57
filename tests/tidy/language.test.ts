import { describe, expect, it } from 'vitest';
import { commentsOf, sourceFiles, withoutComments } from './source-files.ts';

/*
 * The words of this project, in what people read (texts in the code, pages, docs, titles) and in names. Each word on the
 * left reads as translated, or is a private word for something that the field has a term for.
 */

const INSTEAD: Readonly<Record<string, string>> = {
  'mend|mends|mended|mending': 'fix, recover',
  'told|tell|tells|telling|tellings': 'report, describe, say, show',
  whoever: 'who, anyone who',
  'owes|owed|owing': 'has pending work; is idle when nothing is pending',
  'stands|stood': 'is, stays, remains',
  'blink|blinks': 'under a second',
  'mistake|mistakes|mistaken': 'problem, error',
  'salvage|salvages|salvaged': 'recover valid parts',
  'odd[ -]answers?': 'unexpected response',
  'no-hand': 'stimulus, operator',
  patience: 'timeout scale',
  surroundings: 'context, environment',
  'deed|deeds': 'action',
  'our own bug': 'internal error',
  'of itself': 'identification',
  'not from here': 'cannot be tested from outside',
  'so many': 'the number itself',
  'in your hand': 'physical',
  'a hand does': 'the operator does',
  '(?:at|from|behind) (?:the|a|its|his) desk': 'the part by its name; Key Desk is the dealer server',
  'houses?|rooms|in (?:this|the) room': 'package, module, routes; "room for" a number of things is meant literally',
};
const WORDS = new RegExp(String.raw`\b(?:${Object.keys(INSTEAD).join('|')})\b`, 'iu');

/** Turns of phrase that titles, docs and scenarios must not have: they read as translated. */
const TITLE_PHRASES: Readonly<Record<string, string>> = {
  'that there (?:is|are) not\\b|those there are': 'that does not exist, unknown; the known ones',
  '(?:is|are) another one': 'differs, is replaced, is separate',
  '(?:that|which) (?:is|are) none': 'invalid, that is not a …',
  '[\'`"](?:[A-Z]+-\\d+:? )?(?:is|are) none\\b': 'is null, is empty, is refused, does not exist',
  'gets? at': 'has access to, is allowed',
};
const PHRASES = new RegExp(`(?:${Object.keys(TITLE_PHRASES).join('|')})`, 'u');

/** Parts of identifiers: in the middle of a name, or at its start. */
const NAME_PARTS =
  /(?:\b|[a-z0-9_])(?:Mend|Told|Tell(?!er)|Owes|Owing|Mistake|Salvage|OddAnswer|Patience|Surroundings|Deed|HandAnswer|PageHouse|FrameBook|BusEar|CarStanding|TransportNews|takeNews|ToolPerson|DealerDesk|GuidedDesk|FaultDesk|TechnicianDesk|PassCodeDesk|DeskPrompter|HostedEvent|Heard(?=[A-Z]))|\b(?:mend|told|tell|owes|owing|mistake|salvage|oddAnswer|haveDone|patience|surroundings|deed|frameBook|takeNews|noteReceived|hearRecessive|tellState|awakenedByHand|endAsked|keepSession|keptFiles|carGreeting)(?=[A-Z]|\b)/u;

interface Finding {
  readonly where: string;
  readonly line: string;
}

function findings(path: string, text: string, forbidden: RegExp): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    return forbidden.test(line) ? [{ where: `${path}:${index + 1}`, line: line.trim() }] : [];
  });
}

/** A title: the text after `it(`, `describe(` and their like, or after the table of an `each`. */
const TITLE = /(?:\b(?:it|test|describe|scene|figure)|\))\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/gu;

const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');

/** The titles, with everything else blanked out, line for line. */
function titlesOf(text: string): string {
  let end = 0;
  const parts = [...text.matchAll(TITLE)].map(({ index, 0: title }) => {
    const before = blank(text.slice(end, index));
    end = index + title.length;
    return before + title;
  });
  return parts.join('') + blank(text.slice(end));
}

const PLURALS =
  'scenarios|frames|bytes|workers|steps|events|keys|lines|files|states|cars|runs|requests|responses|clients';
/** A value that may be 1, before a noun in the plural; constants are never 1. */
const NUMBER_BEFORE_NOUN = new RegExp(
  String.raw`\$\{(?![A-Z][A-Z0-9_ */]*\}|smartkey\()[^{}\`]*\} (?:further |more |other )?(?:${PLURALS})\b`,
);
/** Files in which such a value is never 1, is a rate or a column, or is a failed assertion's. */
const NEVER_ONE: readonly string[] = [
  'can-bus/bytes/byte-writer.ts',
  'can-bus/frame/can-frame.ts',
  'can-bus/ports/socketcan-codec.ts',
  'can-bus/ports/stream-port.ts',
  'can-bus/ports/tcp-port-server.ts',
  'can-bus/trace/trace-hash.ts',
  'ecu-sim/diagnostics/security-access.ts',
  'hil/cli/commands/explore-exhaustive.ts',
  'hil/cli/commands/run-action.ts',
  'hil/explain/explain-text.ts',
  'hil/explore/exhaustive/explore-world.ts',
  'hil/run/write-bundle.ts',
  'hil/scenario/verbs/frame.ts',
  'hil/tool/erase-guided.ts',
  'hil/trace/event-text.ts',
  'hil/view/next-step.ts',
  'hil/view/order-refusals.ts',
];

/** Reads traces that have the former names, and so has to write them. */
const FORMER_NAMES = 'hil/trace/former-names.ts';
const code = sourceFiles('{can-bus,ecu-sim,hil,scenarios}/**/*.{ts,tsx,js,css}').filter(
  ({ path }) => path !== FORMER_NAMES,
);
const tests = sourceFiles('tests/**/*.{ts,py}');
const prose = sourceFiles('{README.md,CONTRIBUTING.md,SECURITY.md,docs/**/*.md,scenarios/**/*.{yaml,yml}}');

describe('the language', () => {
  it('of texts and comments in the code is that of the field', () => {
    expect(code.length).toBeGreaterThan(300);
    expect(code.flatMap(({ path, text }) => findings(path, text, WORDS))).toEqual([]);
  });

  it('has one function for a number before its noun', () => {
    const found = code.flatMap(({ path, text }) => findings(path, withoutComments(text), NUMBER_BEFORE_NOUN));
    expect(found.filter(({ where }) => !NEVER_ONE.some((path) => where.startsWith(`${path}:`)))).toEqual([]);
    expect('`${count} frames`').toMatch(NUMBER_BEFORE_NOUN);
    expect('`${MAX_FRAMES} frames`').not.toMatch(NUMBER_BEFORE_NOUN);
  });

  it('of names in the code, and of its files, is that of the field', () => {
    expect(code.flatMap(({ path, text }) => findings(path, withoutComments(text), NAME_PARTS))).toEqual([]);
    const oldNames =
      /(?:^|[/-])(?:hand|mend|told|mistake|salvage|patience|room|visit|receipts|greeting|news|deed)(?=[-.])/;
    expect(code.filter(({ path }) => oldNames.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('of docs and scenarios is that of the field', () => {
    expect(prose.length).toBeGreaterThan(10);
    expect(prose.flatMap(({ path, text }) => findings(path, text, WORDS))).toEqual([]);
  });

  it('of the titles of tests is that of the field', () => {
    const suites = tests.filter(({ path }) => path.endsWith('.test.ts'));
    const titles = suites.map(({ path, text }) => ({ path, text: titlesOf(text) }));
    expect(titles.filter(({ text }) => text.trim() === '').map(({ path }) => path)).toEqual([]);
    expect(titles.flatMap(({ path, text }) => findings(path, text, WORDS))).toEqual([]);
  });

  it('of titles, docs and scenarios has no turns of phrase that read as translated', () => {
    expect(tests.flatMap(({ path, text }) => findings(path, titlesOf(text), PHRASES))).toEqual([]);
    expect(prose.flatMap(({ path, text }) => findings(path, text, PHRASES))).toEqual([]);
    for (const title of [
      'VEH-8: refuses a fault that there is not',
      'is another one for another file',
      'is none: %s',
    ]) {
      expect(findings('a.test.ts', titlesOf(`it('${title}', () => {});`), PHRASES)).toHaveLength(1);
    }
  });

  it('of comments in tests and their support is that of the field', () => {
    expect(tests.length).toBeGreaterThan(200);
    expect(tests.flatMap(({ path, text }) => findings(path, commentsOf(text), WORDS))).toEqual([]);
  });

  it('a forbidden word would be found', () => {
    const each = "describe('a car', () => {\n  it.each([1])(\n    'TEC-6: tells %s',\n    (told) => {},\n  );\n});";
    expect(findings('a.test.ts', titlesOf(each), WORDS)).toEqual([
      { where: 'a.test.ts:3', line: "'TEC-6: tells %s'," },
    ]);
    expect(findings('a.test.ts', commentsOf("const x = 'tells'; // Is told."), WORDS)).toHaveLength(1);
    expect(findings('a.test.ts', commentsOf("const x = 'tells'; // Is reported."), WORDS)).toEqual([]);
    expect(findings('a.ts', "const x = 'each finding with its mend';", WORDS)).toHaveLength(1);
    for (const text of ['ask at the desk', 'in the house', 'in this room']) {
      expect(findings('a.ts', `const x = '${text}';`, WORDS), text).toHaveLength(1);
    }
    expect(findings('a.ts', "const x = 'Key Desk has room for 5';", WORDS)).toEqual([]);
    expect(findings('a.ts', 'function tellLateness() {}', NAME_PARTS)).toHaveLength(1);
    expect(findings('a.ts', 'class StorytellerTeller {}', NAME_PARTS)).toHaveLength(0);
    for (const name of ['HeardMessage', 'DealerDesk', 'TransportNews', 'OddAnswer', 'FrameBook', 'OpenFrameBook']) {
      expect(findings('a.ts', `export class ${name} {`, NAME_PARTS), name).toHaveLength(1);
    }
  });
});
