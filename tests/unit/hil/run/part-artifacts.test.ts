import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../../../hil/run/bundle-format.ts';
import { artifactHashes, checkArtifacts, copyArtifacts } from '../../../../hil/run/part-artifacts.ts';
import type { FileHashes, Part } from '../../../../hil/shard/part.ts';
import { newHead } from '../../../../hil/shard/part-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { failed } from '../report/made-results.ts';

const folder = temporaryFolder();
const RESULT = failed(
  { name: 's' },
  {
    artifacts: [{ kind: 'trace', path: '', href: 'traces/s.jsonl' }],
    earlier: [
      {
        verdict: 'fail',
        realUs: 1,
        traceHash: null,
        why: 'w',
        artifacts: [{ kind: 'bundle', path: '', href: 'bundles/s.bundle' }],
      },
    ],
  },
);

function write(name: string, content: string): void {
  mkdirSync(dirname(folder.path(name)), { recursive: true });
  folder.write(name, content);
}

function partOf(path: string, files: FileHashes): Part {
  const head = newHead('run', { number: 1, of: 1 }, {}, 1, null, files);
  return { folder: path, file: `${path}/part.jsonl`, head, units: [{ unit: 0, result: RESULT }] };
}

describe('the artifacts of a part', () => {
  it('are all files of all attempts, each with its hash', async () => {
    write('p/traces/s.jsonl', 'trace');
    write('p/traces/other.jsonl', 'of another result');
    write('p/bundles/s.bundle/z.json', 'z');
    write('p/bundles/s.bundle/source/a.yaml', 'a');
    const files = await artifactHashes(folder.path('p'), [RESULT]);
    expect(files).toEqual({
      'traces/s.jsonl': hashText('trace'),
      'bundles/s.bundle/source/a.yaml': hashText('a'),
      'bundles/s.bundle/z.json': hashText('z'),
    });
    const part = partOf(folder.path('p'), files);
    await expect(checkArtifacts(part)).resolves.toBeUndefined();
    write('to/bundles/s.bundle/old', 'old');
    await copyArtifacts(part, folder.path('to'));
    expect(readFileSync(folder.path('to/bundles/s.bundle/source/a.yaml'), 'utf8')).toBe('a');
    expect(readFileSync(folder.path('to/traces/s.jsonl'), 'utf8')).toBe('trace');
    for (const path of ['to/bundles/s.bundle/old', 'to/traces/other.jsonl']) {
      expect(existsSync(folder.path(path)), path).toBe(false);
    }
  });

  it('stay where they are when the report goes into the part', async () => {
    write('own/traces/s.jsonl', 'trace');
    await copyArtifacts(partOf(folder.path('own'), { 'traces/s.jsonl': hashText('trace') }), folder.path('own/.'));
    expect(readFileSync(folder.path('own/traces/s.jsonl'), 'utf8')).toBe('trace');
  });

  it('that cannot be read are named', async () => {
    // Its first page is never there.
    await expect(checkArtifacts(partOf('/proc/self', { mem: '00' }))).rejects.toMatchObject({
      code: 'usage/part',
      message: expect.stringMatching(/^\/proc\/self\/mem cannot be read: EIO/) as unknown,
      hint: 'run this shard again: the others stay valid',
    });
  });
});
