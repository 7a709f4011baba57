import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleForNode } from '../config/bundle-for-node.ts';
import { atLeast, lessThan, type Row } from './figures.ts';
import type { ResetSpeeds } from './resets.ts';

const FIRST_RUNS = 5;

/**
 * Resets in the form in which the command is published, bundled: V8 makes faster code of it than of the sources. Each
 * program has a process of its own, for a compiler in the same heap makes it slower.
 */
export async function shippedResets(): Promise<{ readonly speeds: ResetSpeeds; readonly rows: readonly Row[] }> {
  const outdir = mkdtempSync(join(tmpdir(), 'vsk-bench-'));
  try {
    const entryPoints = { many: 'tests/benchmark/resets.ts', first: 'tests/benchmark/first-run.ts' };
    const { files } = await bundleForNode({ entryPoints, outdir });
    writeFileSync(join(outdir, 'package.json'), JSON.stringify({ type: 'module' }));
    for (const { path, contents } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contents);
    }
    const speeds: ResetSpeeds = JSON.parse(outputOf(['--expose-gc', join(outdir, 'many.js')]));
    const firstMs = Array.from({ length: FIRST_RUNS }, () => Number(outputOf([join(outdir, 'first.js')])));
    return { speeds, rows: rowsOf(speeds, Math.min(...firstMs)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function outputOf(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function rowsOf(speeds: ResetSpeeds, firstMs: number): readonly Row[] {
  const [asked, aim] = [100_000, 480_000];
  return [
    atLeast('Smart Code Reset, every frame on the bus, warm median', speeds.warmMedian, '× real time', asked, aim),
    atLeast('the same, best', speeds.warmBest, '× real time', asked, aim),
    atLeast('the same, last 100 of a thousand', speeds.lastMedian, '× real time', asked, aim),
    atLeast('the same, without cyclic frames', speeds.withoutCyclicFrames, '× real time', 500_000, 2_000_000),
    lessThan(`first run in a fresh process, best of ${FIRST_RUNS}`, firstMs, 'ms', 80, 50),
    lessThan('heap growth over a thousand procedures', speeds.heapGrowthMb, 'MB', 5),
  ];
}
