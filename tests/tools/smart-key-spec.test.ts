import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldOf, tagOf } from '../spec/support/itf.ts';
import { quint, SPEC_FOLDER, testTraces, walk } from '../spec/support/quint.ts';
import { differences } from '../spec/support/replay.ts';

/** Defects of the model: each is a difference from the shipped ECU that the replay has to find. */
const DEFECTS: readonly (readonly [name: string, from: string, to: string])[] = [
  ['a reset that takes a microsecond longer', 'RESET_DURATION = 960 * S', 'RESET_DURATION = 960 * S + 1'],
  ['a window that closes a microsecond early', 'ERASE_WINDOW = 30 * S', 'ERASE_WINDOW = 30 * S - 1'],
  ['a lockout that ends a microsecond late', 'ATTEMPTS_DELAY = 10 * S', 'ATTEMPTS_DELAY = 10 * S + 1'],
  ['a session that lasts a microsecond longer', 'S3 = 5 * S', 'S3 = 5 * S + 1'],
  ['a door frame that counts a microsecond longer', 'SIGNAL_AGE = 2 * S', 'SIGNAL_AGE = 2 * S + 1'],
  ['a level that is not spent', '{ ...e, level: 0, underWay', '{ ...e, underWay'],
  ['a delay that power loss ends', 'lockout: if (e.lockout < NEVER) at + ATTEMPTS_DELAY else NEVER', 'lockout: NEVER'],
  ['one beep too few', 'if (e.underWay.initial) 1 else 2', '1'],
  ['a retired key that is blank again', 'e.retired.contains(id) or w.bound.contains(id)', 'id == FOREIGN'],
  ['a short key that voids the seed', 'ecu.pendingSeed == level) LENGTH else SEQUENCE', 'false) LENGTH else SEQUENCE'],
];

describe('the specification in Quint, at length', () => {
  it.each([2, 3])(
    'holds every invariant in 100 walks with seed %i, and the shipped ECU does the same',
    async (seed) => {
      const traces = await walk({ seed, count: 100, steps: 100 });
      expect(traces).toHaveLength(100);
      expect(differences(traces)).toEqual([]);
      const inputs = new Set(traces.flatMap(({ states }) => states.map((state) => tagOf(fieldOf(state, 'input')))));
      expect(inputs.size, `each input of the model occurs: ${[...inputs].join(' ')}`).toBe(27);
    },
  );

  const guide = readFileSync(join(import.meta.dirname, '../..', SPEC_FOLDER, 'README.md'), 'utf8');
  it.each([...guide.matchAll(/^npx quint (.*)$/gm)].map(([, args = '']) => args))('runs: quint %s', async (args) => {
    await quint(...args.split(' '));
  });

  it.each(DEFECTS)('finds %s', async (_name, from, to) => {
    const folder = mkdtempSync(join(tmpdir(), 'changed-spec-'));
    try {
      cpSync(SPEC_FOLDER, folder, { recursive: true });
      const model = join(folder, 'smart-key.qnt');
      const text = readFileSync(model, 'utf8');
      expect(text.split(from)).toHaveLength(2);
      writeFileSync(model, text.replace(from, to));
      // An invariant or an expectation that no longer holds has found the defect as well.
      const found = await testTraces(folder)
        .then(differences)
        .catch((error: unknown) => [String(error)]);
      const walked = found.length > 0 ? found : differences(await walk({ seed: 4, count: 40, steps: 80 }, folder));
      expect(walked).not.toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
