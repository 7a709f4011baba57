// `node tests/mutants/main.ts [name…]`: puts each defect into a copy of the sources and explores it with random runs.
// It prints how many runs and how much time it took to find it, and
// what its replay shows. Exit code 1 where one is not found or not repeated.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFECTS, type Defect } from './defects.ts';

const root: string = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['can-bus', 'ecu-sim', 'hil', 'tests/mutants', 'package.json'];
const EXPLORE = 'tests/mutants/explore-until-found.ts';
/** Groups of runs; a defect that takes longer counts as not found. */
const MAX_GROUPS = 400;

interface Found {
  readonly rule: string;
  readonly aspect: string;
  readonly runs: number;
  readonly cpuMs: number;
  /** Its scenario fails by itself; otherwise only the bundle shows the rule. */
  readonly scenarioFails: boolean;
  /** The rule that the replay of its bundle names; null where it does not repeat the failure. */
  readonly replay: string | null;
  /** Steps of the scenario. */
  readonly steps: number;
}

/** A copy of the sources in which only this defect is. */
function copyWith({ file, from, to, name }: Defect): string {
  const folder = mkdtempSync(join(tmpdir(), 'smartkey-defect-'));
  for (const source of SOURCES) cpSync(join(root, source), join(folder, source), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`"${name}": ${file} does not contain its text exactly once`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return folder;
}

async function explore(defect: Defect): Promise<Found | null> {
  const folder = copyWith(defect);
  try {
    const child = spawn(process.execPath, [EXPLORE, String(MAX_GROUPS)], { cwd: folder });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`"${defect.name}": ${errors}`);
    return JSON.parse(output) as Found | null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function wordsOf({ runs, cpuMs, rule, aspect, scenarioFails, replay, steps }: Found): string {
  const found = `${runs} runs, ${(cpuMs / 1000).toFixed(1)} s of processor time: ${rule}, ${aspect}`;
  const repeated = replay === rule ? `the replay names ${replay}` : 'NOT REPEATED';
  return `${found}; ${steps} steps, ${repeated}, the scenario ${scenarioFails ? 'fails by itself' : 'shows the way'}`;
}

const wanted = process.argv.slice(2);
const chosen = DEFECTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
let missed = 0;
for (const defect of chosen) {
  const found = await explore(defect);
  if (found?.replay !== found?.rule || found === null) missed += 1;
  console.log(`${defect.rule.padEnd(15)} ${defect.name}: ${found === null ? 'NOT FOUND' : wordsOf(found)}`);
}
console.log(`${chosen.length - missed} of ${chosen.length} defects found and repeated`);
if (missed > 0) process.exitCode = 1;
