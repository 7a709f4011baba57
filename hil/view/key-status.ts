/** What the vehicle's memory says of a key: neither a retired key nor a foreign one can ever be registered (KEY-1, KEY-3). */
export type KeyStatus = 'registered' | 'blank' | 'foreign' | 'retired';

/** A key of the car's state. */
interface Key {
  readonly id: string;
  /** A car of an earlier version does not report it. */
  readonly life?: 'blank' | 'bound' | undefined;
}

/** The keys of a vehicle as its state lists them. */
interface VehicleKeys {
  readonly slots: readonly (string | null)[];
  readonly retired: readonly string[];
}

export function keyStatus({ id, life }: Key, { slots, retired }: VehicleKeys): KeyStatus {
  if (slots.includes(id)) return 'registered';
  if (retired.includes(id)) return 'retired';
  return life === 'bound' ? 'foreign' : 'blank';
}

/** The status in words; in the order in which keys are listed: those that can do something first. */
export const KEY_STATUS_TEXT: Readonly<Record<KeyStatus, string>> = {
  registered: 'registered',
  blank: 'blank',
  foreign: 'bound to another vehicle',
  retired: 'retired',
};

const LISTED: readonly string[] = Object.keys(KEY_STATUS_TEXT);

export function compareKeyStatus(one: KeyStatus, other: KeyStatus): number {
  return LISTED.indexOf(one) - LISTED.indexOf(other);
}
