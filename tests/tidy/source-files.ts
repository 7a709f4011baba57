import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One source file of the project. */
export interface SourceFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** All files that match, in the order of their paths. */
export function sourceFiles(...patterns: readonly string[]): readonly SourceFile[] {
  return globSync([...patterns], { cwd: ROOT })
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
}

const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');

/** Comments, texts and templates. */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** The code with comments blanked out, line for line; texts and templates stay. */
export function withoutComments(text: string): string {
  return text.replaceAll(TOKEN, (part) => (part.startsWith('/') ? blank(part) : part));
}

/** The comments, with everything else blanked out, line for line. */
export function commentsOf(text: string): string {
  let comments = '';
  for (const { 0: part, index } of text.matchAll(TOKEN)) {
    if (part.startsWith('/')) comments += blank(text.slice(comments.length, index)) + part;
  }
  return comments + blank(text.slice(comments.length));
}

/** The code with comments and the insides of texts blanked out, line for line, so that words in them do not count. */
export function codeOf(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
  return text.replaceAll(token, (part) => {
    const quoted = part.startsWith("'") || part.startsWith('"');
    return quoted ? `${part.charAt(0)}${blank(part.slice(1, -1))}${part.charAt(0)}` : blank(part);
  });
}

/** `path:line: text` of every line that matches. */
export function linesThatMatch(file: SourceFile, pattern: RegExp, text: string = codeOf(file.text)): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : []));
}
