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

/** A block of data within a page, which the page's script reads with `DecompressionStream`. */
export function dataBlock(id: string, value: unknown): string {
  return packedBlock(id, packedData(value));
}

/**
 * The content of a block: JSON, compressed, in base64. No markup can end it, and it is about a tenth as long as its
 * JSON.
 */
export function packedData(value: unknown): string {
  // A low level: a report is written while somebody waits, and a higher one saves little.
  return gzipSync(JSON.stringify(value), { level: GZIP_LEVEL }).toString('base64');
}

/** A block of data that is packed already. */
export function packedBlock(id: string, data: string): string {
  return `<script type="application/gzip" id="${id}">${data}</script>\n`;
}
