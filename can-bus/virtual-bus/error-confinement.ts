import type { Micros } from '../time/micros.ts';
import type { BusEventSink } from './bus-event.ts';
import type { ErrorState, Station } from './station.ts';

/** The error counters of all stations (ISO 11898-1, fault confinement), and the report of each change of state. */
export class ErrorConfinement {
  readonly #stations: readonly Station[];
  readonly #sink: BusEventSink;

  constructor(stations: readonly Station[], sink: BusEventSink) {
    this.#stations = stations;
    this.#sink = sink;
  }

  /** An error frame of another station is over: every station that is not bus-off has received it. */
  countErrorFrame(sender: Station, nowUs: Micros): void {
    for (const receiver of this.#stations) {
      if (receiver === sender || receiver.busOff) continue;
      const before = receiver.errorState;
      receiver.countReceiveError();
      this.emitStateChange(receiver, before, nowUs);
    }
  }

  /**
   * A good frame is over.
   *
   * @param transmitted false where its sender was reset meanwhile and does not count it
   * @returns whether a station still has errors that good frames count down
   */
  countGoodFrame(sender: Station, transmitted: boolean, nowUs: Micros): boolean {
    let errors = false;
    for (const member of this.#stations) {
      if (member.busOff || !member.hasErrors) continue;
      const before = member.errorState;
      if (member !== sender) member.countReceived();
      else if (transmitted) member.countTransmitted();
      this.emitStateChange(member, before, nowUs);
      errors ||= member.hasErrors;
    }
    return errors;
  }

  /** Reports the station's state if it has changed. */
  emitStateChange(station: Station, before: ErrorState, nowUs: Micros): void {
    const state = station.errorState;
    if (state === before) return;
    const { transmitErrors, receiveErrors } = station;
    this.#sink(nowUs, { kind: 'error-state', node: station.name, state, transmitErrors, receiveErrors });
  }
}
