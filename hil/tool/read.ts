import { SID } from '../../can-bus/uds/service-ids.ts';
import { failedBefore, readVin } from './run-utility.ts';
import { wakeByDoor } from './identify-vehicle.ts';
import { needKeyCount, readValue } from './ecu-requests.ts';
import { KNOWN_IDENTIFIERS, readingOf, type IdentifierReading } from './identifier-readings.ts';
import type { ToolUtility } from './tool-result.ts';
import { UtilityFailure } from './utility-failure.ts';

const TESTER_PRESENT: Uint8Array = Uint8Array.of(SID.testerPresent, 0x00);

/**
 * The utility that reads what the Smart Key ECU tells of itself: identification, keys, inputs, procedure, history. It
 * changes nothing; the session stays as it is.
 */
export function* read(): ToolUtility {
  try {
    yield* wakeByDoor(TESTER_PRESENT);
    const vin = yield* readVin();
    const readings: IdentifierReading[] = [];
    for (const known of KNOWN_IDENTIFIERS) readings.push(readingOf(known, yield* readValue(known.identifier)));
    const keys = yield* needKeyCount('the keys are counted');
    return { kind: 'done', utility: 'read', vin, readings, keys };
  } catch (error) {
    if (!(error instanceof UtilityFailure)) throw error;
    return failedBefore('read', error);
  }
}
