import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { ReceivedSignals } from './received-signals.ts';
import type { FirmwareState, VehicleSignals } from './state.ts';

/** How long the ECU stays active after the last door edge (VEH-7). A tool assumes 1.5 s, to be on the safe side. */
const STAY_AWAKE_US: Micros = 2_000_000;

const POWER_OFF = 0;

/**
 * VEH-7: with `busSleep` on the ECU stops sending on the bus when the power is off, no courtesy switch has moved for 2
 * s and no procedure is in progress; the next door edge wakes it, and so does a button of a registered key that locks or
 * unlocks: the order goes out on the bus (KEY-5, KEY-7). It keeps receiving the body ECU, which reports doors
 * and power mode. From that instant on it sends no broadcast frame and accepts no new request, but completes what it
 * has begun: a request whose first frame it has accepted is received, answered and kept alive with 0x78.
 */
export class BusSleep {
  readonly enabled: boolean;
  #awakeUntilUs: Micros = 0;

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /**
   * Something that keeps it awake for the full time from now on: a boot, a door edge, power switched off, a procedure's
   * end, an order to lock or unlock.
   */
  stir(nowUs: Micros): void {
    this.#awakeUntilUs = nowUs + STAY_AWAKE_US;
  }

  /** A frame of the body ECU, for the values that are known. */
  hear(frame: CanFrame, signals: ReceivedSignals, nowUs: Micros): void {
    const before = this.enabled ? signals.at(nowUs) : null;
    signals.take(frame, nowUs);
    if (before !== null) this.notice(before, signals.at(nowUs), nowUs);
  }

  /** Compares the known values before and after a frame of the body ECU. */
  notice(before: VehicleSignals, after: VehicleSignals, nowUs: Micros): void {
    const edge =
      before.doorDriver !== after.doorDriver ||
      before.doorPassenger !== after.doorPassenger ||
      before.doorRearLeft !== after.doorRearLeft ||
      before.doorRearRight !== after.doorRearRight;
    const switchedOff = before.powerMode !== POWER_OFF && after.powerMode === POWER_OFF;
    if (edge || switchedOff) this.stir(nowUs);
  }

  /** Compares the firmware before and after a step. */
  noticeStep(before: FirmwareState, after: FirmwareState, nowUs: Micros): void {
    const ends = before.procedure.kind !== 'none' && after.procedure.kind === 'none';
    const orders = after.lockRequestUntilUs !== before.lockRequestUntilUs && after.lockRequestUntilUs !== NEVER_US;
    if (ends || orders) this.stir(nowUs);
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
