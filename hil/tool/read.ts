import { SID } from '../../can-bus/uds/service-ids.ts';
import { failedBefore, readVin } from './run-utility.ts';
import { wakeByDoor } from './identify-vehicle.ts';
import { needKeyCount, readValue } from './ecu-requests.ts';
import type { ToolUtility } from './tool-result.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { identifierReading, type IdentifierReading } from '../tester/identifier-readings.ts';
import { UtilityFailure } from './utility-failure.ts';

const TESTER_PRESENT: Uint8Array = Uint8Array.of(SID.testerPresent, 0x00);

/**
 * The utility that reads the data of the Smart Key ECU: identification, keys, inputs, procedure, history. It
 * changes nothing; the session stays as it is.
 */
export function* read(ecu: EcuDescription = SMART_KEY): ToolUtility {
  try {
    yield* wakeByDoor(TESTER_PRESENT);
    const vin = yield* readVin();
    const readings: IdentifierReading[] = [];
    for (const [name, spec] of Object.entries(ecu.dataIdentifiers)) {
      readings.push(identifierReading(name, spec, yield* readValue(spec), ecu));
    }
    const keys = yield* needKeyCount('the keys are counted');
    return { kind: 'done', utility: 'read', vin, readings, keys };
  } catch (error) {
    if (!(error instanceof UtilityFailure)) throw error;
    return failedBefore('read', error);
  }
}
