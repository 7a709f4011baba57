import { createHash } from 'node:crypto';
import { browserAsset } from '../../browser-asset.ts';

/** Where the pages' style sheet and script are found. */
export const ASSET_FOLDER = '/dealer/assets';

/** A style sheet or script, under a name that changes with its content, so that it may be cached for ever. */
export interface PageAsset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

export interface PageAssets {
  readonly style: PageAsset;
  readonly script: PageAsset;
}

let loaded: PageAssets | null = null;

/** The pages' style sheet and script, read once. @throws Error where the project has not been built */
export function pageAssets(): PageAssets {
  loaded ??= {
    style: toAsset('dealer.css', 'text/css; charset=utf-8'),
    script: toAsset('dealer.js', 'text/javascript; charset=utf-8'),
  };
  return loaded;
}

function toAsset(name: 'dealer.css' | 'dealer.js', type: string): PageAsset {
  const text = browserAsset(name);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const [stem = '', extension = ''] = name.split('.');
  return { path: `${ASSET_FOLDER}/${stem}-${digest}.${extension}`, type, text };
}
