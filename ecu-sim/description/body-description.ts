import { BODY_BROADCASTS } from './broadcasts.ts';
import { ENUMERATIONS } from './codes.ts';
import { NO_DIAGNOSTICS, type EcuDescription } from './ecu-description.ts';

/** The body ECU, which has no diagnostics yet. */
export const BODY: EcuDescription = {
  ...NO_DIAGNOSTICS,
  node: 'BODY',
  title: 'Body ECU',
  enumerations: { powerMode: ENUMERATIONS.powerMode, lockStatus: ENUMERATIONS.lockStatus },
  broadcasts: Object.values(BODY_BROADCASTS),
};
