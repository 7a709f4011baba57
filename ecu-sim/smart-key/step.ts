import type { Micros } from '../../can-bus/time/micros.ts';
import { HISTORY_CAPACITY, type HistoryEntry, type LastRun, type NvmContent } from '../memory/content.ts';
import { orderBeeps, type BuzzerName } from './buzzers.ts';
import {
  OUTCOMES,
  PROCEDURES,
  PROCEDURE_STATES,
  REASONS,
  type KeyProcedure,
  type OutcomeName,
  type ReasonName,
} from '../description/codes.ts';
import type { SmartKeyEvent } from './events.ts';
import {
  draftOf,
  procedureStateOf,
  type EndpointName,
  type FirmwareContext,
  type FirmwareDraft,
  type FirmwareState,
  type Procedure,
  type VehicleSignals,
} from './state.ts';

/** The actions of a step outside of the firmware. */
export type FirmwareEffect =
  | { readonly kind: 'respond'; readonly endpoint: EndpointName; readonly payload: Uint8Array }
  | { readonly kind: 'reset-ecu' }
  | { readonly kind: 'event'; readonly event: SmartKeyEvent };

/** Of a step that has none so far; never added to. */
const NO_EFFECTS: FirmwareEffect[] = [];

/**
 * One step of the firmware while it is being computed: the state so far and the effects so far. The functions of the
 * procedures and services write to it; from outside, a step is `(state, input, now) → (state, effects)`.
 */
export class FirmwareStep {
  #effects: FirmwareEffect[] = NO_EFFECTS;
  readonly context: FirmwareContext;
  readonly signals: VehicleSignals;
  readonly nowUs: Micros;
  #state: FirmwareState;
  /** The state, once it is a copy that nobody else has yet. */
  #draft: FirmwareDraft | null = null;

  constructor(context: FirmwareContext, state: FirmwareState, signals: VehicleSignals, nowUs: Micros) {
    this.context = context;
    this.#state = state;
    this.signals = signals;
    this.nowUs = nowUs;
  }

  /** In the order in which they are to happen. */
  get effects(): readonly FirmwareEffect[] {
    return this.#effects;
  }

  get state(): FirmwareState {
    return this.#state;
  }

  /** The state, to be changed: the first change of a step copies it. */
  get draft(): FirmwareDraft {
    if (this.#draft === null) this.#state = this.#draft = draftOf(this.#state);
    return this.#draft;
  }

  /** Changes the memory's content; all changes of one step are one atomic write. */
  store(part: Partial<NvmContent>): void {
    this.draft.content = { ...this.state.content, ...part };
  }

  emit(event: SmartKeyEvent): void {
    this.#add({ kind: 'event', event });
  }

  respond(endpoint: EndpointName, payload: Uint8Array): void {
    this.#add({ kind: 'respond', endpoint, payload });
  }

  /** The ECU restarts, after all that comes before. */
  resetEcu(): void {
    this.#add({ kind: 'reset-ecu' });
  }

  beep(buzzer: BuzzerName, count: number): void {
    this.draft.buzzers = orderBeeps(this.state.buzzers, buzzer, count, this.nowUs);
    this.emit({ kind: 'beeps-ordered', buzzer, count });
  }

  enter(procedure: Procedure): void {
    this.draft.procedure = procedure;
    this.emit({ kind: 'procedure', procedure: procedure.kind, state: procedureStateOf(procedure) });
  }

  /** Adds an entry to the history (VEH-6). */
  log(procedure: KeyProcedure, outcome: OutcomeName, reason: ReasonName): void {
    const { history, historyCounter } = this.state.content;
    const counter = (historyCounter + 1) & 0xff;
    const entry: HistoryEntry = {
      procedure: PROCEDURES[procedure],
      outcome: OUTCOMES[outcome],
      reason: REASONS[reason],
      counter,
      seconds: this.lifeSeconds(),
    };
    this.store({
      history: [entry, ...history.slice(0, HISTORY_CAPACITY - 1)],
      historyCounter: counter,
      lifeSeconds: entry.seconds,
    });
    this.emit({ kind: 'history', procedure, outcome, reason });
  }

  /** Seconds since the start of the ECU's life. */
  lifeSeconds(): number {
    return this.context.lifeBaseSeconds + Math.floor(this.nowUs / 1_000_000);
  }

  /** Records the progress or the end of a run, for the routine's results. */
  storeRun(run: LastRun, procedure: KeyProcedure): void {
    const [reset, registration, erasure] = this.state.content.lastRuns;
    this.store({
      lastRuns: [
        procedure === 'reset' ? run : reset,
        procedure === 'registration' ? run : registration,
        procedure === 'erasure' ? run : erasure,
      ],
    });
  }

  /** Marks a run as in progress in the memory, so that its results can be reported after a power loss. */
  storeUnderWay(procedure: KeyProcedure, detail: LastRun['detail'] = [0, 0, 0]): void {
    const state = PROCEDURE_STATES[procedureStateOf(this.state.procedure)];
    this.storeRun({ state, outcome: OUTCOMES['under-way'], reason: 0, elapsedMs: 0, detail }, procedure);
  }

  /** Most steps have one effect: V8 makes a list of one at its size, but room for 17 where an empty one grows. */
  #add(effect: FirmwareEffect): void {
    if (this.#effects === NO_EFFECTS) this.#effects = [effect];
    else this.#effects.push(effect);
  }
}

/** Ids of the registered keys, in the order of their slots. */
export function registeredKeys(content: NvmContent): readonly number[] {
  return content.slots.filter((id) => id !== null);
}

export function isRegistered(content: NvmContent, id: number): boolean {
  return content.slots.includes(id);
}

export function freeSlots(content: NvmContent): number {
  let free = 0;
  for (const id of content.slots) if (id === null) free++;
  return free;
}
