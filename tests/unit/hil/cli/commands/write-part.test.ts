import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { removePart, writePart } from '../../../../../hil/cli/commands/write-part.ts';
import { newHead, readParts } from '../../../../../hil/shard/part-file.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const head = newHead('run', { number: 1, of: 1 }, {}, 1, null);
const units = [{ unit: 0, result: 'r' }];

describe('a part that is written', () => {
  it('is in a folder that is made for it', async () => {
    const terminal = new KeptTerminal();
    await writePart(folder.path('new/part'), head, units, {}, terminal);
    expect(await readParts([folder.path('new')])).toEqual([
      { folder: folder.path('new/part'), file: folder.path('new/part/part.jsonl'), head, units },
    ]);
    await writePart(folder.path('new/part'), head, units, { quiet: true }, terminal);
    expect(terminal.outLines).toEqual([`part: ${folder.path('new/part/part.jsonl')}`]);
  });

  it('is removed before the next one is made, and only it', async () => {
    await writePart(folder.path('again'), head, units, { quiet: true }, new KeptTerminal());
    folder.write('again/index.html', 'page');
    await removePart(folder.path('again'));
    expect(readdirSync(folder.path('again'))).toEqual(['index.html']);
    await removePart(folder.path('again'));
    await removePart(folder.path('none'));
    expect(existsSync(folder.path('none'))).toBe(false);
    mkdirSync(folder.path('odd/part.jsonl'), { recursive: true });
    await expect(removePart(folder.path('odd'))).rejects.toMatchObject({ code: 'bench/report' });
  });

  it('names a folder that cannot be', async () => {
    const file = folder.write('file', '');
    await expect(writePart(file, head, units, {}, new KeptTerminal())).rejects.toMatchObject({ code: 'bench/report' });
  });
});
