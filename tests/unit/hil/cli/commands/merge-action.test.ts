import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMerge, type MergeFlags } from '../../../../../hil/cli/commands/merge-action.ts';
import { newHead, partLines } from '../../../../../hil/shard/part-file.ts';
import type { PartKind } from '../../../../../hil/shard/part.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { failed, runOf } from '../../report/made-results.ts';

const folder = temporaryFolder();
const BUNDLE = { kind: 'bundle', path: 'reports/bundles/b.bundle', href: 'bundles/b.bundle' } as const;

function leavePart(number: number, kind: PartKind = 'run', sameness: Readonly<Record<string, string>> = {}): string {
  const { info } = runOf([]);
  const about = { info, coverageGate: null, reproducible: true, sources: [] };
  const path = folder.path(`p${number}`);
  mkdirSync(join(path, 'bundles/b.bundle'), { recursive: true });
  writeFileSync(join(path, 'bundles/b.bundle/bundle.json'), '{}');
  const units = [{ unit: number - 1, result: failed({ name: `s${number}` }, { artifacts: [BUNDLE] }) }];
  const head = newHead(kind, { number, of: 2 }, sameness, 2, about);
  writeFileSync(join(path, 'part.jsonl'), [...partLines(head, units)].join(''));
  return path;
}

function merge(paths: readonly string[], flags: MergeFlags = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runMerge(paths, flags, terminal));
}

describe('a merge', () => {
  it('writes one report with the bundles of all parts, and ends as the run in one piece', async () => {
    const report = folder.path('merged');
    const { exitCode, out } = await merge([leavePart(1), leavePart(2)], { report });
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
    expect(out).toContain(`report: ${join(report, 'index.html')}`);
  });

  it('of parts that do not go together writes nothing', async () => {
    const report = folder.path('merged');
    const paths = [leavePart(1, 'run', { commit: 'a' }), leavePart(2, 'run', { commit: 'b' })];
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
    const paths = [leavePart(1), leavePart(2)];
    rmSync(join(paths[1] ?? '', 'bundles'), { recursive: true });
    const { exitCode, err } = await merge(paths, { report });
    expect([exitCode, err]).toEqual([
      2,
      [
        `error: ${paths[1]} is incomplete: it has no bundles/b.bundle`,
        'hint: copy the whole folder of the shard, not part.jsonl alone, or run this shard again',
      ],
    ]);
    expect(existsSync(report)).toBe(false);
  });

  it('writes over none of the parts that it reads, however they are named', async () => {
    const paths = [leavePart(1), leavePart(2)];
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
    const { exitCode, err } = await merge([leavePart(1), leavePart(2)], { coverage: 'c.json' });
    expect([exitCode, err]).toEqual([
      2,
      [
        'error: --coverage does not go with parts of run',
        'hint: remove it; parts of run take --report, --summary, --rules',
      ],
    ]);
  });
});
