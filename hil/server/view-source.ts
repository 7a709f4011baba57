import type { Profile } from '../../ecu-sim/profile.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { CarStateReader } from '../car/car-state.ts';
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

/** Never shown. */
const SECRET = 'passcodeSecret';

function profileDifferences(profile: Profile): Readonly<Record<string, unknown>> {
  return differences({ ...profile }, { ...DEFAULT_PROFILE });
}

function differences(
  value: Readonly<Record<string, unknown>>,
  normal: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const differs: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === SECRET || JSON.stringify(part) === JSON.stringify(normal[name])) continue;
    const [shownName, shown] = shownField(name, part, normal[name]);
    differs[shownName] = shown;
  }
  return differs;
}

/** As a profile's file has it: seconds and volts. */
function shownField(name: string, part: unknown, normal: unknown): readonly [string, unknown] {
  if (typeof part === 'number' && name.endsWith('Us')) return [name.slice(0, -2), part / 1_000_000];
  if (typeof part === 'number' && name.endsWith('Mv')) return [name.slice(0, -2), part / 1000];
  if (!isFields(part) || !isFields(normal)) return [name, part];
  if (!name.endsWith('Us')) return [name, differences(part, normal)];
  const changed = Object.entries(part).filter(([field, us]) => us !== normal[field]);
  return [name.slice(0, -2), Object.fromEntries(changed.map(([field, us]) => [field, Number(us) / 1_000_000]))];
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
