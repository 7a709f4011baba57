import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { INTERMISSION_BITS, WireInstant } from './bit-timing.ts';
import type { BitTiming } from './bit-timing.ts';
import type { ErrorConfinement } from './error-confinement.ts';
import type { Station } from './station.ts';

/**
 * The stations that are bus-off, and when each one recovers: after 128 times 11 recessive bits (ISO 11898-1), counted
 * from the last end of frame, or from when it went bus-off after that. A held one begins when it is released.
 */
export class BusOffRecovery {
  /** Number of nodes that are bus-off. The wire checks this at each frame. */
  count = 0;
  readonly #stations: readonly Station[];
  readonly #timing: BitTiming;
  /** End of the last intermission on the wire. */
  readonly #free: WireInstant;
  readonly #confinement: ErrorConfinement;
  readonly #instant: WireInstant;

  constructor(stations: readonly Station[], timing: BitTiming, free: WireInstant, confinement: ErrorConfinement) {
    this.#stations = stations;
    this.#timing = timing;
    this.#free = free;
    this.#confinement = confinement;
    this.#instant = new WireInstant(timing, 0);
  }

  /** A station goes bus-off. */
  begin(station: Station, nowUs: Micros): void {
    station.enterBusOff(nowUs);
    this.count++;
  }

  /** A held station begins its recovery; nothing happens where there is none. */
  release(station: Station, nowUs: Micros): void {
    if (!station.busOff || !station.heldOff) return;
    station.heldOff = false;
    station.enterBusOff(nowUs);
  }

  /** When the first one recovers; `NEVER_US` where the wire is driven before. */
  firstUs(recessiveTill: Micros): Micros {
    let firstUs = NEVER_US;
    for (const station of this.#stations) {
      if (station.busOff) firstUs = Math.min(firstUs, this.#backUs(station));
    }
    return firstUs <= recessiveTill ? firstUs : NEVER_US;
  }

  /** Ends each bus-off that is due. @returns whether there was one */
  recover(nowUs: Micros, recessiveTill: Micros): boolean {
    const before = this.count;
    for (const station of this.#stations) {
      if (!station.busOff || this.#backUs(station) > Math.min(nowUs, recessiveTill)) continue;
      this.count--;
      station.recover(nowUs);
      this.#confinement.emitStateChange(station, 'bus-off', nowUs);
    }
    return this.count < before;
  }

  /** Before `free` moves: the recessive bits between the last end of frame and a start of frame. */
  countRecessiveUntil(start: WireInstant): void {
    for (const station of this.#stations) {
      if (!station.busOff || 2 * station.busOffFromUs > start.order) continue;
      this.#setOrigin(station);
      station.countRecessiveBits(Math.floor(start.unitsSince(this.#instant) / this.#timing.unitsPerBit));
    }
  }

  /** If the bus stays recessive. */
  #backUs(station: Station): Micros {
    if (station.heldOff) return NEVER_US;
    this.#setOrigin(station);
    this.#instant.setAfter(this.#instant, station.recoveryBits * this.#timing.unitsPerBit);
    return this.#instant.ceilUs();
  }

  /** Sets `#instant` to where its recessive bits count from: the last end of frame, or its bus-off where that came after. */
  #setOrigin(station: Station): void {
    this.#instant.setAfter(this.#free, -INTERMISSION_BITS * this.#timing.unitsPerBit);
    if (2 * station.busOffFromUs > this.#instant.order) this.#instant.setMicros(station.busOffFromUs);
  }
}
