/** The vehicle that a memory file belongs to: a file of another vehicle must not be used for this one. */
export interface VehicleIdentity {
  /** 17 characters. */
  readonly vin: string;
  /** 28 bits. */
  readonly ecuSerial: number;
}
