import { readFileSync } from 'node:fs';

/** What pages are made of: built from `hil/browser/` into `dist/browser/`. */
type BrowserAsset =
  | 'dashboard.js'
  | 'dashboard.css'
  | 'dashboard-events.js'
  | 'dealer.js'
  | 'dealer.css'
  | 'report.js'
  | 'report.css'
  | 'viewer.js'
  | 'viewer.css'
  | 'coverage.css'
  | 'openapi-explorer.js';

/** Relative to this file, to the built command and to a part of it that is loaded later. */
const FOLDERS = ['../dist/browser/', './browser/', '../browser/'];

const texts = new Map<BrowserAsset, string>();

/** The text of a script or style sheet. @throws Error where the project has not been built */
export function browserAsset(name: BrowserAsset): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  for (const folder of FOLDERS) {
    try {
      const text = readFileSync(new URL(folder + name, import.meta.url), 'utf8');
      texts.set(name, text);
      return text;
    } catch {
      // The next folder may contain it.
    }
  }
  throw new Error(`${name} has not been built: run npm run build`);
}
