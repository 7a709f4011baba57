import { SMART_KEY_BROADCASTS } from '../broadcasts.ts';
import { ENUMERATIONS } from '../codes.ts';
import type { EcuDescription, RoutineSpec } from '../ecu-description.ts';
import type { FieldSpec } from '../value-spec.ts';
import { DATA_IDENTIFIERS } from './data-identifiers.ts';
import { NEGATIVE_RESPONSES, OUTPUTS, TROUBLE_CODES } from './faults-and-outputs.ts';
import { ROUTINES, RUN_RESULTS, STOPPED } from './routines.ts';
import { SECURITY_LEVELS, SERVICES } from './services.ts';

/** The Smart Key ECU. */
export const SMART_KEY: EcuDescription = {
  node: 'SMART_KEY',
  title: 'Smart Key ECU',
  enumerations: ENUMERATIONS,
  services: SERVICES,
  securityLevels: SECURITY_LEVELS,
  dataIdentifiers: DATA_IDENTIFIERS,
  routines: {
    reset: routine(ROUTINES.reset),
    registration: routine(ROUTINES.registration),
    erasure: routine(ROUTINES.erasure),
  },
  outputs: OUTPUTS,
  troubleCodes: TROUBLE_CODES,
  negativeResponses: NEGATIVE_RESPONSES,
  parameters: [],
  monitorTests: [],
  broadcasts: Object.values(SMART_KEY_BROADCASTS),
};

function routine({
  detail,
  ...spec
}: Omit<RoutineSpec, 'stop' | 'results'> & { readonly detail: readonly FieldSpec[] }): RoutineSpec {
  return { ...spec, stop: STOPPED, results: [...RUN_RESULTS, ...detail] };
}
