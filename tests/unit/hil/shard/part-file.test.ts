import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newHead, partLines, readParts } from '../../../../hil/shard/part-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const head = newHead('explore', { number: 1, of: 2 }, { version: '1.0.0' }, 2, { seed: 7 });

function written(name: string, change: (text: string) => string = (text) => text): string {
  const path = folder.path(name);
  mkdirSync(path, { recursive: true });
  const text = [...partLines(head, [{ unit: 1, result: { found: 3 } }])].join('');
  writeFileSync(join(path, 'part.jsonl'), change(text));
  return path;
}

describe('a part', () => {
  it('is read as it was written, by its folder, its file, or the folder it is in', async () => {
    const path = written('all/one');
    const part = { folder: path, file: join(path, 'part.jsonl'), head, units: [{ unit: 1, result: { found: 3 } }] };
    expect(await readParts([path])).toEqual([part]);
    expect(await readParts([join(path, 'part.jsonl')])).toEqual([part]);
    expect(await readParts([folder.path('all'), path])).toEqual([part]);
    expect(await readParts([join(path, 'part.jsonl'), path])).toEqual([part]);
    expect(await readParts([path, `${folder.path('all')}/./one/`])).toMatchObject([{ head }]);
  });

  it.each([
    ['cut', (text: string) => text.slice(0, text.lastIndexOf('{')), 'is incomplete: its last line is missing'],
    ['cut early', (text: string) => text.slice(0, 60), 'is incomplete: its first line is cut off'],
    ['changed', (text: string) => text.replace('"found":3', '"found":4'), 'its content does not match its hash'],
    ['torn', (text: string) => text.replace('{"unit":1', '{"unit"'), 'is damaged at line 2'],
    ['newer', (text: string) => text.replace('"version":2', '"version":3'), 'is not of part format 2: version'],
    [
      'astray',
      (text: string) => text.replace('"files":{}', '"files":{"a/../../b":""}'),
      'is not of part format 2: files',
    ],
    ['cut at once', (text: string) => text.slice(0, 5), 'is incomplete: its first line is cut off'],
    ['other', () => '{"totals":{}}\n', 'is not a part of a shard'],
    ['empty', () => '', 'is incomplete: its first line is cut off'],
    ['a number', () => '{1}\n', 'is not a part of a shard'],
  ] as const)('that is %s is refused by name', async (name, change, message) => {
    const path = written(name, change);
    await expect(readParts([path])).rejects.toMatchObject({
      code: 'usage/part',
      message: expect.stringContaining(message) as unknown,
    });
    expect(readFileSync(join(path, 'part.jsonl'), 'utf8')).toBeDefined();
  });

  it('that is not there is named', async () => {
    await expect(readParts([folder.path('none')])).rejects.toThrow(`part not found: "${folder.path('none')}"`);
    mkdirSync(folder.path('bare/below'), { recursive: true });
    await expect(readParts([folder.path('bare')])).rejects.toMatchObject({
      code: 'nothing-selected',
      message: `there is no part of a shard in ${folder.path('bare')}`,
    });
  });
});
