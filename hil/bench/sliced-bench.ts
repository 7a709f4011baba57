import type { Micros } from '../../can-bus/time/micros.ts';
import { stepTowards } from '../car/host/time-slice.ts';
import type { ScenarioBench } from '../scenario/bench.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Turns } from './turns.ts';
import { VirtualCars, type VirtualBenchOptions } from './virtual-cars.ts';

/**
 * A bench in virtual time that moves in slices, between which the process does other work, and can end the run. A run
 * comes to the same as in one go.
 */
export class SlicedBench extends VirtualCars implements ScenarioBench {
  readonly #turns: Turns;

  constructor(scenario: Scenario, options: VirtualBenchOptions, turns: Turns) {
    super(scenario, options);
    this.#turns = turns;
  }

  /** One car after the other, as in one move: so the order of what happens to them is the same. */
  async advanceTo(timeUs: Micros): Promise<void> {
    for (const car of this.cars()) {
      while (car.nowUs < timeUs) {
        await this.#takeTurn();
        this.carryOut(() => car.advanceTo(stepTowards(car.nowUs, timeUs)));
      }
    }
    this.moveTo(timeUs);
  }

  async advanceToNext(limitUs: Micros): Promise<boolean> {
    const nextUs = this.nextUs();
    await this.advanceTo(Math.min(nextUs, limitUs));
    return nextUs <= limitUs;
  }

  async powerCycle(car: string, offUs: Micros): Promise<void> {
    await this.advanceTo(this.cutPower(car, offUs));
  }

  /** How far it has come within a move: not before {@link nowUs}. */
  reachedUs(): Micros {
    return Math.max(this.nowUs(), ...this.cars().map((car) => car.nowUs));
  }

  async #takeTurn(): Promise<void> {
    try {
      await this.#turns.take();
    } catch (error) {
      this.endAtCars();
      throw error;
    }
  }
}
