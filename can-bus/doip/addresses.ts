/** Logical addresses of an entity and of the ECUs behind it. */
export interface DoipAddresses {
  /** The entity's own. */
  readonly entity: number;
  /** Physical addresses that lead to an ECU, the entity's own among them. */
  readonly targets: readonly number[];
  /** Reaches all ECUs. */
  readonly functional: number;
  /** First and last address of testers. */
  readonly testers: readonly [first: number, last: number];
}

/** The identification of an entity, for testers that look for vehicles. */
export interface DoipIdentity {
  readonly vin: string;
  readonly logicalAddress: number;
  /** 6 bytes: the entity. */
  readonly eid: Uint8Array;
  /** 6 bytes: the group of entities of a vehicle. */
  readonly gid: Uint8Array;
}
