import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a guide of docs/how-to shows. */
export interface HowToGuide {
  readonly name: string;
  /** The change, in the form of a unified diff without line numbers. */
  readonly diff: string;
  /** A scenario that passes after the change; null where there is none. */
  readonly scenario: string | null;
  /** A program that prints `output` after the change; null where there is none. */
  readonly program: string | null;
  readonly output: string | null;
}

/** Reads a guide's blocks of code. */
export function readGuide(name: string, text: string): HowToGuide {
  const block = (language: string): string | null =>
    new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? null;
  return {
    name,
    diff: block('diff') ?? '',
    scenario: block('yaml'),
    program: block('ts'),
    output: block('text'),
  };
}

/**
 * Makes a guide's change to the sources in a folder.
 *
 * @throws Error where the lines around a change are not in the file, or are in it more than once
 */
export function applyDiff(diff: string, folder: string): void {
  for (const part of diff.split(/^--- /m).slice(1)) {
    const [from = '', to = '', ...lines] = part.split('\n');
    const path = to.replace(/^\+\+\+ b\//, '');
    const file = join(folder, path);
    const isNew = from === '/dev/null';
    if (isNew === existsSync(file)) throw new Error(`${path} ${isNew ? 'exists already' : 'does not exist'}`);
    const before = isNew ? '' : readFileSync(file, 'utf8');
    const hunks = lines.join('\n').split(/^@@\n/m).slice(1);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      hunks.reduce((text, hunk) => applyHunk(text, hunk, path), before),
    );
  }
}

function applyHunk(text: string, hunk: string, path: string): string {
  const lines = hunk.trimEnd().split('\n');
  const side = (mark: string): string =>
    lines.flatMap((line) => (line.startsWith(mark) || line.startsWith(' ') ? `${line.slice(1)}\n` : [])).join('');
  const [old, changed] = [side('-'), side('+')];
  if (old === '') return text + changed;
  const [first = '', second, ...more] = text.split(old);
  if (second === undefined) throw new Error(`${path} has no such lines:\n${old}`);
  if (more.length > 0) throw new Error(`${path} has these lines more than once:\n${old}`);
  return first + changed + second;
}
