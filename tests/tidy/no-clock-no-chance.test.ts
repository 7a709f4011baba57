import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles } from './source-files.ts';

const CLOCK =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bprocess\.hrtime\b|\bset(?:Timeout|Interval|Immediate)\b|\bDate\(\s*\)/;
const CHANCE = /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\bgetRandomValues\b/;

/**
 * The outermost loop and the adapters: they alone meet real time. The code of a scenario file runs before its car; a car
 * or a dealer server over HTTP is another process.
 */
const ADAPTERS = [
  ...['can-bus/ports/', 'can-bus/time/real-clock.ts', 'hil/car/host/'],
  ...['hil/scenario/run-module.ts', 'hil/scenario/module-worker.ts'],
  ...['hil/tool/car-over-http.ts', 'hil/tool/dealer/pass-code-workflow.ts'],
];

/** A bench's file that a run in virtual time uses. */
function inBench(name: string): string {
  return `hil/bench/${name}.ts`;
}

/** The part of hil that is simulated, and so gives the same run from the same seed. */
const SIMULATED = [
  ...['hil/car/', 'hil/dealer/rules/', 'hil/scenario/', 'hil/explore/', 'hil/explain/', 'hil/conformance/'],
  ...['hil/tester/', 'hil/tool/', 'hil/view/', 'hil/record/', 'hil/trace/'],
  ...['base-bench', 'bench-keys', 'bench-record', 'bench-station', 'dealer-steps', 'frame-sender'].map(inBench),
  ...['observe-car', 'observe-result', 'profile-of', 'virtual-bench', 'virtual-cars', 'sliced-bench'].map(inBench),
  ...['demo-dealer-pass-codes'].map(inBench),
];

function isCore(path: string): boolean {
  if (ADAPTERS.some((adapter) => path.startsWith(adapter))) return false;
  return !path.startsWith('hil/') || SIMULATED.some((folder) => path.startsWith(folder));
}

const core = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}').filter(({ path }) => isCore(path));

/** Tests of one process, without a browser, another program or real time. */
const timeless = sourceFiles('tests/{unit,property,conformance,oracle,scenario,spec,support}/**/*.{ts,tsx}');
/** `setImmediate` lets other work go first, and waits for no time. */
const SLEEP = new RegExp(CLOCK.source.replace('|Immediate', '').concat(String.raw`|\bwaitForTimeout\b`));

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

  it('every file of it exists', () => {
    const all = sourceFiles('{can-bus,hil}/**/*.{ts,tsx}');
    for (const place of [...ADAPTERS, ...SIMULATED]) {
      expect(all.filter(({ path }) => path.startsWith(place)).length, place).toBeGreaterThan(0);
    }
  });

  it('is tested without sleeping, and without a clock', () => {
    expect(timeless.length).toBeGreaterThan(300);
    expect(timeless.flatMap((file) => linesThatMatch(file, SLEEP))).toEqual([]);
    const sleep = {
      path: 'x.ts',
      text: 'await new Promise((resolve) => setTimeout(resolve, 50));\nsetImmediate(go);\n',
    };
    expect(linesThatMatch(sleep, SLEEP)).toHaveLength(1);
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
