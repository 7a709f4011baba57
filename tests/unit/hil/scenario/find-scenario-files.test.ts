import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kindOfPath, scenarioFilesIn, scenarioFolder } from '../../../../hil/scenario/find-scenario-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'find-scenario-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of [
  ...['b.yaml', 'a.yml', 'c.scenario.ts', 'c.ts', 'notes.md', 'keys/d.yaml', '.hidden/e.yaml'],
  ...['profiles/f.yaml', 'benches/g.yaml', 'fragments/h.yaml', 'node_modules/i.yaml', 'scenarios/j.yaml'],
]) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

describe('the scenario files of a folder', () => {
  it('are YAML and scenario modules, in the order of their names, without the folders of other files', async () => {
    const files = await scenarioFilesIn(folder);
    expect(files.map((file) => relative(folder, file))).toEqual([
      ...['a.yml', 'b.yaml', 'c.scenario.ts', 'keys/d.yaml', 'scenarios/j.yaml'],
    ]);
  });
});

describe('the kind of a path', () => {
  it('is a file, a folder or nothing', () => {
    expect([join(folder, 'a.yml'), folder, join(folder, 'none')].map(kindOfPath)).toEqual([
      'file',
      'folder',
      'nothing',
    ]);
  });
});

describe('the folder of the scenarios', () => {
  it('is the own one, or the one of this package', () => {
    expect(scenarioFolder(folder)).toBe('scenarios');
    expect(kindOfPath(join(scenarioFolder(join(folder, 'keys')), 'scenario.schema.json'))).toBe('file');
  });
});
