import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { basename } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles, withoutComments, type SourceFile } from './source-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAX_LINES = 400;

const sources = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');
const all = [...sources, ...sourceFiles('tests/**/*.ts')];

function found(pattern: RegExp, files: readonly SourceFile[] = all): readonly string[] {
  return files.flatMap((file) => linesThatMatch(file, pattern));
}

describe('the sources', () => {
  it('have at most 400 lines a file', () => {
    const long = sources.flatMap(({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > MAX_LINES ? [`${path}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const odd = all.filter(({ path }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*\.tsx?$/.test(basename(path)));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('leave nothing to be done', () => {
    const word = new RegExp(['TO', 'DO|FIX', 'ME|X', 'XX\\b'].join(''));
    expect(all.flatMap((file) => linesThatMatch(file, word, file.text))).toEqual([]);
  });

  it('know no any', () => {
    expect(found(/(?:[:<,|&(=]\s*any\b(?!\s*\()|\bas any\b|\bany\[\])/)).toEqual([]);
  });

  it('silence no checker', () => {
    const word = new RegExp(['@ts-', '(?:ignore|nocheck|expect-error)|eslint-', 'disable'].join(''));
    expect(all.flatMap((file) => linesThatMatch(file, word, file.text))).toEqual([]);
  });

  it('have no casts through unknown and no non-null assertions', () => {
    expect(found(/\bas unknown as\b|\bas never\b/)).toEqual([]);
    expect(found(/[\w)\]]!(?:\.|\[|\)|;|,|\s*$)/)).toEqual([]);
  });

  it('have no enums, namespaces and parameter properties', () => {
    expect(found(/^\s*(?:export\s+)?(?:const\s+)?enum\s|^\s*(?:export\s+)?namespace\s/)).toEqual([]);
    expect(found(/constructor\((?:[^)]*,\s*)?(?:public|private|protected|readonly)\s+\w+\s*[?:]/)).toEqual([]);
  });

  it('have one function of a name for bytes: that of can-bus/bytes', () => {
    const shared = sourceFiles('can-bus/bytes/*.ts').flatMap(({ text }) =>
      [...text.matchAll(/^export function (\w+)\(.*\bUint8Array\b/gm)].map(([, name = '']) => name),
    );
    expect(shared).toContain('sameBytes');
    const others = sources.filter(({ path }) => !path.startsWith('can-bus/bytes/'));
    expect(found(new RegExp(`^(?:export )?function (?:${shared.join('|')})\\(.*\\bUint8Array\\b`), others)).toEqual([]);
  });

  it('create folders through makeFolder(), which does not hang where none can be created', () => {
    const others = found(/\bmkdir(?:Sync)?\(.*\brecursive\b/, sources).filter(
      (line) => !line.startsWith('hil/make-folder.ts'),
    );
    // Its own new folder, below the one for temporary files.
    expect(others.map((line) => line.split(':')[0])).toEqual(['hil/guest/initramfs.ts']);
  });

  it('print commands of smartkey through smartkey(), which knows how they are typed here', () => {
    const defined = globSync('hil/cli/commands/*.ts', { cwd: ROOT }).flatMap((path) => {
      const [, name] = /program\s*\.command\('(\w+)'/.exec(readFileSync(join(ROOT, path), 'utf8')) ?? [];
      return name ?? [];
    });
    expect(defined).toEqual(expect.arrayContaining(['car', 'convert', 'tool', 'validate']));
    const printed = new RegExp(`\\bsmartkey (?:${defined.join('|')})\\b`);
    const lines = sources.flatMap((file) => linesThatMatch(file, printed, withoutComments(file.text)));
    // A suite's name in a report, which stays the same on every machine.
    expect(lines.filter((line) => !line.endsWith(": name: 'smartkey run',"))).toEqual([]);
  });

  it('name no path of one machine', () => {
    const path = new RegExp(['/work/', '(?:main|shared)|/root/|/home/\\w'].join(''));
    expect(sources.flatMap((file) => linesThatMatch(file, path, file.text))).toEqual([]);
  });
});

describe('the tests', () => {
  const tests = sourceFiles('tests/**/*.test.ts');

  it('are all run', () => {
    expect(tests.length).toBeGreaterThan(40);
    expect(
      found(/\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b|\bf(?:it|describe)\(|\bx(?:it|describe)\(/, tests),
    ).toEqual([]);
  });

  it('do not sleep but where other programs and the real clock are', () => {
    const virtual = tests.filter(({ path }) => !/^tests\/(integration|tools)\//.test(path));
    expect(found(/\bsleep\(|new Promise\([^)]*setTimeout/, virtual)).toEqual([]);
  });
});
