/** At or below this a key's own battery is too weak to register it (KEY-6). */
export const WEAK_KEY_BATTERY_MV = 2200;
/** Vehicle speed from which registration is refused: 5 km/h (REG-1). */
export const SPEED_LIMIT_CKMH = 500;
