import { describe, expect, it } from 'vitest';
import { headSchema } from '../../../../hil/shard/part.ts';
import { newHead } from '../../../../hil/shard/part-file.ts';

function isHead(path: string): boolean {
  return headSchema.safeParse(newHead('run', { number: 1, of: 1 }, {}, 0, null, { [path]: '00' })).success;
}

describe('the head of a part', () => {
  it('names files below its folder, whatever their names', () => {
    for (const path of ['a', 'bundles/a.bundle/source/a: b, ü.yaml', 'traces/..a.jsonl']) {
      expect(isHead(path), path).toBe(true);
    }
  });

  it('names no files elsewhere: the merge would write over them', () => {
    for (const path of ['', '/etc/passwd', '../a', 'a/../../b', 'a/./b', 'a//b', 'a/', '..\\a', 'a\\..\\b']) {
      expect(isHead(path), path).toBe(false);
    }
  });
});
