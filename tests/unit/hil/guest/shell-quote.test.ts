import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote } from '../../../../hil/guest/shell-quote.ts';

describe('a word for a shell', () => {
  it.each([
    ['plain', "'plain'"],
    ['', "''"],
    ["it's", "'it'\\''s'"],
  ])('%j is written %s', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it.each(['a b', "'", "''", '$HOME `id` "x"', '\\', '*', 'a\nb', '!x'])('is read back as it was: %j', (word) => {
    const { stdout } = spawnSync('/bin/sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(word);
  });
});
