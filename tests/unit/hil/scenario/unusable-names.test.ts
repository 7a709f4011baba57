import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { Quarantine } from '../../../../hil/run/quarantine.ts';
import { loadScenarioModule } from '../../../../hil/scenario/scenario-module.ts';
import { findUnusableNames } from '../../../../hil/scenario/unusable-names.ts';

const named = (value: unknown): unknown => JSON.parse(JSON.stringify({ name: value }).replace('"name"', '"__proto__"'));

describe('the name __proto__, which objects cannot be asked for', () => {
  it('is found at every depth, each place once', () => {
    const inner = named(1);
    const paths = findUnusableNames({ a: [1, { b: inner }], c: inner, ...{ d: named(named(2)) } }).map(
      ({ path }) => path,
    );
    expect(paths).toEqual([
      ['a', 1, 'b', '__proto__'],
      ['d', '__proto__'],
      ['d', '__proto__', '__proto__'],
    ]);
  });

  it('is looked for in data that contains itself', () => {
    const round: { self?: unknown } = {};
    round.self = [round];
    expect(findUnusableNames(round)).toEqual([]);
  });

  it.each([null, undefined, 'text __proto__', 3, ['__proto__'], { a: '__proto__', constructor: 1 }])(
    'is allowed in a value: %j',
    (value) => {
      expect(findUnusableNames(value)).toEqual([]);
    },
  );

  it('is refused in a scenario in code', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vsk-names-'));
    const file = join(folder, 'x.scenario.mjs');
    const scenario = { kind: 'virtual-smart-key/scenario', input: named(1), line: 3, column: 5 };
    writeFileSync(file, `export default JSON.parse('${JSON.stringify(scenario)}');\n`);
    await expect(loadScenarioModule(file)).rejects.toMatchObject({
      problems: [{ file, line: 3, column: 5, found: '__proto__: "__proto__"', expected: 'another name' }],
    });
    rmSync(folder, { recursive: true });
  });

  it('is refused in a list of quarantined scenarios, where other names of objects are names', () => {
    expect(() => Quarantine.from(named('why'), 'q.yaml')).toThrow(
      'quarantine q.yaml has an entry "__proto__", which names no scenario',
    );
    expect(Quarantine.from({ constructor: 'why' }, 'q.yaml').strangers([])).toEqual([
      { entry: 'constructor', meant: null },
    ]);
  });
});
