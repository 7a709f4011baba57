/*
 * Markdown of the documentation site: its generated pages, and links of the pages that are read in the repository too. No
 * files are read here.
 */
import { posix } from 'node:path';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '{': '&#123;',
  '}': '&#125;',
  '|': '&#124;',
  '*': '&#42;',
};

/** Text that is neither markup nor an expression of the site generator, in a line or in a cell of a table. */
export function plain(text: string): string {
  return text
    .replaceAll(/[&<>{}|*]/g, (sign) => ENTITIES[sign] ?? sign)
    .replaceAll(/([_`[\]])/g, '\\$1')
    .replaceAll('\n', ' ');
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

interface LinkPlaces {
  /** Path of the page in the repository. */
  readonly page: string;
  /** What is at a path of the repository; null for nothing. */
  readonly kindOf: (path: string) => 'page' | 'file' | 'folder' | null;
  /** The address that a file has on the site. */
  readonly addressOf: (path: string) => string;
}

const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/**
 * The text of a page with links that work on the site: to pages and pictures as they are, to other files where they are
 * on the site, to a folder's README. What is in blocks of code stays.
 */
export function withSiteLinks(text: string, places: LinkPlaces): string {
  const parts = text.split(/(^```[^]*?^```)/m);
  const replaced = parts.map((part, at) => {
    if (at % 2 === 1) return part;
    return part.replaceAll(LINK, (whole: string, mark: string, label: string, target: string) =>
      siteLink({ whole, mark, label, target }, places),
    );
  });
  return replaced.join('');
}

interface Link {
  readonly whole: string;
  readonly mark: string;
  readonly label: string;
  readonly target: string;
}

function siteLink({ whole, mark, label, target }: Link, { page, kindOf, addressOf }: LinkPlaces): string {
  if (/^(?:https?:|mailto:|#)/.test(target)) return whole;
  const [path = ''] = target.split('#');
  const file = posix.join(posix.dirname(page), path).replace(/\/$/, '');
  const kind = kindOf(file);
  if (kind === null) throw new Error(`${page}: there is no ${target}`);
  if (kind === 'page' || mark === '!') return whole;
  if (kind === 'file') return `[${label}](${addressOf(file)})`;
  // A folder without a README is nothing that a site can show.
  return kindOf(posix.join(file, 'README.md')) === 'page' ? `[${label}](${posix.join(path, 'README.md')})` : label;
}
