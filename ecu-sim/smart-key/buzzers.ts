import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';

/** Exterior: registration, erasure, 2F 2001. Interior: a dead key's touch. Answer-back: lock and unlock (VEH-3). */
export type BuzzerName = 'exterior' | 'interior' | 'answer-back';

/** The length of a beep and of the pause after it (VEH-3). */
const BEEP_ON_US = 100_000;
const BEEP_OFF_US = 100_000;
const BEEP_PERIOD_US = BEEP_ON_US + BEEP_OFF_US;

/** Edges still to come: at `startUs` + n × 100 ms the buzzer turns on (n even) or off, until `edges` are done. */
interface Sounding {
  readonly buzzer: BuzzerName;
  readonly nextEdgeUs: Micros;
  /** Edges left, an even number while silent. */
  readonly edgesLeft: number;
  /** When the next signal of this buzzer may begin. */
  readonly freeAtUs: Micros;
}

/** Counts since power-on, each at the instant at which the signal is ordered, and the resulting sounds. */
export interface Buzzers {
  readonly exterior: number;
  readonly interior: number;
  readonly answerBack: number;
  /** Beeps in the last exterior signal. */
  readonly last: number;
  /** One entry per buzzer that is sounding. */
  readonly soundings: readonly Sounding[];
}

export const SILENT_BUZZERS: Buzzers = { exterior: 0, interior: 0, answerBack: 0, last: 0, soundings: [] };

/**
 * Orders a signal. It counts now; it sounds now, or after the signal that is sounding (VEH-3).
 *
 * @param count beeps, 1 to 5
 */
export function orderBeeps(buzzers: Buzzers, buzzer: BuzzerName, count: number, nowUs: Micros): Buzzers {
  const counted: Buzzers = {
    exterior: buzzers.exterior + (buzzer === 'exterior' ? count : 0),
    interior: buzzers.interior + (buzzer === 'interior' ? count : 0),
    answerBack: buzzers.answerBack + (buzzer === 'answer-back' ? count : 0),
    last: buzzer === 'exterior' ? count : buzzers.last,
    soundings: buzzers.soundings,
  };
  const current = buzzers.soundings.find((sounding) => sounding.buzzer === buzzer);
  const rest = buzzers.soundings.filter((sounding) => sounding !== current);
  if (current === undefined || (current.edgesLeft === 0 && current.freeAtUs <= nowUs)) {
    const started = { buzzer, nextEdgeUs: nowUs, edgesLeft: 2 * count, freeAtUs: nowUs + count * BEEP_PERIOD_US };
    return { ...counted, soundings: [...rest, started] };
  }
  const edgesLeft = current.edgesLeft + 2 * count;
  const nextEdgeUs = current.edgesLeft === 0 ? current.freeAtUs : current.nextEdgeUs;
  const extended = { buzzer, nextEdgeUs, edgesLeft, freeAtUs: current.freeAtUs + count * BEEP_PERIOD_US };
  return { ...counted, soundings: [...rest, extended] };
}

/** When the next buzzer turns on or off. */
export function nextEdgeUs(buzzers: Buzzers): Micros {
  let next = NEVER_US;
  for (const sounding of buzzers.soundings) if (sounding.nextEdgeUs < next) next = sounding.nextEdgeUs;
  return next;
}

/** Processes the edges that are due; `onEdge` is called for each. */
export function takeEdges(buzzers: Buzzers, nowUs: Micros, onEdge: (buzzer: BuzzerName, on: boolean) => void): Buzzers {
  if (nextEdgeUs(buzzers) > nowUs) return buzzers;
  const soundings: Sounding[] = [];
  for (const sounding of buzzers.soundings) {
    if (sounding.nextEdgeUs > nowUs) {
      soundings.push(sounding);
      continue;
    }
    if (sounding.edgesLeft === 0) continue;
    onEdge(sounding.buzzer, sounding.edgesLeft % 2 === 0);
    const edgesLeft = sounding.edgesLeft - 1;
    // The last pause belongs to the signal, so that the next one is separate from it.
    soundings.push({ ...sounding, edgesLeft, nextEdgeUs: sounding.nextEdgeUs + BEEP_ON_US });
  }
  return { ...buzzers, soundings };
}

/** A reset of the ECU keeps the counts (they run since power-on) and ends the sound. */
export function silence(buzzers: Buzzers): Buzzers {
  return buzzers.soundings.length === 0 ? buzzers : { ...buzzers, soundings: [] };
}
