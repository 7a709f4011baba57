import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';

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
 * How the command is typed: by its name alone where a shell finds this installation, and through `npx` in a clone and
 * in a project that has the package in its own `node_modules`. Where `npx` has fetched it there is only the package's
 * name: a package called like the command could belong to someone else.
 */
export function commandName({ path, packageFolder }: CommandPlace): string {
  const home = realPath(packageFolder);
  // In a clone `npx` always finds it, even if a link elsewhere has the same name.
  if (!home?.split(sep).includes(MODULES)) return `npx ${NAME}`;
  if (home.split(sep).includes(NPX_CACHE)) return `npx ${PACKAGE}`;
  // npm adds a project's own commands to the path for its scripts only, not for a shell.
  const folders = path.split(delimiter).filter((folder) => !folder.endsWith(join(MODULES, '.bin')));
  const isFound = folders.some((folder) => {
    // Windows uses a script instead of a link, beside the packages.
    const shim = existsSync(join(folder, `${NAME}.cmd`)) ? join(folder, MODULES, PACKAGE) : null;
    const real = realPath(shim ?? join(folder, NAME));
    return real !== null && (real === home || real.startsWith(home + sep));
  });
  return isFound ? NAME : `npx ${NAME}`;
}

function realPath(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null;
}

/** The folder of the `package.json` above this file: in a clone, and in the built command. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const SMARTKEY: string = commandName({ path: process.env['PATH'] ?? '', packageFolder: packageFolder() });

/** A command line that can be pasted into the user's shell. Every printed one comes from here. */
export function smartkey(words: string): string {
  return `${SMARTKEY} ${words}`;
}

/** The same from single words, each quoted where a shell requires it. */
export function smartkeyLine(words: readonly string[]): string {
  return smartkey(words.map(quoted).join(' '));
}

/** A path as a word of a command line, where `@` begins a tag and `-` a flag. */
export function pathWord(path: string): string {
  return /^[@-]/.test(path) ? `./${path}` : path;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
