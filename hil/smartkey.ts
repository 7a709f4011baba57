import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { OperationError } from '../can-bus/errors/operation-error.ts';
import { shellWord } from '../can-bus/text/shell-quote.ts';

const NAME = 'smartkey';
const PACKAGE = 'virtual-smart-key';
const MODULES = 'node_modules';

/** Where a command is looked up, and the location of this package. */
interface CommandPlace {
  /** The variable PATH. */
  readonly path: string;
  /** The package's own folder. */
  readonly packageFolder: string;
}

/** The folder in npm's cache where `npx` installs what a project does not have. */
const NPX_CACHE = '_npx';

/**
 * How this package is installed: `clone` of the repository, in a `project`'s own `node_modules`, `global` where a shell
 * finds the command, or fetched by `npx`.
 */
type Installation = 'clone' | 'project' | 'global' | 'npx';

export function installationOf({ path, packageFolder }: CommandPlace): Installation {
  const home = realPath(packageFolder);
  // In a clone `npx` always finds it, even if a link elsewhere has the same name.
  if (!home?.split(sep).includes(MODULES)) return 'clone';
  if (home.split(sep).includes(NPX_CACHE)) return 'npx';
  // npm adds a project's own commands to the path for its scripts only, not for a shell.
  const folders = path.split(delimiter).filter((folder) => !folder.endsWith(join(MODULES, '.bin')));
  const isFound = folders.some((folder) => {
    // Windows uses a script instead of a link, beside the packages.
    const shim = existsSync(join(folder, `${NAME}.cmd`)) ? join(folder, MODULES, PACKAGE) : null;
    const real = realPath(shim ?? join(folder, NAME));
    return real !== null && (real === home || real.startsWith(home + sep));
  });
  return isFound ? 'global' : 'project';
}

/**
 * How the command is typed: by its name alone where a shell finds this installation, and through `npx` in a clone and
 * in a project that has the package in its own `node_modules`. Where `npx` has fetched it there is only the package's
 * name: a package called like the command could belong to someone else.
 */
export const COMMANDS: Readonly<Record<Installation, string>> = {
  clone: `npx ${NAME}`,
  project: `npx ${NAME}`,
  global: NAME,
  npx: `npx ${PACKAGE}`,
};

/** The command that installs this package again, with everything that is compiled. */
export const INSTALL_COMMANDS: Readonly<Record<Installation, string>> = {
  clone: 'npm ci --include=optional',
  project: `npm install --include=optional ${PACKAGE}`,
  global: `npm install --global --include=optional ${PACKAGE}`,
  npx: `npm install --include=optional ${PACKAGE}`,
};

function realPath(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null;
}

/** The folder of the `package.json` above this file: in a clone, and in the built command. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** How this package is installed here. */
export const INSTALLATION: Installation = installationOf({
  path: process.env['PATH'] ?? '',
  packageFolder: packageFolder(),
});

const SMARTKEY: string = COMMANDS[INSTALLATION];

/** A command line that can be pasted into the user's shell. Every printed one comes from here. */
export function smartkey(words: string): string {
  return `${SMARTKEY} ${words}`;
}

/** The same from single words, each quoted where a shell requires it. */
export function smartkeyLine(words: readonly string[]): string {
  return smartkey(words.map(shellWord).join(' '));
}

/** Runs a command on a kernel with CAN, by a script that only a clone has; null elsewhere. */
export function guestLine(words: string, installation: Installation = INSTALLATION): string | null {
  return installation === 'clone' ? `npm run guest -- ${words}` : null;
}

/**
 * A page of the documentation, as a path that can be opened here.
 *
 * @param name such as `connect.md`
 * @param place this package, and where its user is
 */
export function docPage(
  name: string,
  place: DocPlace = { packageFolder: packageFolder(), folder: process.cwd() },
): string {
  const path = join(place.packageFolder, 'docs', name);
  // A container has the programs alone.
  if (!existsSync(path)) return `docs/${name} in the repository`;
  const fromHere = relative(place.folder, path);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}

interface DocPlace {
  readonly packageFolder: string;
  /** The working directory. */
  readonly folder: string;
}

/** What to do about an error in this installation, by the code of the error: lower packages do not know it. */
const HINTS_HERE: Readonly<Record<string, string | null>> = {
  'bench/unreachable': `start it with "${smartkey('car')}"`,
  'bench/no-kernel-can': andSo(guestLine('COMMAND'), 'runs a command on a kernel with CAN'),
  'bench/optional-package': `the command is "${INSTALL_COMMANDS[INSTALLATION]}"`,
};

function andSo(line: string | null, does: string): string | null {
  return line === null ? null : `"${line}" ${does}`;
}

/** The hint of an error, followed by the command for it in this installation. */
export function hintHere({ code, hint }: OperationError): string | null {
  const more = HINTS_HERE[code] ?? null;
  return hint === null || more === null ? hint : `${hint}; ${more}`;
}

/** A path as a word of a command line, where `@` begins a tag and `-` a flag. */
export function pathWord(path: string): string {
  return /^[@-]/.test(path) ? `./${path}` : path;
}
