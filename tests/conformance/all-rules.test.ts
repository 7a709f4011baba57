import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('.', import.meta.url);
/** A test's title as it is in the source. */
const TITLE = /\bconformance (\d+): /g;

function rulesTested(): ReadonlySet<number> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts') && name !== 'all-rules.test.ts');
  const sources = files.map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));
  return new Set(sources.flatMap((source) => [...source.matchAll(TITLE)].map(([, number]) => Number(number))));
}

describe('the rules', () => {
  it('have a test each, by their number', () => {
    const tested = rulesTested();
    const missing = Array.from({ length: 64 }, (_, index) => index + 1).filter((rule) => !tested.has(rule));
    expect(missing).toEqual([]);
  });

  it('are no others than 1 to 64', () => {
    expect([...rulesTested()].filter((rule) => rule < 1 || rule > 64)).toEqual([]);
  });
});
