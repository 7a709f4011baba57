/** 0x2E (conformance 49) and 0x2F. Neither needs a level. */
import { ANY, response } from './answer-set.ts';
import type { Handler, Reply, State } from './model.ts';
import { NRC, negative, positive } from './replies.ts';
import { beep } from './vehicle.ts';

function identifier(request: Uint8Array): number {
  return (request[1] ?? 0) * 256 + (request[2] ?? 0);
}

/** F198 and F199. Open: the answer of an unreadable memory (0x72 or accepted). */
export const writeDataByIdentifier: Handler = (_profile, state, request) => {
  if (request.length < 4) return negative(state, request, NRC.length);
  const id = identifier(request);
  const value = [...request.subarray(3)];
  if (id !== 0xf198 && id !== 0xf199) return negative(state, request, NRC.outOfRange);
  if (value.length !== (id === 0xf198 ? 16 : 3)) return negative(state, request, NRC.length);
  if (id === 0xf199 && !isDate(value)) return negative(state, request, NRC.outOfRange);
  const { memory } = state;
  const written = id === 0xf198 ? { ...memory, testerSerial: value } : { ...memory, testerDate: value };
  const idBytes = [request[1] ?? 0, request[2] ?? 0];
  const reply = positive({ ...state, memory: written }, request, idBytes);
  return memory.isUnreadable ? { ...reply, allowed: [...reply.allowed, response([0x7f, 0x2e, 0x72])] } : reply;
};

function decimal(bcd: number | undefined): number | null {
  const high = Math.floor((bcd ?? 0) / 16);
  const low = (bcd ?? 0) % 16;
  return high > 9 || low > 9 ? null : high * 10 + low;
}

/** BCD YYMMDD. Open: the century; 20YY here, which differs from 19YY only in 00-02-29. */
function isDate(value: readonly number[]): boolean {
  const [year, month, day] = [decimal(value[0]), decimal(value[1]), decimal(value[2])];
  if (year === null || month === null || day === null || day < 1) return false;
  const february = year % 4 === 0 ? 29 : 28;
  const lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}

/** 2001 exterior buzzer, 2002 security indicator: 03 ‹value› adjusts, 00 returns control. */
export const inputOutputControl: Handler = (_profile, state, request) => {
  if (request.length < 4) return negative(state, request, NRC.length);
  const id = identifier(request);
  if (id !== 0x2001 && id !== 0x2002) return negative(state, request, NRC.outOfRange);
  const control = request[3] ?? 0;
  if (control !== 0x00 && control !== 0x03) {
    // Open: the order of length and control parameter, when both are wrong.
    return negative(state, request, NRC.outOfRange, ...(request.length > 5 ? [NRC.length] : []));
  }
  if (request.length !== (control === 0x00 ? 4 : 5)) return negative(state, request, NRC.length);
  return control === 0x00 ? returnControl(state, request, id) : adjust(state, request, id);
};

/** Open: the control status record. The contract gives none; ISO 14229-1 has the new state follow. */
function accepted(state: State, request: Uint8Array, effects: Reply['effects'] = []): Reply {
  const head = [0x6f, ...request.subarray(1, 4)];
  const record = request[4] ?? ANY;
  return { state, allowed: [response(head), response([...head, record])], effects };
}

function returnControl(state: State, request: Uint8Array, id: number): Reply {
  return accepted(id === 0x2002 ? { ...state, indicator: null } : state, request);
}

function adjust(state: State, request: Uint8Array, id: number): Reply {
  const value = request[4] ?? 0;
  if (id === 0x2002) {
    return value > 2 ? negative(state, request, NRC.outOfRange) : accepted({ ...state, indicator: value }, request);
  }
  if (value < 1 || value > 5) return negative(state, request, NRC.outOfRange);
  const beeped = beep(state, 'exterior', value);
  return accepted(beeped.state, request, beeped.effects);
}
