import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  kindOfPath,
  refuseBrokenLink,
  scenarioFilesIn,
  scenarioFolder,
} from '../../../../hil/scenario/find-scenario-files.ts';
import { selectScenarios } from '../../../../hil/scenario/select-scenarios.ts';

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

describe('links to scenarios', () => {
  const linked = join(folder, '.links');
  mkdirSync(join(linked, 'own'), { recursive: true });
  writeFileSync(join(linked, 'own', 'a.yaml'), '');
  symlinkSync('a.yaml', join(linked, 'own', 'b.yaml'));
  symlinkSync('../../keys', join(linked, 'own', 'keys'));
  symlinkSync('.', join(linked, 'own', 'up'));
  symlinkSync('nowhere', join(linked, 'own', 'other'));

  it('are followed, each folder once, and never in a circle', async () => {
    const files = await scenarioFilesIn(join(linked, 'own'));
    expect(files.map((file) => relative(linked, file))).toEqual(['own/a.yaml', 'own/b.yaml', 'own/keys/d.yaml']);
  });

  it.each([
    ['missing.yaml', 'x.yaml'],
    ['x.yaml', 'x.yaml'],
  ])('that lead to nothing are named: to %s', async (target, name) => {
    const broken = mkdtempSync(join(linked, 'broken-'));
    const path = join(broken, name);
    symlinkSync(target, path);
    const message = `${path} is a symbolic link to ${target}, which does not exist`;
    expect(kindOfPath(path)).toBe('nothing');
    expect(() => refuseBrokenLink(path)).toThrow(message);
    await expect(scenarioFilesIn(broken)).rejects.toThrow(message);
    await expect(selectScenarios([path], folder)).rejects.toThrow(message);
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
