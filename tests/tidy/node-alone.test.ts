import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles } from './source-files.ts';

/** Suites of their own, for what needs other programs. */
const OTHER_SUITES = /^tests\/(tools|browser|guest|load|benchmark)\//;
/** Starts a program that is neither the Node of the tests nor one that every POSIX system has. */
const STARTS_PROGRAM =
  /\b(?:spawn|spawnSync|execFile|execFileSync|fork)\((?!process\.execPath\b|'\/bin\/sh'|'mkfifo'|$)/;

const files = sourceFiles('tests/**/*.ts').filter(({ path }) => !OTHER_SUITES.test(path));

describe('npm test', () => {
  it('needs Node alone: it starts no other program', () => {
    expect(files.length).toBeGreaterThan(250);
    expect(files.flatMap((file) => linesThatMatch(file, STARTS_PROGRAM, file.text))).toEqual([]);
  });

  it('has no test that other programs could let be skipped', () => {
    const imports = /from '[^']*\/tools\/support\//;
    expect(files.flatMap((file) => linesThatMatch(file, imports, file.text))).toEqual([]);
  });
});
