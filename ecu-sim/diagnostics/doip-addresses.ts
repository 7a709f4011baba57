/** Logical addresses of the car's DoIP gateway and of the ECUs behind it. */
export const DOIP_ADDRESSES = {
  /** The gateway itself; it answers as the Smart Key ECU's generic endpoint does. */
  gateway: 0x1000,
  smartKey: 0x1750,
  body: 0x1740,
  engine: 0x17e0,
  /** All ECUs. */
  functional: 0xe400,
  /** First and last address of testers. */
  testers: [0x0e00, 0x0fff],
} as const;
