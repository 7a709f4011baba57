import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** The rules of the car's and the dealer server's behaviour, and of the ELM327 adapter, that a test proves, by chapter. */
const RULES: Readonly<Record<string, readonly number[]>> = {
  KEY: [1, 2, 3, 4, 5, 6, 7],
  AUT: [1, 2, 3, 4, 5, 6],
  RST: [1, 2, 3, 4, 5, 6, 7],
  REG: [1, 2, 3, 4, 5, 6, 7, 8],
  ERA: [1, 2, 3, 4, 5, 6, 7],
  VEH: [1, 2, 3, 4, 5, 6, 7, 8],
  TEC: [1, 2, 3, 4, 5, 6],
  ELM: Array.from({ length: 27 }, (_, index) => index + 1),
  DLR: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  DOIP: Array.from({ length: 25 }, (_, index) => index + 1),
};

/** The rules of ISO-TP and UDS answers. */
const CONFORMANCE = Array.from({ length: 64 }, (_, index) => index + 1);

/** A title: the text after `it(`, `describe(` or the table of an `each`, or alone on its line. */
const TITLE = /(?:\b(?:it|test|describe)|\))\(\s*'[^'\n]*'|^\s*'[^'\n]*',$/gm;

function titles(): string {
  return sourceFiles('tests/**/*.test.ts')
    .flatMap(({ text }) => [...text.matchAll(TITLE)])
    .map(([title]) => title)
    .join('\n');
}

const named = titles();

describe('every rule is named by a test', () => {
  it.each(Object.keys(RULES))('of chapter %s', (chapter) => {
    const missing = RULES[chapter]?.filter((number) => !new RegExp(`\\b${chapter}-${number}\\b`).test(named));
    expect(missing).toEqual([]);
  });

  it('of the rules of answers', () => {
    const missing = CONFORMANCE.filter((number) => !new RegExp(`\\bconformance (?:\\d+, )*${number}\\b`).test(named));
    expect(missing).toEqual([]);
  });

  it('and a missing one would be reported', () => {
    expect(named).not.toMatch(new RegExp(['KEY', '8\\b'].join('-')));
  });
});
