import { createHash } from 'node:crypto';
import { browserAsset } from '../../../browser-asset.ts';
import { FAVICON } from '../../../http/favicon.ts';

/** Path of the pages' style sheet and script. */
export const ASSET_FOLDER = '/dealer/assets';

/** A style sheet, script or icon, under a name that changes with its content, so that it can be cached without limit. */
interface PageAsset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

interface PageAssets {
  readonly icon: PageAsset;
  readonly style: PageAsset;
  readonly script: PageAsset;
}

let loaded: PageAssets | null = null;

/** The pages' style sheet, script and icon, read once. @throws Error where the project has not been built */
export function pageAssets(): PageAssets {
  loaded ??= {
    icon: toAsset('favicon.svg', 'image/svg+xml', FAVICON),
    style: toAsset('dealer.css', 'text/css; charset=utf-8', browserAsset('dealer.css')),
    script: toAsset('dealer.js', 'text/javascript; charset=utf-8', browserAsset('dealer.js')),
  };
  return loaded;
}

function toAsset(name: string, type: string, text: string): PageAsset {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const [stem = '', extension = ''] = name.split('.');
  return { path: `${ASSET_FOLDER}/${stem}-${digest}.${extension}`, type, text };
}
