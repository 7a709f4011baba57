import { gunzipSync } from 'node:zlib';

/** The data of a block of a page, as its script reads it; null where there is no such block. */
export function pageBlock(page: string, id: string): unknown {
  const text = new RegExp(`<script type="application/gzip" id="${id}">([A-Za-z0-9+/=]*)</script>`).exec(page)?.[1];
  return text === undefined ? null : (JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as unknown);
}
