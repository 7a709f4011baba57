import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { request } from './tool-commands.ts';
import { failedBefore, readVin } from './run-utility.ts';
import { wakeByDoor } from './identify-vehicle.ts';
import { ask, unexpectedResponse } from './ecu-requests.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { ToolUtility } from './tool-result.ts';
import { ALL_CODES, codeName, decodeListedCodes, troubleCode, type TroubleCode } from '../tester/trouble-codes.ts';
import { UtilityFailure } from './utility-failure.ts';

const TESTER_PRESENT: Uint8Array = Uint8Array.of(SID.testerPresent, 0x00);
const CODES_BY_MASK: Uint8Array = Uint8Array.of(SID.readDtcInformation, 0x02, 0xff);
const OCCURRENCE_RECORD = 0x01;

/** The utility that reads the trouble codes (0x19), each with its status and number of occurrences; changes nothing. */
export function* faults(): ToolUtility {
  try {
    yield* wakeByDoor(TESTER_PRESENT);
    const vin = yield* readVin();
    return { kind: 'done', utility: 'faults', vin, faults: yield* readTroubleCodes() };
  } catch (error) {
    if (!(error instanceof UtilityFailure)) throw error;
    return failedBefore('faults', error);
  }
}

interface ClearOptions {
  /** 24 bits; all codes where absent. */
  readonly code?: number;
}

/**
 * The utility that clears trouble codes (0x14), all or one, and reads the rest: a fault that is still present is stored
 * again at once.
 */
export function* clear({ code = ALL_CODES }: ClearOptions = {}): ToolUtility {
  try {
    yield* wakeByDoor(TESTER_PRESENT);
    const vin = yield* readVin();
    const before = yield* readTroubleCodes();
    const cleared = code === ALL_CODES ? before : before.filter((fault) => fault.raw === numberToHex(code, 6));
    const payload = Uint8Array.of(SID.clearDiagnosticInformation, code >> 16, (code >> 8) & 0xff, code & 0xff);
    yield* ask(payload, code === ALL_CODES ? 'trouble codes are cleared' : `${codeName(code)} is cleared`);
    return { kind: 'done', utility: 'clear', vin, cleared, faults: yield* readTroubleCodes() };
  } catch (error) {
    if (!(error instanceof UtilityFailure)) throw error;
    return failedBefore('clear', error);
  }
}

function* readTroubleCodes(): Conversation<readonly TroubleCode[]> {
  const doing = 'trouble codes are read';
  const listed = decodeListedCodes(yield* ask(CODES_BY_MASK, doing));
  if (listed === null) throw unexpectedResponse(doing);
  const codes: TroubleCode[] = [];
  for (const { bytes, status } of listed) codes.push(troubleCode(bytes, status, yield* readOccurrences(bytes)));
  return codes;
}

/** 0x19 06, extended data record 01; null where the ECU does not report it. */
function* readOccurrences(bytes: number): Conversation<number | null> {
  const code = [bytes >> 16, (bytes >> 8) & 0xff, bytes & 0xff];
  const outcome = yield* request(Uint8Array.of(SID.readDtcInformation, 0x06, ...code, OCCURRENCE_RECORD));
  // Echo, code and status precede the record's number and its value.
  if (outcome.kind !== 'positive' || outcome.response[6] !== OCCURRENCE_RECORD) return null;
  return outcome.response[7] ?? null;
}
