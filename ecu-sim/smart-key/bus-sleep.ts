import type { Micros } from '../../can-bus/time/micros.ts';
import type { VehicleSignals } from './state.ts';

/** The time after the last door edge for which the ECU still takes part (VEH-7). A tool reads 1.5 s, to be on the safe side. */
const STAY_AWAKE_US: Micros = 2_000_000;

const POWER_OFF = 0;

/**
 * VEH-7: with `busSleep` on the ECU falls silent on the bus when the power is off, no courtesy switch has moved for
 * 2 s and no procedure is under way; the next door edge wakes it. It keeps receiving the body ECU, which reports
 * doors and power mode. From that instant on it sends no broadcast frame and takes no new request, but brings to its
 * end what it has begun: a request whose first frame it has taken is received, answered and kept up with 0x78.
 */
export class BusSleep {
  readonly enabled: boolean;
  #awakeUntilUs: Micros = 0;

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** Something that keeps it awake from now on for its time: a boot, a door edge, power gone off, a procedure's end. */
  stir(nowUs: Micros): void {
    this.#awakeUntilUs = nowUs + STAY_AWAKE_US;
  }

  /** Compares what was known before a frame of the body ECU and after it. */
  notice(before: VehicleSignals, after: VehicleSignals, nowUs: Micros): void {
    if (before === after) return;
    const edge =
      before.doorDriver !== after.doorDriver ||
      before.doorPassenger !== after.doorPassenger ||
      before.doorRearLeft !== after.doorRearLeft ||
      before.doorRearRight !== after.doorRearRight;
    const switchedOff = before.powerMode !== POWER_OFF && after.powerMode === POWER_OFF;
    if (edge || switchedOff) this.stir(nowUs);
  }

  isAsleep(signals: VehicleSignals, procedureUnderWay: boolean, nowUs: Micros): boolean {
    return this.enabled && !procedureUnderWay && signals.powerMode === POWER_OFF && nowUs >= this.#awakeUntilUs;
  }

  snapshot(): Micros {
    return this.#awakeUntilUs;
  }

  restore(awakeUntilUs: Micros): void {
    this.#awakeUntilUs = awakeUntilUs;
  }
}
