import type { Micros } from '../../../can-bus/time/micros.ts';
import { ReceivedSignals } from '../../../ecu-sim/smart-key/received-signals.ts';
import { UNKNOWN_SIGNALS, type VehicleSignals } from '../../../ecu-sim/smart-key/state.ts';
import type { BodySignals, CarState } from './world-state.ts';

/** VEH-2: a frame of this age or older counts no more. */
const LIFE_US: Micros = 2_000_000;

/** Frames of the body ECU arrive all the time, so that the newest is always fresh. */
export function isReceiving({ bodySends, firmware }: CarState): boolean {
  return bodySends && (firmware?.communication.receive ?? false);
}

/** When the last frames become stale; never while new ones arrive, or once they are. */
export function staleAtUs(car: CarState, nowUs: Micros): Micros {
  if (car.received === null || car.firmware === null || isReceiving(car)) return Infinity;
  const atUs = car.received.atUs + LIFE_US;
  return atUs > nowUs ? atUs : Infinity;
}

/** What the shipped code makes of the frames received last, at an instant. */
function signalsOf(signals: BodySignals, ageUs: Micros): VehicleSignals {
  const received = new ReceivedSignals();
  received.restore({
    body: {
      driverDoorOpen: signals.doorOpen,
      passengerDoorOpen: false,
      rearLeftDoorOpen: false,
      rearRightDoorOpen: false,
      driverBeltUnlatched: false,
      parkingBrake: false,
    },
    bodyAtUs: 0,
    vehicle: {
      powerMode: 'on',
      trunkOpen: false,
      brake: false,
      shiftP: true,
      batteryMv: 12_600,
      speedKmh: signals.moving ? 5 : 0,
    },
    vehicleAtUs: 0,
  });
  received.onDeadline(ageUs);
  return received.current;
}

const FRESH: readonly VehicleSignals[] = [
  signalsOf({ doorOpen: false, moving: false }, 0),
  signalsOf({ doorOpen: true, moving: false }, 0),
  signalsOf({ doorOpen: false, moving: true }, 0),
  signalsOf({ doorOpen: true, moving: true }, 0),
];

export function signalsAt(car: CarState, nowUs: Micros): VehicleSignals {
  if (isReceiving(car)) {
    const { doorOpen, moving } = car.body;
    return FRESH[(doorOpen ? 1 : 0) + (moving ? 2 : 0)] ?? UNKNOWN_SIGNALS;
  }
  const { received } = car;
  if (received === null) return UNKNOWN_SIGNALS;
  // The same for each input of a state.
  if (received !== last?.received || nowUs !== last.nowUs) {
    last = { received, nowUs, signals: signalsOf(received.signals, nowUs - received.atUs) };
  }
  return last.signals;
}

let last: {
  readonly received: NonNullable<CarState['received']>;
  readonly nowUs: Micros;
  readonly signals: VehicleSignals;
} | null = null;
