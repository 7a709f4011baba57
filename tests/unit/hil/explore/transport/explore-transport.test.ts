import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exploreTransport } from '../../../../../hil/explore/transport/explore-transport.ts';

/** Communication control and 29-bit ids are outside of these worlds. */
const RULES_TESTED_ELSEWHERE: Readonly<Record<number, string>> = {
  33: 'tests/conformance/sessions.test.ts',
  64: 'tests/conformance/isotp-receiver.test.ts',
};

const ROOT = join(import.meta.dirname, '../../../../..');

describe('the exploration of transport and server', () => {
  it('breaks no rule, exercises 62 of the 64, and is the same every time', () => {
    const names: string[] = [];
    const found = exploreTransport({ onWorld: ({ name }) => names.push(name) });
    expect(found.broken).toBeNull();
    expect(found.worlds.map(({ name }) => name)).toEqual(names);
    expect(found.rules.size).toBe(62);
    expect(found.notExercised).toEqual(Object.keys(RULES_TESTED_ELSEWHERE).map(Number));
    expect({ states: found.states, transitions: found.transitions, hash: found.hash }).toEqual({
      states: 5141,
      transitions: 81_555,
      hash: '2f39fdb440d0c5c41bfdb2c58938690c9f829850b967ec5cfa6992dc6eaeefea',
    });
  });

  it.each(Object.entries(RULES_TESTED_ELSEWHERE))('leaves rule %s to %s', (rule, file) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toMatch(new RegExp(`conformance (?:\\d+, )*${rule}\\b`));
  });
});
