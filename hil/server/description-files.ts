import { readFileSync } from 'node:fs';

const FOLDER = 'ecu-sim/signals/';
/** From this file and from a part of the built command; from the built command itself. */
const ROOTS = ['../../', '../'];

/** The description of the car as files for other people's tools; `npm run generate` writes them. */
export const DESCRIPTION_FILES = {
  pdx: {
    name: 'virtual-smart-key.pdx',
    type: 'application/zip',
    summary: 'download the diagnostic description',
    description: 'The services, data and trouble codes of all ECUs as an ODX package.',
  },
  dbc: {
    name: 'virtual-smart-key.dbc',
    type: 'text/plain; charset=utf-8',
    summary: 'download the CAN database',
    description: 'The broadcast frames and their signals as a DBC file.',
  },
  json: {
    name: 'virtual-smart-key.json',
    type: 'application/json',
    summary: 'download the description as JSON',
    description: 'The diagnostics and the broadcast frames of all ECUs as JSON with a version.',
  },
} as const;

export type DescriptionKind = keyof typeof DESCRIPTION_FILES;

/** The file as the project ships it. @throws Error where it is missing from the package */
export function descriptionFile(kind: DescriptionKind): Uint8Array<ArrayBuffer> {
  const path = FOLDER + DESCRIPTION_FILES[kind].name;
  for (const root of ROOTS) {
    try {
      return new Uint8Array(readFileSync(new URL(root + path, import.meta.url)));
    } catch {
      // The next folder may have it.
    }
  }
  throw new Error(`${path} is missing from the package`);
}
