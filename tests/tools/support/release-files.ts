// What a release consists of, into reports/release: the packed package, the list of what ships (SBOM, CycloneDX), and the
// section of the changelog.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { shippedSbom, type Sbom } from '../../config/shipped-sbom.ts';
import { changelogSection } from '../../config/changelog-section.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'reports/release');
const { name, version, dependencies, optionalDependencies } = packageJson;

function npm(...words: readonly string[]): string {
  return execFileSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// The command is built already; npm would build it again.
npm('pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
const bundled = JSON.parse(readFileSync(join(root, 'dist/bundled-packages.json'), 'utf8')) as readonly string[];
// From the lock file: the same on each machine, with the binaries of every platform.
const all = JSON.parse(npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only')) as Sbom;
const runtime = Object.keys({ ...dependencies, ...optionalDependencies });
const sbom = shippedSbom({ all, name, runtime, bundled });
writeFileSync(join(folder, `${name}-${version}.cdx.json`), `${JSON.stringify(sbom, null, 2)}\n`);
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
writeFileSync(join(folder, 'notes.md'), changelogSection(changelog, version));
console.log(`reports/release: ${name}-${version}.tgz, ${name}-${version}.cdx.json, notes.md`);
