import { readFileSync } from 'node:fs';

const FILE = 'ecu-sim/signals/virtual-smart-key.dbc';
/** From this file and from a part of the built command; from the built command itself. */
const ROOTS = ['../../', '../'];

/** The DBC file that the project ships. @throws Error where it is missing from the package */
export function canDatabase(): string {
  for (const root of ROOTS) {
    try {
      return readFileSync(new URL(root + FILE, import.meta.url), 'utf8');
    } catch {
      // The next folder may have it.
    }
  }
  throw new Error(`${FILE} is missing from the package`);
}
