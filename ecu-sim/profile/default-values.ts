/** Values of the default profile that a view of the car needs too: it knows only what differs from them. */
export const DEFAULT_BATTERY_MIN_V = 11;
export const DEFAULT_ATTEMPTS_MAX = 3;
