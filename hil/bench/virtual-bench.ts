import type { Micros } from '../../can-bus/time/micros.ts';
import type { ScenarioBench } from '../scenario/bench.ts';
import { VirtualCars } from './virtual-cars.ts';

/** A bench in virtual time, where each move is made in one go. */
export class VirtualBench extends VirtualCars implements ScenarioBench {
  advanceTo(timeUs: Micros): void {
    this.moveTo(timeUs);
  }

  advanceToNext(limitUs: Micros): boolean {
    const nextUs = this.nextUs();
    this.moveTo(Math.min(nextUs, limitUs));
    return nextUs <= limitUs;
  }

  powerCycle(car: string, offUs: Micros): void {
    this.moveTo(this.cutPower(car, offUs));
  }
}
