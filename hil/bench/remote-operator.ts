import { z } from 'zod';

import { PortError } from '../../can-bus/ports/port-error.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import { BenchError, type StimulusResult } from '../scenario/bench.ts';
import { formatKeyId, parseKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { KeySpec } from '../scenario/scenario.ts';
import { httpAddress } from '../http/http-address.ts';
import { callCar } from '../tool/call-car.ts';

const keyAnswer = z.object({ id: z.string(), location: z.enum(['cabin', 'outside']) });
const stateAnswer = z.object({ timeMode: z.enum(['virtual', 'real']), rate: z.number(), keys: z.array(keyAnswer) });
const reactionAnswer = z.object({ reaction: z.string(), reason: z.string().nullable() });
const startAnswer = z.object({ running: z.boolean(), reason: z.string().nullable() });

/** The operator of a bench whose "real" ECU is a virtual car of another process: radio and supply, by its HTTP interface. */
export class RemoteOperator {
  readonly #base: string;

  constructor(url: string) {
    this.#base = httpAddress(url, 'car').origin;
  }

  /**
   * Makes sure that the keys of a scenario exist and are where they should be; returns their ids by name. @throws
   * BenchError
   */
  async prepare(keys: readonly KeySpec[], rate: number): Promise<ReadonlyMap<string, number>> {
    const state = await this.#call('GET', '/api/state', undefined, stateAnswer);
    if (state.timeMode !== 'real' || state.rate !== rate) {
      const has = state.timeMode === 'real' ? `rate ${state.rate}` : 'virtual time';
      throw new BenchError(`the car at ${this.#base} has ${has}, and the bench rate ${rate}`, 'make them the same');
    }
    const ids = new Map<string, number>();
    for (const { name, id, boundVin, cabinOf, batteryMv } of keys) {
      const there = state.keys.find((key) => id !== null && key.id === formatKeyId(id));
      const body = {
        ...(id === null ? {} : { id: formatKeyId(id) }),
        life: boundVin === null ? 'blank' : 'bound',
        batteryV: batteryMv / 1000,
      };
      const key = there ?? (await this.#call('POST', '/api/keys', body, keyAnswer));
      const wanted = cabinOf === null ? 'outside' : 'cabin';
      ids.set(name, parseKeyId(key.id));
      if (key.location !== wanted) await this.move(parseKeyId(key.id), wanted);
    }
    return ids;
  }

  touch(id: number): Promise<StimulusResult> {
    return this.#call('POST', `/api/keys/${formatKeyId(id)}/touch`, {}, reactionAnswer);
  }

  async move(id: number, to: 'cabin' | 'outside'): Promise<void> {
    await this.#call('POST', `/api/keys/${formatKeyId(id)}/move`, { to }, reactionAnswer);
  }

  press(id: number, button: KeyButton, holdMs: number): Promise<StimulusResult> {
    return this.#call('POST', `/api/keys/${formatKeyId(id)}/press`, { button, holdMs }, reactionAnswer);
  }

  pressEngineSwitch(): Promise<StartAnswer> {
    return this.#call('POST', '/api/vehicle/start', {}, startAnswer);
  }

  async setVehicle({ batteryMv, ...change }: VehicleChange): Promise<void> {
    const { powerMode, ...others } = change;
    const body = {
      ...others,
      // The engine is started by its switch, not set.
      ...(powerMode === undefined || powerMode === 'running' ? {} : { powerMode }),
      ...(batteryMv === undefined ? {} : { batteryV: batteryMv / 1000 }),
    };
    if (Object.keys(body).length > 0) await this.#call('POST', '/api/vehicle', body, z.unknown());
  }

  async powerCycle(offUs: Micros): Promise<void> {
    await this.#call('POST', '/api/power-cycle', { offMs: offUs / MICROS_PER_MILLI }, z.unknown());
  }

  async setFault(fault: string, on: boolean): Promise<void> {
    await this.#call('POST', '/api/faults', { fault, on }, z.unknown());
  }

  async #call<Answer>(method: 'GET' | 'POST', path: string, body: unknown, answer: z.ZodType<Answer>): Promise<Answer> {
    try {
      return await callCar(this.#base, method, path, body, answer);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw new BenchError(error.message, error.hint, { cause: error });
    }
  }
}
