import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote, shellWord } from '../../../../can-bus/text/shell-quote.ts';

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

  it.each(['plain', 'd/my-car.yaml#long', '@tag', '--time', 'slcan-tcp:127.0.0.1:3333', 'id=A1'])(
    'needs no quotes: %s',
    (word) => {
      expect(shellWord(word)).toBe(word);
    },
  );

  it.each(['', 'a b', '#x', 'a?b', 'a&b', 'a;b', '~/x', '(a)', '$x', 'a*', "it's", '<a>', 'a|b'])(
    'is read back by people as it was, with quotes: %j',
    (word) => {
      expect(shellWord(word)).toBe(shellQuote(word));
    },
  );
});
