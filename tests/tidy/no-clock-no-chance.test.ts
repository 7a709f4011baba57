import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles } from './source-files.ts';

const CLOCK =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bprocess\.hrtime\b|\bset(?:Timeout|Interval|Immediate)\b|\bDate\(\s*\)/;
const CHANCE = /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\bgetRandomValues\b/;

/** The outermost loop and the adapters: they alone meet real time. The code of a scenario file runs before its car. */
const ADAPTERS = [
  ...['can-bus/ports/', 'can-bus/time/real-clock.ts', 'hil/car/host/'],
  ...['hil/scenario/run-module.ts', 'hil/scenario/module-worker.ts'],
];

/** A bench's file that a run in virtual time uses. */
function inBench(name: string): string {
  return `hil/bench/${name}.ts`;
}

/** The part of hil that is simulated, and so gives the same run from the same seed. */
const SIMULATED = [
  ...['hil/car/', 'hil/dealer/rules/', 'hil/scenario/', 'hil/explore/'],
  ...['base-bench', 'bench-keys', 'bench-record', 'bench-station', 'dealer-steps', 'frame-sender'].map(inBench),
  ...['observe-car', 'observe-result', 'profile-of', 'virtual-bench'].map(inBench),
];

function isCore(path: string): boolean {
  if (ADAPTERS.some((adapter) => path.startsWith(adapter))) return false;
  return !path.startsWith('hil/') || SIMULATED.some((folder) => path.startsWith(folder));
}

const core = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}').filter(({ path }) => isCore(path));

describe('the core', () => {
  it('is looked at', () => {
    expect(core.length).toBeGreaterThan(60);
    expect(core.some(({ path }) => path === 'ecu-sim/firmware.ts')).toBe(true);
  });

  it('has no clock of its own', () => {
    expect(core.flatMap((file) => linesThatMatch(file, CLOCK))).toEqual([]);
  });

  it('has no chance but the seeded one', () => {
    expect(core.flatMap((file) => linesThatMatch(file, CHANCE))).toEqual([]);
  });

  it('a clock and a draw would be found', () => {
    const file = {
      path: 'x.ts',
      text: "const a = Date.now();\nconst b = Math.random();\n// setTimeout\nsay('Date.now');\n",
    };
    expect(linesThatMatch(file, CLOCK)).toEqual(['x.ts:1: const a = Date.now();']);
    expect(linesThatMatch(file, CHANCE)).toEqual(['x.ts:2: const b = Math.random();']);
  });
});
