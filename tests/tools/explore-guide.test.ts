import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseWorld } from '../../hil/explore/world/world-spec.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const guide = readFileSync(new URL('../../docs/explore.md', import.meta.url), 'utf8');

interface Figures {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly hash: string;
}

function explore(...words: readonly string[]): Figures {
  const { status, stdout, stderr } = spawnSync('npx', ['smartkey', 'explore', '--exhaustive', '--json', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
  const figures: Figures = JSON.parse(stdout);
  return figures;
}

/** The row of a world in the guide. */
function figuresOf(world: string): Figures {
  const row = guide.split('\n').find((line) => line.startsWith(`| \`${world}\` |`)) ?? '';
  const [states, transitions, depth, hash = ''] = row
    .split('|')
    .slice(3)
    .map((cell) => cell.trim());
  return {
    states: Number(states),
    transitions: Number(transitions),
    depth: Number(depth),
    hash: hash.replaceAll('`', ''),
  };
}

const USUAL: readonly (readonly [world: string, jobs: string])[] = [
  ['tiny', '1'],
  ['tiny', '2'],
  ['reset', '2'],
  ['reset-disturbed', '2'],
  ['registration', '2'],
  ['registration-disturbed', '2'],
  ['erasure', '1'],
  ['erasure-disturbed', '2'],
  ['erasure-drift', '2'],
];
/** Minutes each. */
const NIGHTLY: typeof USUAL = [
  ['procedures', '2'],
  ['wide', '2'],
];

describe('docs/explore.md', () => {
  it('each command works as pasted', () => {
    const commands = [...guide.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
    expect(commands.length).toBeGreaterThan(0);
    for (const line of commands) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: ROOT, encoding: 'utf8' });
      expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
    }
  });

  it('has a world that is one', () => {
    const [, text = ''] = /```yaml\n([^]*?)```/.exec(guide) ?? [];
    expect(parseWorld(parse(text), 'docs/explore.md').name).toBe('two keys');
  });

  it('has the figures of the world of transport', () => {
    const { worlds, ...found } = explore('--world', 'transport') as Figures & { worlds: readonly Figures[] };
    expect({ ...found, depth: Math.max(...worlds.map(({ depth }) => depth)) }).toMatchObject(figuresOf('transport'));
  });

  it('names every flag of the command', () => {
    const { stdout } = spawnSync('npx', ['smartkey', 'explore', '--help'], { cwd: ROOT, encoding: 'utf8' });
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1] ?? '');
    expect(flags.filter((flag) => flag !== '--no-color' && !guide.includes(flag))).toEqual([]);
  });

  it('names the file, the reason and the fix where the progress cannot be saved: exit code 5', () => {
    const search = 'dist/smartkey.js explore --exhaustive --world tiny --quiet --progress';
    // The shell's limit stops the write as a full disk does.
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -f 1; exec "$1" ${search} "$0"`, folder.path('p.bin'), process.execPath],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    expect([status, stderr.split('\n').slice(0, 2)]).toEqual([
      5,
      [
        `error: progress file ${folder.path('p.bin')} cannot be written: EFBIG: file too large, write`,
        'hint: raise the limit of file sizes (ulimit -f), or choose another disk; progress saved earlier is kept',
      ],
    ]);
    expect(readdirSync(folder.path('.'))).toEqual([]);
  });

  it.each(process.env['VSK_NIGHTLY'] === '1' ? NIGHTLY : USUAL)(
    '%s has the figures of the guide, with %s threads',
    (world, jobs) => {
      expect(explore('--world', world, '--jobs', jobs)).toMatchObject(figuresOf(world));
    },
    7_200_000,
  );
});
