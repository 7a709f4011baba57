import { numberToHex } from '../../can-bus/bytes/hex.ts';

/** One element of a byte pattern. `symbol` names captured bytes, or a key's id. */
type PatternToken =
  | { readonly kind: 'byte'; readonly value: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'symbol'; readonly name: string };

/** Bytes in the notation of scenarios: `67 01 ** ** {seed} ..`. */
export type BytePattern = readonly PatternToken[];

/** The bytes behind the names in braces. */
export type Symbols = ReadonlyMap<string, Uint8Array>;

const SYMBOL = /^\{([A-Za-z][A-Za-z0-9_-]*)\}$/;

/**
 * Reads a pattern: bytes of two hex digits (with or without spaces between them), `{name}`, and, for a response, `**`
 * for any byte and `..` at the end for any further bytes.
 *
 * @returns null where the text is not a pattern
 */
export function parseBytePattern(text: string, wildcards: boolean): BytePattern | null {
  const words = text.trim().split(/\s+/);
  const tokens: PatternToken[] = [];
  for (const [index, word] of words.entries()) {
    const symbol = SYMBOL.exec(word)?.[1];
    if (symbol !== undefined) tokens.push({ kind: 'symbol', name: symbol });
    else if (wildcards && word === '**') tokens.push({ kind: 'any' });
    else if (wildcards && word === '..' && index === words.length - 1) tokens.push({ kind: 'rest' });
    else if (/^(?:[0-9A-Fa-f]{2})+$/.test(word)) tokens.push(...bytesOf(word));
    else return null;
  }
  return tokens;
}

function bytesOf(word: string): PatternToken[] {
  const pairs = word.match(/../g) ?? [];
  return pairs.map((pair) => ({ kind: 'byte', value: Number.parseInt(pair, 16) }));
}

/** Names in braces, each once. */
export function symbolsOf(pattern: BytePattern): readonly string[] {
  return [...new Set(pattern.flatMap((token) => (token.kind === 'symbol' ? [token.name] : [])))];
}

/** The bytes of a pattern without wildcards; null where a name has no bytes yet. */
export function bytesOfPattern(pattern: BytePattern, symbols: Symbols): Uint8Array | null {
  const bytes: number[] = [];
  for (const token of pattern) {
    if (token.kind === 'byte') bytes.push(token.value);
    else if (token.kind === 'symbol') {
      const value = symbols.get(token.name);
      if (value === undefined) return null;
      bytes.push(...value);
    } else return null;
  }
  return Uint8Array.from(bytes);
}

/** Whether bytes match the pattern; a name without bytes matches nothing. */
export function matchesPattern(pattern: BytePattern, bytes: Uint8Array, symbols: Symbols): boolean {
  let place = 0;
  for (const token of pattern) {
    switch (token.kind) {
      case 'rest':
        return true;
      case 'any':
        if (place >= bytes.length) return false;
        place += 1;
        break;
      case 'byte':
        if (bytes[place] !== token.value) return false;
        place += 1;
        break;
      case 'symbol': {
        const value = symbols.get(token.name);
        const start = place;
        if (value?.every((byte, index) => bytes[start + index] === byte) !== true) return false;
        place += value.length;
      }
    }
  }
  return place === bytes.length;
}

/** The pattern in the notation of scenarios, with a space between bytes. */
export function formatPattern(pattern: BytePattern): string {
  return pattern.map(formatToken).join(' ');
}

function formatToken(token: PatternToken): string {
  switch (token.kind) {
    case 'byte':
      return numberToHex(token.value, 2);
    case 'any':
      return '**';
    case 'rest':
      return '..';
    case 'symbol':
      return `{${token.name}}`;
  }
}
