// Markdown of the generated pages, and links of the pages that are read on GitHub too. Pure: no files.
import { posix } from 'node:path';

/** Text that is neither markup nor an expression of the site generator, in a line or in a cell of a table. */
export function plain(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '{': '&#123;', '}': '&#125;', '|': '&#124;', '*': '&#42;' };
  return String(text)
    .replaceAll(/[&<>{}|*]/g, (sign) => entities[sign])
    .replaceAll(/([_`[\]])/g, '\\$1')
    .replaceAll('\n', ' ');
}

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Seconds of vehicle time with all their microseconds, as traces write them. */
export function seconds(us) {
  return us === null ? '' : `${(us / 1_000_000).toFixed(6)} s`;
}

/**
 * The text of a page with links that work on the site: to pages as they are, to other files where `onFile` puts them.
 * Links in blocks of code stay.
 *
 * @param page its path in the repository
 * @param kindOf what is at a path: 'page', 'file', 'folder', or null for nothing
 * @param onFile takes a file's path, and answers its address on the site
 */
export function withSiteLinks(text, { page, kindOf, onFile }) {
  const blocks = text.split(/(^```[^]*?^```)/m);
  const replaced = blocks.map((block, at) => (at % 2 === 1 ? block : block.replaceAll(LINK, replaceLink)));
  return replaced.join('');

  function replaceLink(whole, mark, label, target) {
    if (/^(?:https?:|mailto:|#)/.test(target)) return whole;
    const [path, anchor] = target.split('#');
    const file = posix.join(posix.dirname(page), path);
    const kind = kindOf(file);
    if (kind === 'page') return whole;
    if (kind === 'folder' && kindOf(posix.join(file, 'README.md')) === 'page') {
      return `${mark}[${label}](${posix.join(path, 'README.md')}${anchor === undefined ? '' : `#${anchor}`})`;
    }
    if (kind === 'folder') return label;
    if (kind === null) throw new Error(`${page}: there is no ${target}`);
    return mark === '!' ? whole : `[${label}](${onFile(file)})`;
  }
}

const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
