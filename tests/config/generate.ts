import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { dbcFile } from './dbc-file.ts';
import { descriptionJson } from './description-json.ts';
import { diagnosticsPage } from './diagnostics-page.ts';
import { PROTOCOLS } from './odx/communication.ts';
import type { AddressedEcu } from './odx/ecu-file.ts';
import { pdxFile } from './odx/pdx-file.ts';
import { BODY_ADDRESS } from '../../ecu-sim/body/body-diagnostics.ts';
import { BODY } from '../../ecu-sim/description/body-description.ts';
import { ENGINE } from '../../ecu-sim/description/engine-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { ENGINE_IDS } from '../../ecu-sim/engine/engine-channel.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { benchJsonSchema } from '../../hil/bench/bench-file.ts';
import { fragmentJsonSchema, scenarioJsonSchema } from '../../hil/scenario/schema.ts';

/** The files that are written from the descriptions of the ECUs and the forms of scenarios: `npm run generate`. */

interface GeneratedFile {
  readonly path: string;
  readonly content: () => string | Uint8Array | Promise<string>;
}

const ROOT = new URL('../../', import.meta.url);
const { generic, oem } = DEFAULT_PROFILE.addressing;
const ECUS: readonly AddressedEcu[] = [
  {
    ecu: SMART_KEY,
    addresses: [
      [PROTOCOLS.main, generic],
      [PROTOCOLS.vehicle, oem],
    ],
  },
  { ecu: ENGINE, addresses: [[PROTOCOLS.main, { kind: 'normal', ...ENGINE_IDS }]] },
  { ecu: BODY, addresses: [[PROTOCOLS.main, BODY_ADDRESS]] },
];

export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: inProject('docs/diagnostics.md'), content: () => diagnosticsPage(ECUS.map(({ ecu }) => ecu)) },
  { path: inProject('ecu-sim/signals/virtual-smart-key.dbc'), content: () => dbcFile([BODY, SMART_KEY]) },
  { path: inProject('ecu-sim/signals/virtual-smart-key.pdx'), content: () => pdxFile(ECUS) },
  { path: inProject('ecu-sim/signals/virtual-smart-key.json'), content: () => descriptionJson(ECUS) },
  { path: inProject('scenarios/scenario.schema.json'), content: () => schemaText(scenarioJsonSchema()) },
  { path: inProject('scenarios/fragment.schema.json'), content: () => schemaText(fragmentJsonSchema()) },
  { path: inProject('scenarios/bench.schema.json'), content: () => schemaText(benchJsonSchema()) },
];

function schemaText(schema: object): Promise<string> {
  return format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
}

function inProject(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

async function writeAll(): Promise<void> {
  for (const { path, content } of GENERATED_FILES) writeFileSync(path, await content());
}

if (import.meta.main) void writeAll();
