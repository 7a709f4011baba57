import { createHash } from 'node:crypto';
import { browserAsset } from '../../../browser-asset.ts';

/** Path of the pages' style sheet and script. */
export const ASSET_FOLDER = '/dealer/assets';

/** A style sheet or script, under a name that changes with its content, so that it can be cached without limit. */
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

/** A key, for the browser's tab. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b5a70"/>' +
  '<path d="M12 9a7 7 0 1 0 6.7 9H22v4h4v-4h2v-4h-9.3A7 7 0 0 0 12 9zm0 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z" ' +
  'fill="#fff"/></svg>';

let loaded: PageAssets | null = null;

/** The pages' style sheet and script, read once. @throws Error where the project has not been built */
export function pageAssets(): PageAssets {
  loaded ??= {
    icon: { path: `${ASSET_FOLDER}/key.svg`, type: 'image/svg+xml', text: ICON },
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
