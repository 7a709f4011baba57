/** What the vehicle's memory says of a key; neither a retired key nor one bound to another vehicle can ever be registered. */
export type KeyStatus = 'registered' | 'not registered' | 'bound to another vehicle' | 'retired';

/** A key of the car's state. */
interface Key {
  readonly id: string;
  readonly life?: 'blank' | 'bound' | undefined;
}

/** The keys of a vehicle as its state lists them. */
interface VehicleKeys {
  readonly slots: readonly (string | null)[];
  readonly retired: readonly string[];
}

/** The status of a key, in words. */
export function keyStatus({ id, life }: Key, { slots, retired }: VehicleKeys): KeyStatus {
  if (slots.includes(id)) return 'registered';
  if (retired.includes(id)) return 'retired';
  return life === 'bound' ? 'bound to another vehicle' : 'not registered';
}

const LISTED: readonly KeyStatus[] = ['registered', 'not registered', 'bound to another vehicle', 'retired'];

/** The order in which keys are listed: those that can do something first. */
export function compareKeyStatus(one: KeyStatus, other: KeyStatus): number {
  return LISTED.indexOf(one) - LISTED.indexOf(other);
}
