import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVehicleState } from '../../../ecu-sim/signals/broadcast-codec.ts';
import { VEHICLE_STATE } from '../../../ecu-sim/signals/broadcast-database.ts';
import { parseProfile } from '../../../ecu-sim/profile.ts';
import { Car } from '../../../hil/car/car.ts';
import { ObdReader } from '../../support/obd-reader.ts';

/** Parameters of service 01, in the units of SAE J1979. */
const SCALINGS = {
  load: ['04', (a: number) => a / 2.55],
  coolant: ['05', (a: number) => a - 40],
  intakeKpa: ['0B', (a: number) => a],
  rpm: ['0C', (a: number, b: number) => (256 * a + b) / 4],
  speed: ['0D', (a: number) => a],
  airFlow: ['10', (a: number, b: number) => (256 * a + b) / 100],
  runTime: ['1F', (a: number, b: number) => 256 * a + b],
  barometric: ['33', (a: number) => a],
  supply: ['42', (a: number, b: number) => (256 * a + b) / 1000],
  absoluteLoad: ['43', (a: number, b: number) => (256 * a + b) / 2.55],
  fuelRate: ['5E', (a: number, b: number) => (256 * a + b) / 20],
} as const;

type Reading = Readonly<Record<keyof typeof SCALINGS, number>>;

/** What a reader shows; null where the ECU is asleep. */
function read(reader: ObdReader): Reading | null {
  const entries = Object.entries(SCALINGS).map(([name, [parameter, scale]]) => {
    const answer = reader.ask(`01 ${parameter}`);
    const [, , a = Number.NaN, b = 0] = (answer ?? '').split(' ').map((byte) => Number.parseInt(byte, 16));
    return [name, answer === null ? null : scale(a, b)] as const;
  });
  if (entries.every(([, value]) => value === null)) return null;
  return Object.fromEntries(entries) as Reading;
}

const change = fc.record({
  powerMode: fc.constantFrom('off', 'acc', 'on', 'running', 'running', 'running'),
  speedKmh: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 25_500 }).map((ckmh) => ckmh / 100),
  ),
  batteryMv: fc.integer({ min: 9_000, max: 15_000 }),
  /** Up to ten minutes: cranking, warming up, warm. */
  waitUs: fc.oneof(fc.integer({ min: 1_000, max: 2_000_000 }), fc.integer({ min: 1_000, max: 600_000_000 })),
} as const);

describe('a reader and the broadcast frames, after any drive', () => {
  it('agree with each other: power mode, speed, supply; air, load, fuel and engine speed', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const car = new Car({ profile: parseProfile({ crankTime: '900 ms' }), cyclicFrames: false });
        const reader = new ObdReader(undefined, car);
        let startedUs = 0;
        for (const { waitUs, ...vehicle } of changes) {
          const wasRunning = car.body.inputs.powerMode === 'running';
          car.setVehicle(vehicle);
          if (vehicle.powerMode === 'running' && !wasRunning) startedUs = car.nowUs;
          car.advanceTo(car.nowUs + waitUs);
        }
        const frame = [...car.log].map(({ frame }) => frame).findLast(({ id }) => id === VEHICLE_STATE.id);
        const state = decodeVehicleState(frame?.data ?? new Uint8Array(0));
        const shown = read(reader);
        expect(shown !== null).toBe(state?.powerMode === 'on' || state?.powerMode === 'running');
        if (shown === null || state === null) return;
        expect(Math.abs(shown.speed - state.speedKmh)).toBeLessThanOrEqual(0.5);
        expect(shown.supply).toBe(state.batteryMv / 1000);
        expect(shown.rpm > 0).toBe(state.powerMode === 'running');
        expect(shown.coolant).toBeGreaterThanOrEqual(25);
        expect(shown.coolant).toBeLessThanOrEqual(90);
        const sinceStart = state.powerMode === 'running' ? (car.nowUs - startedUs) / 1_000_000 : 0;
        // Whole seconds since the frame that reported the start.
        expect(shown.runTime).toBeLessThanOrEqual(sinceStart);
        expect(shown.runTime).toBeGreaterThan(sinceStart - 1.01);
        if (state.powerMode === 'on') {
          expect(shown).toMatchObject({
            load: 0,
            airFlow: 0,
            absoluteLoad: 0,
            fuelRate: 0,
            intakeKpa: shown.barometric,
          });
          return;
        }
        // Reading takes some milliseconds: not across the end of cranking.
        fc.pre(Math.abs(sinceStart - 0.9) > 0.02);
        // Speed-density: 3.456 l, 80 % volumetric efficiency, 1.184 g/l at 101.3 kPa.
        const airFlow = (shown.rpm / 120) * 3.456 * 0.8 * 1.184 * (shown.intakeKpa / 101.3);
        expect(Math.abs(shown.airFlow - airFlow)).toBeLessThan(0.02 + shown.airFlow * (0.5 / shown.intakeKpa + 0.001));
        expect(Math.abs(shown.load - (100 * shown.intakeKpa) / shown.barometric)).toBeLessThan(0.8);
        expect(Math.abs(shown.absoluteLoad - 80 * (shown.intakeKpa / 101.3))).toBeLessThan(0.7);
        expect(Math.abs(shown.fuelRate - (shown.airFlow / 14.7 / 745) * 3600)).toBeLessThan(0.03);
        if (sinceStart > 0.95 && state.speedKmh === 0) expect(shown.rpm).toBe(700);
        if (sinceStart > 0 && sinceStart < 0.85) expect(shown.rpm).toBe(250);
      }),
      { numRuns: 150 },
    );
  });
});
