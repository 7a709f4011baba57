import { KEY_PROCEDURES } from '../../ecu-sim/description/codes.ts';
import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import { passCodeBytes } from './sent-key.ts';
import { hexWords } from './view-words.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { subFunctionOf } from '../../can-bus/uds/messages.ts';

type RoutineName = keyof typeof ROUTINES;
/** What is declared of the options of a start. */
type Options = Readonly<Record<string, { readonly code: number; readonly level?: number }>>;

/** Which step of which procedure a request is, as far as it is one. */
export interface RequestStep {
  readonly bytes: Uint8Array;
  readonly sid: number;
  /** Null where it is no routine of the ECU. */
  readonly routine: RoutineName | null;
  /** `arm`, `enter` …; `stop` and `results`; null where it is none. */
  readonly option: string | null;
  /** The level that authorises it; of a 0x27 the level it is for. Null where there is none. */
  readonly level: number | null;
  /** The request in hex, to be sent again; a pass-code in it is left out. */
  readonly hex: string;
}

const START = 0x01;
const STOP = 0x02;
const RESULTS = 0x03;

export function stepOf(bytes: Uint8Array): RequestStep {
  const [sid = 0, second = 0] = bytes;
  const hidden = passCodeBytes(sid, second, bytes.length);
  const hex = hidden === 0 ? hexWords(bytes) : `${hexWords(bytes.subarray(0, -hidden))} …`;
  const head = { bytes, sid, routine: null, option: null, level: null, hex };
  if (sid === SID.securityAccess) return { ...head, level: (subFunctionOf(bytes) + 1) >> 1 };
  const routine = sid === SID.routineControl ? routineOf(bytes) : null;
  if (routine === null) return head;
  const action = subFunctionOf(bytes);
  if (action === STOP || action === RESULTS) return { ...head, routine, option: action === STOP ? 'stop' : 'results' };
  return action === START ? { ...head, routine, ...optionOf(routine, bytes[4]) } : { ...head, routine };
}

/** The request that starts an option of a routine. */
export function startOf(routine: RoutineName, option: string): string {
  const { id } = ROUTINES[routine];
  const start: Options = ROUTINES[routine].start;
  const code = start[option]?.code ?? 0;
  return hexWords(Uint8Array.of(SID.routineControl, START, id >> 8, id & 0xff, code));
}

/** The request that stops a routine. */
export function stopOf(routine: RoutineName): string {
  const { id } = ROUTINES[routine];
  return hexWords(Uint8Array.of(SID.routineControl, STOP, id >> 8, id & 0xff));
}

/** The request for a seed of a level. */
export function seedRequest(level: number): string {
  return hexWords(Uint8Array.of(SID.securityAccess, 2 * level - 1));
}

/** What sends the pass-code of a level. */
export function keyRequest(level: number): string {
  return hexWords(Uint8Array.of(SID.securityAccess, 2 * level));
}

function routineOf(bytes: Uint8Array): RoutineName | null {
  const id = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  return KEY_PROCEDURES.find((name) => ROUTINES[name].id === id) ?? null;
}

function optionOf(routine: RoutineName, code: number | undefined): Pick<RequestStep, 'option' | 'level'> {
  const start: Options = ROUTINES[routine].start;
  const found = Object.entries(start).find(([, declared]) => declared.code === code);
  if (found === undefined) return { option: null, level: null };
  const [option, declared] = found;
  return { option, level: declared.level ?? null };
}
