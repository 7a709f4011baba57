import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMerge, type MergeFlags } from '../../../../../hil/cli/commands/merge-action.ts';
import { artifactHashes } from '../../../../../hil/run/part-artifacts.ts';
import { newHead, partLines } from '../../../../../hil/shard/part-file.ts';
import type { PartKind } from '../../../../../hil/shard/part.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { failed, runOf } from '../../report/made-results.ts';

const folder = temporaryFolder();
const BUNDLE = { kind: 'bundle', path: 'reports/bundles/b.bundle', href: 'bundles/b.bundle' } as const;

async function leavePart(
  number: number,
  kind: PartKind = 'run',
  sameness: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { info } = runOf([]);
  const about = { info, coverageGate: null, reproducible: true, sources: [] };
  const path = folder.path(`p${number}`);
  mkdirSync(join(path, 'bundles/b.bundle/source'), { recursive: true });
  writeFileSync(join(path, 'bundles/b.bundle/bundle.json'), '{}');
  writeFileSync(join(path, 'bundles/b.bundle/source/s.yaml'), 'name: s');
  const result = failed({ name: `s${number}` }, { artifacts: [BUNDLE] });
  const units = [{ unit: number - 1, result }];
  const head = newHead(kind, { number, of: 2 }, sameness, 2, about, await artifactHashes(path, [result]));
  writeFileSync(join(path, 'part.jsonl'), [...partLines(head, units)].join(''));
  return path;
}

/** With the same content. */
function replaceByLink(file: string): void {
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
}

function merge(paths: readonly string[], flags: MergeFlags = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runMerge(paths, flags, terminal));
}

describe('a merge', () => {
  it('writes one report with the bundles of all parts, and ends as the run in one piece', async () => {
    const report = folder.path('merged');
    const { exitCode, out } = await merge([await leavePart(1), await leavePart(2)], { report });
    expect(exitCode).toBe(1);
    expect(out.at(-1)).toMatch(/^0 passed, 2 failed; /);
    expect(readdirSync(report).sort()).toEqual([
      'bundles',
      'ctrf.json',
      'index.html',
      'junit.xml',
      'results.json',
      'summary.md',
    ]);
    expect(readFileSync(join(report, 'bundles/b.bundle/bundle.json'), 'utf8')).toBe('{}');
    expect(readFileSync(join(report, 'bundles/b.bundle/source/s.yaml'), 'utf8')).toBe('name: s');
    expect(out).toContain(`report: ${join(report, 'index.html')}`);
  });

  it('of parts that do not go together writes nothing', async () => {
    const report = folder.path('merged');
    const paths = [await leavePart(1, 'run', { commit: 'a' }), await leavePart(2, 'run', { commit: 'b' })];
    const { exitCode, err } = await merge(paths, { report });
    expect([exitCode, err]).toEqual([
      2,
      [
        `error: parts of different work: commit is a in ${paths[0]}, and b in ${paths[1]}`,
        'hint: run all shards with the same version, commit and options',
      ],
    ]);
    expect((await merge(paths.slice(0, 1), { report })).exitCode).toBe(2);
    expect(existsSync(report)).toBe(false);
  });

  it('of a part without its bundles names it, and writes nothing', async () => {
    const report = folder.path('without');
    const paths = [await leavePart(1), await leavePart(2)];
    rmSync(join(paths[1] ?? '', 'bundles'), { recursive: true });
    const { exitCode, err } = await merge(paths, { report });
    expect([exitCode, err]).toEqual([
      2,
      [
        `error: ${paths[1]} is incomplete: it has no bundles/b.bundle/bundle.json`,
        'hint: copy the whole folder of the shard, not part.jsonl alone, or run this shard again',
      ],
    ]);
    expect(existsSync(report)).toBe(false);
  });

  it.each([
    ['cut off', (file: string) => writeFileSync(file, '')],
    ['changed', (file: string) => writeFileSync(file, 'name: t')],
    ['a link', replaceByLink],
    [
      'a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('of a part with a file of a bundle that is %s names it, and writes nothing', async (_, damage) => {
    const report = folder.path('damaged');
    const paths = [await leavePart(1), await leavePart(2)];
    damage(join(paths[1] ?? '', 'bundles/b.bundle/source/s.yaml'));
    const { exitCode, err } = await merge(paths, { report });
    expect([exitCode, err]).toEqual([
      2,
      [
        `error: ${paths[1]} is damaged: bundles/b.bundle/source/s.yaml is not as its shard wrote it`,
        'hint: run this shard again: the others stay valid',
      ],
    ]);
    expect(existsSync(report)).toBe(false);
  });

  it('leaves out what others have put into a bundle, and what the report had before', async () => {
    const report = folder.path('clean');
    const paths = [await leavePart(1), await leavePart(2)];
    writeFileSync(join(paths[1] ?? '', 'bundles/b.bundle/notes.txt'), 'mine');
    mkdirSync(join(report, 'bundles/b.bundle'), { recursive: true });
    writeFileSync(join(report, 'bundles/b.bundle/old.txt'), 'old');
    expect((await merge(paths, { report })).exitCode).toBe(1);
    expect(readdirSync(join(report, 'bundles/b.bundle')).sort()).toEqual(['bundle.json', 'source']);
  });

  it('writes over none of the parts that it reads, however they are named', async () => {
    const paths = [await leavePart(1), await leavePart(2)];
    const part = join(paths[0] ?? '', 'part.jsonl');
    const before = readFileSync(part, 'utf8');
    for (const flags of [{ summary: part }, { junit: join(paths[0] ?? '', '..', 'p1', 'part.jsonl') }]) {
      for (const named of [paths, [folder.path('.')]]) {
        const { exitCode, err } = await merge(named, { ...flags, report: folder.path('kept') });
        const [flag] = Object.keys(flags);
        expect([exitCode, err]).toEqual([
          2,
          [`error: a part and --${flag} are the same file`, 'hint: name another file'],
        ]);
      }
    }
    expect(readFileSync(part, 'utf8')).toBe(before);
  });

  it('takes the flags of what the parts are of', async () => {
    const { exitCode, err } = await merge([await leavePart(1), await leavePart(2)], { coverage: 'c.json' });
    expect([exitCode, err]).toEqual([
      2,
      [
        'error: --coverage does not go with parts of run',
        'hint: remove it; parts of run take --report, --summary, --rules',
      ],
    ]);
  });
});
