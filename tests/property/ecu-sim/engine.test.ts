import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINE_TROUBLE_CODES } from '../../../ecu-sim/description/engine-trouble-codes.ts';
import { answerObd, type ObdSource } from '../../../ecu-sim/engine/obd-services.ts';
import { engineValues } from '../../../ecu-sim/engine/read-engine.ts';
import {
  clearCodes,
  detect,
  newTroubleMemory,
  permanentCodes,
  setFault,
  type TroubleMemory,
} from '../../../ecu-sim/engine/trouble-memory.ts';
import {
  changeConditions,
  modelAt,
  NEW_VEHICLE_MODEL,
  type Conditions,
  type VehicleModel,
} from '../../../ecu-sim/engine/vehicle-model.ts';

const CRANK_US = 700_000;
const FAULTS = (['P0118', 'P0171', 'P0300', 'P0303', 'P0420', 'P0441'] as const).filter(
  (name) => name in ENGINE_TROUBLE_CODES,
);

interface Engine {
  readonly model: VehicleModel;
  readonly memory: TroubleMemory;
  readonly nowUs: number;
}

const conditions: fc.Arbitrary<Conditions> = fc.record({
  powerMode: fc.constantFrom('off', 'acc', 'on', 'running'),
  speedKmh: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 65_535 }).map((ckmh) => ckmh / 100),
  ),
  supplyMv: fc.integer({ min: 0, max: 65_535 }),
});

type Step = (engine: Engine) => Engine;

const waitUs = fc.oneof(fc.nat(2_000_000), fc.nat(1_000_000_000), fc.constantFrom(CRANK_US - 1, CRANK_US));

const step: fc.Arbitrary<Step> = fc.oneof(
  waitUs.map((us): Step => (engine) => ({ ...engine, nowUs: engine.nowUs + us })),
  conditions.map((next): Step => (engine) => ({
    ...engine,
    model: changeConditions(engine.model, next, engine.nowUs),
  })),
  fc.record({ fault: fc.constantFrom(...FAULTS), on: fc.boolean() }).map(({ fault, on }): Step => (engine) => {
    const memory = setFault(engine.memory, fault, on, modelAt(engine.model, engine.nowUs).runUs);
    const values = (): ReturnType<typeof engineValues> => engineValues(engine.model, memory, CRANK_US, engine.nowUs);
    return { ...engine, memory: detect(memory, modelAt(engine.model, engine.nowUs), values) };
  }),
  fc.constant<Step>((engine) => ({
    ...engine,
    memory: clearCodes(engine.memory, modelAt(engine.model, engine.nowUs)),
  })),
);

/** The engine after any life. */
const engine = fc.array(step, { maxLength: 12 }).map((steps) =>
  steps.reduce<Engine>((present, take) => take(present), {
    model: NEW_VEHICLE_MODEL,
    memory: newTroubleMemory(NEW_VEHICLE_MODEL),
    nowUs: 0,
  }),
);

function sourceOf({ model, memory, nowUs }: Engine): ObdSource {
  const { faults, stored, pending, freezeFrame } = memory;
  const permanent = permanentCodes(memory, modelAt(model, nowUs).runUs);
  const values = engineValues(model, memory, CRANK_US, nowUs);
  return { vin: '4T1BZ1FB4KU999999', values, faults, stored, pending, permanent, freezeFrame };
}

function ask(of: Engine, ...request: readonly number[]): readonly number[] {
  return [...(answerObd(Uint8Array.from(request), sourceOf(of), false) ?? [])];
}

/** The parameters that the maps of a service announce. */
function announced(of: Engine, service: number): readonly number[] {
  const suffix = service === 0x02 ? [0] : [];
  const found: number[] = [];
  for (let base = 0; base < 0x100; base += 0x20) {
    const answer = ask(of, service, base, ...suffix);
    if (answer[0] !== service + 0x40) break;
    answer.slice(2 + suffix.length).forEach((byte, index) => {
      for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) found.push(base + 8 * index + bit + 1);
    });
  }
  return found;
}

describe('the engine ECU after any life', () => {
  it.each([0x01, 0x02, 0x06, 0x09])('service %i answers exactly what its maps announce', (service) => {
    fc.assert(
      fc.property(engine, (present) => {
        const suffix = service === 0x02 ? [0] : [];
        const answered = Array.from({ length: 255 }, (_, index) => index + 1).filter(
          (parameter) => ask(present, service, parameter, ...suffix)[0] === service + 0x40,
        );
        expect(announced(present, service)).toEqual(answered);
      }),
      { numRuns: 20 },
    );
  });

  it('has values within what an engine can have, which agree with each other', () => {
    fc.assert(
      fc.property(engine, ({ model, memory, nowUs }) => {
        const values = engineValues(model, memory, CRANK_US, nowUs);
        const turns = ['cranking', 'idle', 'driving'].includes(values.phase);
        expect(values.rpm > 0).toBe(turns);
        expect(values.massAirFlow > 0).toBe(turns);
        expect(values.fuelLitresPerHour > 0).toBe(turns);
        expect(values.fuelSystem > 0).toBe(turns);
        if (values.phase === 'idle') expect(values.rpm).toBe(700);
        const ranges: readonly (readonly [number, number, number])[] = [
          [values.rpm, 0, 6400],
          [values.coolantC, -40, 90],
          [values.oilC, 25, 90],
          [values.intakeAirC, 25, 37],
          [values.catalystC, 25, 900],
          [values.intakeKpa, 15, 101],
          [values.load, 0, 100],
          [values.absoluteLoad, 0, 100],
          [values.opening, 0, 1],
          [values.timingAdvance, 0, 34],
          [values.massAirFlow, 0, 300],
          [values.fuelLevel, 0, 100],
          [values.ratio, 0.88, 1.01],
          [values.shortTermTrim, -1.5625, 1.5625],
          [values.kilometresSinceClear, 0, Infinity],
          [values.warmUpsSinceClear, 0, Infinity],
          [values.minutesSinceClear, 0, Infinity],
        ];
        for (const [value, lowest, highest] of ranges) {
          expect(value).toBeGreaterThanOrEqual(lowest);
          expect(value).toBeLessThanOrEqual(highest);
        }
        expect(values.codes).toBe(memory.stored.length);
        expect(values.lampOn).toBe(memory.stored.length > 0);
        expect(memory.freezeFrame !== null).toBe(memory.stored.length > 0);
      }),
    );
  });

  it('gives the same values whether or not the same conditions are received again in between', () => {
    fc.assert(
      fc.property(engine, waitUs, waitUs, ({ model, memory, nowUs }, firstUs, secondUs) => {
        const again = changeConditions(model, { ...model.conditions }, nowUs + firstUs);
        const endUs = nowUs + firstUs + secondUs;
        expect(engineValues(again, memory, CRANK_US, endUs)).toEqual(engineValues(model, memory, CRANK_US, endUs));
      }),
    );
  });

  it('answers any request with a positive or negative response of its service, or not at all', () => {
    fc.assert(
      fc.property(engine, fc.uint8Array({ maxLength: 12 }), fc.boolean(), (present, request, functional) => {
        const answer = answerObd(request, sourceOf(present), functional);
        if (answer === null) return;
        const [sid = 0] = request;
        expect(answer[0] === sid + 0x40 || (answer[0] === 0x7f && answer[1] === sid && answer.length === 3)).toBe(true);
        if (functional) expect(answer[0]).not.toBe(0x7f);
        expect(answer.length).toBeLessThanOrEqual(4095);
      }),
    );
  });
});
