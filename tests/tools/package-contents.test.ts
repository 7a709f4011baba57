import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const packed = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

describe('the package as npm packs it', () => {
  it('ships the DBC of the broadcast frames, and the file that its export names', () => {
    const { stdout, status } = spawnSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    const [{ files }] = packed.parse(JSON.parse(stdout));
    const paths = files.map(({ path }) => path);
    for (const kind of ['dbc', 'json', 'pdx']) expect(paths).toContain(`ecu-sim/signals/virtual-smart-key.${kind}`);
    const url = import.meta.resolve('virtual-smart-key/virtual-smart-key.dbc');
    expect(url).toMatch(/\/ecu-sim\/signals\/virtual-smart-key\.dbc$/);
    expect(readFileSync(new URL(url), 'utf8')).toContain('BO_ 1461 SMART_KEY_STATUS');
    for (const folder of ['tests/', 'can-bus/']) expect(paths.filter((path) => path.startsWith(folder))).toEqual([]);
    // The commands themselves, which are there before anything is built.
    expect(paths.filter((path) => path.startsWith('hil/'))).toEqual([
      'hil/cli/smartkey.js',
      'hil/cli/virtual-smart-key.js',
    ]);
  });
});
