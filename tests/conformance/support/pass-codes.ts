import { createHmac } from 'node:crypto';

/**
 * The pass-code of a seed in hex, worked out once more from the scheme as it is published: `vehicleKey =
 * HMAC-SHA-256(secret, VIN)`, then an HMAC of `01 ‖ seed` for six digits, of `02 ‖ seed` for six bytes.
 */
export function keyFor(level: 1 | 2 | 3 | 4, seed: string, secret: string, vin: string): string {
  const vehicleKey = createHmac('sha256', secret).update(vin).digest();
  const prefix = level === 1 ? '01' : '02';
  const digest = createHmac('sha256', vehicleKey)
    .update(Buffer.from(prefix + seed.replaceAll(' ', ''), 'hex'))
    .digest();
  const code =
    level === 1
      ? Buffer.from(String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0'), 'latin1')
      : digest.subarray(0, 6);
  return [...code].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
