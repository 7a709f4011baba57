import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { INTERMISSION_BITS, WireInstant } from './bit-timing.ts';
import type { BitTiming } from './bit-timing.ts';
import type { ErrorConfinement } from './error-confinement.ts';
import type { Station } from './station.ts';

/**
 * The stations that are bus-off, and when each one recovers: after 128 times 11 recessive bits (ISO 11898-1), counted
 * from the last end of frame. A held one recovers when it is released.
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

  /**
   * A station goes bus-off.
   *
   * @param recessiveTill nothing drives the wire up to this instant. On an idle bus recovery counts from now, with no
   * intermission before; otherwise a frame's end will set `free`
   */
  begin(station: Station, nowUs: Micros, recessiveTill: Micros): void {
    station.enterBusOff(nowUs);
    this.count++;
    if (nowUs > recessiveTill || 2 * nowUs <= this.#free.order) return;
    this.#free.setMicros(nowUs);
    station.recoveryCredit = -INTERMISSION_BITS;
  }

  /** A held station begins its recovery. @returns false where there is none */
  release(station: Station, nowUs: Micros, recessiveTill: Micros): boolean {
    if (!station.busOff || !station.heldOff) return false;
    station.heldOff = false;
    this.count--;
    this.begin(station, nowUs, recessiveTill);
    return true;
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
    const gapBits = Math.floor(start.unitsSince(this.#free) / this.#timing.unitsPerBit) + INTERMISSION_BITS;
    for (const station of this.#stations) {
      if (station.busOff && 2 * station.busOffFromUs <= start.order) station.countRecessiveBits(gapBits);
    }
  }

  /** If the bus stays recessive from the last end of frame on. */
  #backUs(station: Station): Micros {
    if (station.heldOff) return NEVER_US;
    this.#instant.setAfter(this.#free, (station.recoveryBits - INTERMISSION_BITS) * this.#timing.unitsPerBit);
    return this.#instant.ceilUs();
  }
}
