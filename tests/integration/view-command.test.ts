import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackCar, type PackedViewerData } from '../../hil/report/packed-car.ts';
import type { ViewerData } from '../../hil/report/viewer-data.ts';
import { pageBlock } from '../support/page-block.ts';
import { runCommand } from './support/in-process.ts';

let folder = '';
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-view-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function dataOf(page: string): ViewerData {
  const data = pageBlock(readFileSync(page, 'utf8'), 'viewer') as PackedViewerData;
  return { ...data, cars: data.cars.map(unpackCar) };
}

const OPEN_DOOR = '(1000.000000) can0 620#0000000000200000\n';
const REQUEST = '(1000.500000) can0 750#B5021003CCCCCCCC\n(1000.500240) can0 758#B5065003003201F4\n';

describe('smartkey view of a log', () => {
  it('has what frames report: doors, requests in words, times from the first frame', async () => {
    writeFileSync(path('a.log'), OPEN_DOOR + REQUEST);
    const end = await runCommand('view', path('a.log'), '--output', path('a.html'));
    expect([end.exitCode, end.stdout, end.stderr]).toEqual([0, `${path('a.html')}\n`, '']);
    const { cars, title, verdict } = dataOf(path('a.html'));
    expect([title, verdict, cars.length]).toEqual(['a.log', null, 1]);
    const [car] = cars;
    expect(car?.known?.slice(0, 4)).toEqual([
      ['driver', 0],
      ['passenger', 0],
      ['rearLeft', 0],
      ['rearRight', 0],
    ]);
    expect(car?.events.map(({ timeUs, event }) => [timeUs, event])).toEqual([
      [0, 'view'],
      [500_240, 'uds-exchange'],
    ]);
    expect(car?.events[1]?.text).toBe('Open the extended session: done.');
    expect(car?.frames.rows.length).toBe(3);
  });

  it('says how much it shows of one that is too long, and how to see what follows', async () => {
    const lines = Array.from({ length: 200_010 }, (_, index) => `(${(index / 1000).toFixed(6)}) can0 123#00\n`);
    writeFileSync(path('long.log'), lines.join(''));
    const first = await runCommand('view', path('long.log'), '--output', path('a.html'));
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toMatch(
      /^note: Not the whole trace: 200,000 frames \(0\.000000 s to 199\.999000 s\) are shown, about \d+ % of the file; --from 199 shows what follows\.$/m,
    );
    expect(dataOf(path('a.html')).notes).toHaveLength(1);
    const rest = await runCommand('view', path('long.log'), '--from', '199', '--output', path('b.html'));
    expect([rest.exitCode, rest.stderr]).toEqual([0, '']);
    expect(dataOf(path('b.html')).cars[0]?.frames.rows.length).toBe(1010);
  }, 60_000);

  it('refuses one of a newer version, and shows the rest on request', async () => {
    const known = '{"timeUs":0,"kind":"state","source":"smart-key","event":"ecu","state":"booting"}\n';
    writeFileSync(path('new.jsonl'), `${known}{"timeUs":5,"kind":"hologram","source":"x","event":"y"}\n`);
    const refused = await runCommand('view', path('new.jsonl'), '--output', path('a.html'));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('line 2: there is no kind "hologram"');
    expect(refused.stderr).toContain('a newer version of this program may have written it');
    expect(existsSync(path('a.html'))).toBe(false);
    const shown = await runCommand('view', path('new.jsonl'), '--skip-bad', '--output', path('a.html'));
    expect(shown.exitCode).toBe(0);
    expect(dataOf(path('a.html')).notes).toEqual(['1 line or block could not be read and is left out.']);
  });

  it('refuses a file that is not a trace, a missing file, an empty log, and a folder', async () => {
    writeFileSync(path('a.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
    writeFileSync(path('empty.log'), '');
    mkdirSync(path('folder'));
    for (const [name, words] of [
      ['a.png', 'unknown format'],
      ['none.log', 'bundle or trace not found: '],
      ['empty.log', 'has no frame and no event: there is nothing to show'],
      ['folder', 'is a folder, and no bundle'],
    ] as const) {
      const { exitCode, stderr } = await runCommand('view', path(name), '--output', path('x.html'));
      expect([name, exitCode]).toEqual([name, 2]);
      expect(stderr).toContain(words);
      expect(stderr).toContain('hint: ');
    }
  });
});

describe('smartkey view of a bundle', () => {
  const SCENARIO = `name: It is expected to be open
steps:
  - vehicle: { doors: { trunk: open } }
  - expect: { doors: { driver: open } }
`;

  it('runs it again and has source, steps, and the state at each step', async () => {
    writeFileSync(path('a.yaml'), SCENARIO);
    const run = await runCommand('run', path('a.yaml'), '--report', path('reports'));
    expect(run.exitCode).toBe(1);
    const bundle = /bundles\/([\w.-]+\.bundle)/.exec(run.stdout + run.stderr)?.[1] ?? '';
    const end = await runCommand('view', path(`reports/bundles/${bundle}`), '--output', path('a.html'), '--json');
    expect(JSON.parse(end.stdout)).toEqual({
      file: path('a.html'),
      title: 'It is expected to be open',
      verdict: 'fail',
      notes: [],
      opened: false,
    });
    const { steps, sources, cars } = dataOf(path('a.html'));
    expect(steps.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(sources.map(({ text }) => text)).toEqual([SCENARIO]);
    expect(cars[0]?.known).toBe(null);
    expect(cars[0]?.stepEnds).toHaveLength(2);
    const manifest = readFileSync(path(`reports/bundles/${bundle}/bundle.json`), 'utf8');
    writeFileSync(path(`reports/bundles/${bundle}/bundle.json`), manifest.replace('"bundle": 1', '"bundle": 2'));
    const newer = await runCommand('view', path(`reports/bundles/${bundle}`), '--output', path('b.html'));
    expect(newer.exitCode).toBe(2);
    expect(newer.stderr).toContain('has format 2; this version of the program reads format 1');
  }, 60_000);
});
