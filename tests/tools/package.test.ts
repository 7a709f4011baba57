import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { needTool } from './support/external-tools.ts';
import { declaredNodeVersions } from './support/node-versions.ts';

const ROOT = join(import.meta.dirname, '../..');
const RELEASE = join(ROOT, 'reports/release');
const TIMEOUT_MS = 300_000;
const run = promisify(execFile);

describe('the files of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-package-'));
  let tarball = '';
  beforeAll(() => {
    const { status, stderr } = spawnSync('node', ['tests/tools/support/release-files.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    [tarball = ''] = globSync(join(RELEASE, '*.tgz'));
  }, TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('list what is installed with the package, and what is bundled into it, as CycloneDX', () => {
    const [path = ''] = globSync(join(RELEASE, '*.cdx.json'));
    const { metadata, components } = z
      .looseObject({
        bomFormat: z.literal('CycloneDX'),
        specVersion: z.string(),
        metadata: z.looseObject({ component: z.looseObject({ purl: z.string() }) }),
        components: z.array(z.looseObject({ name: z.string(), purl: z.string(), hashes: z.array(z.unknown()).min(1) })),
      })
      .parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(metadata.component.purl).toMatch(/^pkg:npm\/virtual-smart-key@/);
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['hono', 'zod', 'argon2', 'socketcan', 'preact', 'openapi-explorer']));
    for (const name of ['vitest', 'typescript', 'eslint', 'playwright-core', 'node']) expect(names).not.toContain(name);
  });

  it(
    'are a package that works in an empty folder, on Node 22, 24 and 26',
    async (context) => {
      const versions = declaredNodeVersions();
      for (const { major, program } of versions) {
        needTool(
          existsSync(program)
            ? { kind: 'found', path: program, version: major }
            : { kind: 'missing', reason: `no Node ${major} (npm run node-versions)` },
          context,
        );
        // The first one installs it.
        const { stdout } = await run(program, ['tests/tools/support/try-package.ts', tarball, folder], { cwd: ROOT });
        expect(stdout).toMatch(new RegExp(`Node ${major}\\.[^]*is ready, with its dashboard\n.*scenarios pass\n$`));
      }
      expect(versions).toHaveLength(3);
    },
    TIMEOUT_MS,
  );
});
