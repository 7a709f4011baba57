/**
 * A number before its noun: `1 frame`, `2 frames`.
 *
 * @param noun in the singular; words before it stay as they are, and both of `line or block` change
 * @param figure how the number is written; plainly where absent
 */
export function counted(count: number, noun: string, figure: (count: number) => string = String): string {
  return `${figure(count)} ${count === 1 ? noun : pluralOf(noun)}`;
}

/** A long number for people: `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function pluralOf(noun: string): string {
  const [first = '', ...others] = noun.split(' or ');
  if (others.length > 0) return [first, ...others].map(pluralOf).join(' or ');
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** The verb of a number of things. */
export function isOrAre(count: number): 'is' | 'are' {
  return count === 1 ? 'is' : 'are';
}
