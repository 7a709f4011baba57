import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package whose code is in what is published. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its `package.json`. */
  readonly license: string;
  /** Its licence and its notices, word for word. */
  readonly text: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(?!.*\.[cm]?[jt]s$)/i;
/** Packages without a licence file, by the package of the same authors and repository that has theirs. */
const SAME_AUTHORS: Readonly<Record<string, string>> = { '@lit-labs/ssr-dom-shim': 'lit' };

/** The packages that the inputs of a bundle are of: their folders, as the bundle names them. */
export function packageFolders(inputs: readonly string[]): readonly string[] {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/**
 * The folder of a package and of all that it needs: for a package that comes as one file, in which its dependencies are.
 * Types are left out: they are no code.
 *
 * @throws Error where one of them is not installed
 */
export function withDependencies(folder: string): readonly string[] {
  const found = new Set<string>();
  const add = (each: string): void => {
    if (found.has(each)) return;
    found.add(each);
    for (const name of Object.keys(manifestOf(each).dependencies ?? {})) {
      if (!name.startsWith('@types/')) add(installedFor(each, name));
    }
  };
  add(folder);
  return [...found].sort();
}

/** @throws Error where it has no licence file: a package whose licence is not known cannot be published */
export function bundledPackage(folder: string): BundledPackage {
  const { name, version, license } = manifestOf(folder);
  const texts = licenceTexts(folder);
  const lender = SAME_AUTHORS[name];
  if (texts.length === 0 && lender !== undefined) texts.push(...licenceTexts(installedFor(folder, lender)));
  if (license === undefined || texts.length === 0) {
    throw new Error(
      `${name} ${version} is bundled, but its package has ${license === undefined ? 'no licence' : 'no licence file'}; ` +
        'every bundled package is published with its licence text. ' +
        'Bundle another package, or name one of the same authors in tests/config/third-party-notices.ts',
    );
  }
  return { name, version, license, text: texts.join('\n\n') };
}

/** The licences of packages as one text; those that share a text word for word are listed above it. */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, license, text } of packages) {
    const line = `${name} ${version} (${license})`;
    const lines = byText.get(text) ?? [];
    if (!lines.includes(line)) byText.set(text, [...lines, line]);
  }
  const parts = [...byText].map(([text, lines]) => `${lines.join('\n')}\n\n${text}\n`);
  return parts.join(`\n${'-'.repeat(78)}\n\n`);
}

/** The same text in front of a script or style sheet, which may be passed on by itself. */
export function noticesComment(packages: readonly BundledPackage[]): string {
  if (packages.length === 0) return '';
  return `/*!\n${thirdPartyNotices(packages).replaceAll('*/', '* /')}*/\n`;
}

function licenceTexts(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => LICENCE_FILE.test(name));
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** As Node finds it: in the folder itself, and in those around it. */
function installedFor(folder: string, name: string): string {
  for (let around = folder; ; around = dirname(around)) {
    const path = join(around, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dirname(around) === around) {
      throw new Error(`${name}, which ${folder} needs, is not installed: its licence is not known. Run npm ci`);
    }
  }
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
