/** Undesignated Key Permanent Erasure (ERA). */
import { response, SILENCE } from './answer-set.ts';
import { OUTCOME, REASON, endProcedure, logRefusal } from './history.ts';
import type { Effect, Handler, Key, OracleProfile, Procedure, Reply, State, StepResult } from './model.ts';
import { NRC, negative, positive } from './replies.ts';
import { beep, registeredKeys } from './vehicle.ts';

type Window = Extract<Procedure, { readonly kind: 'window' }>;

/** ERA-1. The option's value comes before the sequence and the conditions (conformance 50). */
export const declareKeys: Handler = (_profile, state, request) => {
  const count = request[5] ?? 0;
  const registered = registeredKeys(state).length;
  const { kind } = state.procedure;
  const refuse = (reason: number): Reply => negative(logRefusal(state, 3, reason, true), request, NRC.conditions);
  if (state.memory.isUnreadable) {
    // Open: with no readable keys every count is out of range, yet VEH-5 says 0x22.
    const reply = refuse(REASON.memory);
    return { ...reply, allowed: [...reply.allowed, ...negative(state, request, NRC.outOfRange).allowed] };
  }
  if (count < 1 || count >= registered) return negative(state, request, NRC.outOfRange);
  if (kind === 'window') return negative(state, request, NRC.sequence);
  if (kind !== 'idle' && kind !== 'declared') return refuse(REASON.otherProcedure);
  const declared: State = { ...state, procedure: { kind: 'declared', sinceUs: state.nowUs, count } };
  return positive(declared, request, [0x01, 0x02, 0x03, 0x31, count, registered - count]);
};

/** ERA-2. */
export const openWindow: Handler = (_profile, state, request) => {
  const { procedure } = state;
  if (procedure.kind !== 'declared') return negative(state, request, NRC.sequence);
  const { count } = procedure;
  const window: Procedure = {
    kind: 'window',
    sinceUs: state.nowUs,
    count,
    touched: [],
    deleteUs: null,
    wasRefused: false,
  };
  return positive({ ...state, procedure: window }, request, [0x01, 0x02, 0x03, 0x32]);
};

/** ERA-3. */
export function touchInWindow(state: State, procedure: Window, key: Key): StepResult {
  const isKept = procedure.deleteUs === null && registeredKeys(state).includes(key.id);
  if (!isKept || procedure.touched.includes(key.id)) return { state, effects: [] };
  return beep({ ...state, procedure: { ...procedure, touched: [...procedure.touched, key.id] } }, 'exterior', 1);
}

/** ERA-4, ERA-7. A write that takes no time is done at once; else `finishErasure` answers when it is over. */
export const deleteKeys: Handler = (profile, state, request, endpoint) => {
  const { procedure } = state;
  if (procedure.kind !== 'window') return negative(state, request, NRC.sequence);
  if (procedure.touched.length !== procedure.count) {
    const logged = logRefusal(state, 3, REASON.countDiffers, false);
    return negative({ ...logged, procedure: { ...procedure, wasRefused: true } }, request, NRC.conditions);
  }
  const stopped: State = { ...state, procedure: { ...procedure, deleteUs: state.nowUs } };
  if (profile.erasureWriteUs === 0) {
    const { state: erased, count } = erase(profile, stopped, procedure);
    return positive(erased, request, [0x01, 0x02, 0x03, 0x00, count]);
  }
  const physical = endpoint === 'oem' ? 'oem' : 'generic';
  const isSuppressed = ((request[1] ?? 0) & 0x80) !== 0;
  const untilUs = state.nowUs + profile.erasureWriteUs;
  const busy = { sinceUs: state.nowUs, untilUs, endpoint: physical, isSuppressed } as const;
  return { state: { ...stopped, busy }, allowed: [], effects: pending(profile, state.nowUs, physical) };
};

/** Conformance 20–23: the first 0x78 before P2 is over, then each before P2* is, and no sooner than 0.3 P2*. */
function pending(profile: OracleProfile, atUs: number, endpoint: 'oem' | 'generic'): readonly Effect[] {
  const { erasureWriteUs: takes, p2Us, p2StarUs } = profile;
  if (takes < p2Us) return [];
  const atLeast = takes === p2Us ? 0 : Math.ceil((takes - p2Us) / p2StarUs);
  const atMost = 1 + Math.floor(takes / (0.3 * p2StarUs));
  return [{ kind: 'pending', atUs, endpoint, sid: 0x31, latestUs: atUs + p2Us, atLeast, atMost }];
}

/** ERA-5: every registered key that was not touched is retired, at once. */
function erase(
  profile: OracleProfile,
  state: State,
  window: Window,
): { readonly state: State; readonly count: number } {
  const erased = registeredKeys(state).filter((id) => !window.touched.includes(id));
  const slots = state.memory.slots.map((id) => (id !== null && erased.includes(id) ? null : id));
  const retired = [...state.memory.retired, ...erased];
  const written: State = { ...state, memory: { ...state.memory, slots, retired } };
  return { state: endProcedure(profile, written, OUTCOME.completed, REASON.none), count: erased.length };
}

/** The write is over. Conformance 11: after a 0x78 the answer comes in spite of the suppress bit. */
export function finishErasure(profile: OracleProfile, state: State): StepResult {
  const { busy, procedure } = state;
  if (busy === null || procedure.kind !== 'window') return { state, effects: [] };
  const { state: erased, count } = erase(profile, state, procedure);
  const answer = response([0x71, 0x01, 0x02, 0x03, 0x00, count]);
  const tookUs = busy.untilUs - busy.sinceUs;
  const isSilent = busy.isSuppressed && tookUs < profile.p2Us;
  const isEither = busy.isSuppressed && tookUs === profile.p2Us;
  const allowed = isSilent ? [SILENCE] : isEither ? [SILENCE, answer] : [answer];
  const s3DeadlineUs = state.session === 3 ? state.nowUs + profile.s3Us : null;
  const effects: readonly Effect[] = [{ kind: 'answer', atUs: state.nowUs, endpoint: busy.endpoint, allowed }];
  return { state: { ...erased, busy: null, s3DeadlineUs }, effects };
}

/** ERA-6. Open: the reason of a window that ran out, none or step timeout. */
export function timeOutWindow(profile: OracleProfile, state: State): StepResult {
  return { state: endProcedure(profile, state, OUTCOME.timedOut, [REASON.none, REASON.stepTimeout]), effects: [] };
}
