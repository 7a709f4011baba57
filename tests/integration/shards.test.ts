import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './support/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** All files below a folder, with their content. */
function filesIn(path: string): Readonly<Record<string, string>> {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(files.map((file) => [file.slice(path.length), readFileSync(file, 'base64')]));
}

describe('shards that are merged', () => {
  it('of a run are the same bytes as the run in one piece: reports, bundles, output and exit code', async () => {
    const selection = ['scenarios/dealer', 'tests/scenario/fixtures/broken-on-purpose.yaml', '--reproducible'];
    const report = join(folder, 'report');
    const whole = await runCommand('run', ...selection, '--report', report);
    const files = filesIn(report);
    renameSync(report, join(folder, 'whole'));
    for (const shard of [3, 1, 2]) {
      const part = join(folder, `parts/${shard}`);
      await runCommand('run', ...selection, '--shard', `${shard}/3`, '--report', part, '--quiet', '--jobs', '2');
    }
    const merged = await runCommand('merge', join(folder, 'parts'), '--report', report);
    expect(merged).toEqual(whole);
    expect(whole.exitCode).toBe(1);
    expect(filesIn(report)).toEqual(files);
    expect(Object.keys(files).length).toBeGreaterThan(10);
  });

  it('of an exploration have the same coverage and hash', async () => {
    const [whole, merged] = [join(folder, 'whole.json'), join(folder, 'merged.json')];
    const flags = ['explore', '--seed', '3', '--runs', '15'];
    const { exitCode } = await runCommand(...flags, '--coverage', whole, '--quiet');
    for (const shard of [1, 2]) {
      const part = join(folder, `explored/${shard}`);
      expect((await runCommand(...flags, '--shard', `${shard}/2`, '--report', part, '--quiet')).exitCode).toBe(0);
    }
    expect((await runCommand('merge', join(folder, 'explored'), '--coverage', merged, '--quiet')).exitCode).toBe(
      exitCode,
    );
    expect(readFileSync(merged, 'utf8')).toBe(readFileSync(whole, 'utf8'));
  });

  it('of a conformance test have the same report', async () => {
    const [whole, merged] = [join(folder, 'whole.xml'), join(folder, 'merged.xml')];
    const flags = ['conformance', '--bus', 'virtual'];
    const one = await runCommand(...flags, '--junit', whole);
    for (const shard of [1, 2]) {
      await runCommand(...flags, '--shard', `${shard}/2`, '--report', join(folder, `probed/${shard}`));
    }
    expect(await runCommand('merge', join(folder, 'probed'), '--junit', merged)).toEqual(one);
    expect(readFileSync(merged, 'utf8')).toBe(readFileSync(whole, 'utf8'));
  });

  it('of an exhaustive exploration cannot be, and the message names what can', async () => {
    const { exitCode, stderr } = await runCommand('explore', '--exhaustive', '--shard', '1/2');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('hint: use --jobs for more threads, give each machine a world of its own with --world');
  });
});
