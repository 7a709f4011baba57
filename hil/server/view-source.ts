import type { Profile } from '../../ecu-sim/profile.ts';
import { CarStateReader } from '../car/car-state.ts';
import { profileDifferences } from '../car/profile-differences.ts';
import type { Car } from '../car/car.ts';
import type { CarControl } from '../car/host/car-control.ts';
import type { CarView } from '../view/car-view.ts';

/** What is the same as long as the server runs. */
export interface ViewIdentity {
  readonly instance: string;
  /** Of the profile; `default`, or `custom` where the profile is another one, where absent. */
  readonly profileName?: string;
}

/** Reads the whole view of a car, as the HTTP interface serves it. */
export class ViewSource {
  readonly #control: CarControl;
  readonly #identity: ViewIdentity;
  #car: Car;
  #reader: CarStateReader;
  #profile: CarView['profile'];

  constructor(control: CarControl, identity: ViewIdentity) {
    this.#control = control;
    this.#identity = identity;
    this.#car = control.car;
    this.#reader = new CarStateReader(control.car);
    this.#profile = this.#profileOf(control.car.profile);
  }

  /** Of the present instant; nothing moves. */
  read(lastEventId: number): CarView {
    const control = this.#control;
    if (control.car !== this.#car) {
      this.#car = control.car;
      this.#reader = new CarStateReader(control.car);
      this.#profile = this.#profileOf(control.car.profile);
    }
    return {
      ...this.#reader.read(),
      timeMode: control.timeMode,
      rate: control.rate,
      paused: control.paused,
      lagMs: control.lagMs(),
      instance: this.#identity.instance,
      seed: control.car.seed,
      profile: this.#profile,
      buses: control.buses(),
      lastEventId,
    };
  }

  #profileOf(profile: Profile): CarView['profile'] {
    const differs = profileDifferences(profile);
    const name = this.#identity.profileName ?? (Object.keys(differs).length === 0 ? 'default' : 'custom');
    return { name, differs };
  }
}
