/** Whose memory a file holds: a file of another vehicle must not be taken for this one's. */
export interface VehicleIdentity {
  /** 17 characters. */
  readonly vin: string;
  /** 28 bits. */
  readonly ecuSerial: number;
}
