import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const GZIP_LEVEL = 5;

/** Nothing but this very style and script; data needs no leave. */
export function policyFor(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * A block of data within a page: JSON, compressed, in base64. No markup can end it, and it is about a tenth as long as
 * its JSON. The page's script reads it with `DecompressionStream`.
 */
export function dataBlock(id: string, value: unknown): string {
  // A low level: a report is written while somebody waits, and a higher one saves little.
  const packed = gzipSync(JSON.stringify(value), { level: GZIP_LEVEL }).toString('base64');
  return `<script type="application/gzip" id="${id}">${packed}</script>\n`;
}
