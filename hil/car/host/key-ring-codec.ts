import { z } from 'zod';

import type { KeyRing, PhysicalKey } from '../key-ring.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';

const keyOfFile = z.strictObject({
  id: z.string().regex(/^[0-9A-F]{8}$/),
  boundVin: z.string().nullable(),
  batteryMv: z.int(),
  cabinOf: z.string().nullable(),
});
const ringOfFile = z.strictObject({ keys: z.array(keyOfFile) });

/** The keys of the world as JSON in UTF-8, for the bench section of a memory file. */
export function encodeKeyRing(ring: KeyRing): Uint8Array {
  const keys = ring.all().map((key) => ({ ...key, id: formatKeyId(key.id) }));
  return new TextEncoder().encode(JSON.stringify({ keys }));
}

/** The reverse; null for anything else. */
export function decodeKeyRing(bytes: Uint8Array): readonly PhysicalKey[] | null {
  const result = ringOfFile.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!result.success) return null;
  return result.data.keys.map((key) => ({ ...key, id: Number.parseInt(key.id, 16) }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
