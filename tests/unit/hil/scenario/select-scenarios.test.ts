import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { selectScenarios } from '../../../../hil/scenario/select-scenarios.ts';

let folder = '';

function write(path: string, tags: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `name: ${path}\ntags: [${tags}]\nsteps: [{ touch: master }]\n`);
}

async function namesOf(...words: string[]): Promise<readonly string[]> {
  return (await selectScenarios(words, folder)).scenarios.map(({ name }) => name);
}

describe('select scenarios', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
    write('b/two.yaml', 'slow');
    write('a/one.yaml', 'fast');
    write('a/three.yml', 'fast, slow');
    write('profiles/not-one.yaml', 'fast');
    writeFileSync(join(folder, 'a/notes.txt'), 'no scenario');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes all of a folder by name, but for the folders of other files', async () => {
    expect(await namesOf(folder)).toEqual(['a/one.yaml', 'a/three.yml', 'b/two.yaml']);
    expect(await namesOf()).toEqual(['a/one.yaml', 'a/three.yml', 'b/two.yaml']);
    expect(await namesOf(join(folder, 'a'))).toEqual(['a/one.yaml', 'a/three.yml']);
  });

  it('reads UTF-16 with its mark, as PowerShell writes it, a fragment included', async () => {
    const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    const other = mkdtempSync(join(tmpdir(), 'scenarios-utf-16-'));
    writeFileSync(join(other, 'x.yaml'), utf16('name: Schlüssel\nsteps: [{ include: fragments/f.yaml }]\n'));
    mkdirSync(join(other, 'fragments'));
    writeFileSync(join(other, 'fragments/f.yaml'), utf16('steps: [{ touch: master }]\n'));
    const { scenarios, problems } = await selectScenarios([other], folder);
    expect([scenarios.map(({ name }) => name), problems]).toEqual([['Schlüssel'], []]);
    rmSync(other, { recursive: true });
  });

  it('takes a tag with or without @, and each file once', async () => {
    expect(await namesOf('@slow')).toEqual(['a/three.yml', 'b/two.yaml']);
    expect(await namesOf('fast', 'slow', join(folder, 'a/one.yaml'))).toEqual([
      'a/one.yaml',
      'a/three.yml',
      'b/two.yaml',
    ]);
  });

  it('takes the folder’s own name for it where there is no such folder here, and what is below it', async () => {
    expect(await namesOf(basename(folder))).toEqual(['a/one.yaml', 'a/three.yml', 'b/two.yaml']);
    expect(await namesOf(`${basename(folder)}/b`)).toEqual(['b/two.yaml']);
  });

  it('knows the folder’s own name as what was meant where there is no such folder here', async () => {
    const name = basename(folder);
    const typed = `${name.slice(0, -1)}-`;
    expect((await selectScenarios([typed, `${typed}/`], folder)).unknown).toEqual([
      { word: typed, meant: name },
      { word: `${typed}/`, meant: name },
    ]);
  });

  it('reads no code of a folder where it is not to be run', async () => {
    const file = join(folder, 'a/code.scenario.ts');
    writeFileSync(file, 'throw new Error("it ran");\n');
    const { scenarios, problems, notRun } = await selectScenarios([folder], folder, 'named');
    expect([scenarios.length, problems, notRun]).toEqual([3, [], [file]]);
    const named = await selectScenarios([file], folder, 'named');
    const run = await selectScenarios([folder], folder);
    rmSync(file);
    for (const read of [named, run]) expect(read.problems[0]?.found).toContain('it ran');
  });

  it('names the nearest tag for one that nothing has', async () => {
    expect((await selectScenarios(['@slwo', '@zzzzzz'], folder)).unknown).toEqual([
      { word: '@slwo', meant: '@slow' },
      { word: '@zzzzzz', meant: null },
    ]);
  });

  it('gathers the problems of all files', async () => {
    const broken = join(folder, 'a/broken.yaml');
    writeFileSync(broken, 'name: x\nsteps: [{ tuoch: a }, { touch: b }]\n');
    const { scenarios, problems } = await selectScenarios([join(folder, 'a')], folder);
    rmSync(broken);
    expect(scenarios).toHaveLength(2);
    expect(problems.map(({ file }) => file)).toEqual([broken, broken]);
  });
});
