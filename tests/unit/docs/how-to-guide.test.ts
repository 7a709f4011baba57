import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { applyDiff, readGuide } from './how-to-guide.ts';

describe('readGuide', () => {
  it('takes the first block of each language', () => {
    const text = '# A\n\n```diff\n--- a/x\n```\n\n```yaml\nname: x\n```\n\n```text\n1\n```\n';
    expect(readGuide('a', text)).toEqual({
      name: 'a',
      diff: '--- a/x\n',
      scenario: 'name: x\n',
      program: null,
      output: '1\n',
    });
  });
});

describe('applyDiff', () => {
  let folder = '';
  const change = (hunk: string): string => `--- a/list.txt\n+++ b/list.txt\n@@\n${hunk}`;
  const list = (): string => readFileSync(join(folder, 'list.txt'), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'smartkey-diff-'));
    writeFileSync(join(folder, 'list.txt'), 'one\ntwo\nthree\ntwo\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('inserts, removes and replaces lines, hunk after hunk', () => {
    applyDiff(change(' one\n+one and a half\n@@\n-three\n+3\n'), folder);
    expect(list()).toBe('one\none and a half\ntwo\n3\ntwo\n');
  });

  it('adds a file in a new folder', () => {
    applyDiff('--- /dev/null\n+++ b/new/file.txt\n@@\n+first\n+\n+last\n', folder);
    expect(readFileSync(join(folder, 'new/file.txt'), 'utf8')).toBe('first\n\nlast\n');
  });

  it.each([
    ['lines that are not there', ' four\n+five\n', 'list.txt has no such lines:\nfour'],
    ['lines that are there twice', ' two\n+five\n', 'list.txt has these lines more than once:\ntwo'],
  ])('refuses %s, and leaves the file as it is', (_, hunk, message) => {
    expect(() => applyDiff(change(hunk), folder)).toThrow(message);
    expect(list()).toBe('one\ntwo\nthree\ntwo\n');
  });

  it('refuses a file that does not exist, or that exists already', () => {
    expect(() => applyDiff('--- a/no.txt\n+++ b/no.txt\n@@\n+x\n', folder)).toThrow('no.txt does not exist');
    expect(() => applyDiff('--- /dev/null\n+++ b/list.txt\n@@\n+x\n', folder)).toThrow('list.txt exists already');
  });
});
