import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dbcFile } from './dbc-file.ts';
import { diagnosticsPage } from './diagnostics-page.ts';
import { BODY } from '../../ecu-sim/description/body-description.ts';
import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { ENGINE } from '../../ecu-sim/description/engine-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';

/** The files that are written from the diagnostic descriptions: `npm run generate`. */

interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const ROOT = new URL('../../', import.meta.url);
const ECUS: readonly EcuDescription[] = [SMART_KEY, ENGINE, BODY];

export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: fileURLToPath(new URL('docs/diagnostics.md', ROOT)), text: diagnosticsPage(ECUS) },
  { path: fileURLToPath(new URL('ecu-sim/signals/virtual-smart-key.dbc', ROOT)), text: dbcFile([BODY, SMART_KEY]) },
];

if (import.meta.main) for (const { path, text } of GENERATED_FILES) writeFileSync(path, text);
