import { z } from 'zod';

import type { EngineMemory } from '../../../ecu-sim/engine/engine-memory.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { KeyRing, PhysicalKey } from '../key-ring.ts';
import { engineMemoryOfFile } from './engine-memory-schema.ts';

/** What a memory file holds beside the Smart Key ECU's memory. */
interface BenchPart {
  readonly keys: readonly PhysicalKey[];
  /** Null in a file of an earlier version. */
  readonly engine: EngineMemory | null;
}

const keyOfFile = z.strictObject({
  id: z.string().regex(/^[0-9A-F]{8}$/),
  boundVin: z.string().nullable(),
  batteryMv: z.int(),
  cabinOf: z.string().nullable(),
});
const partOfFile = z.strictObject({ keys: z.array(keyOfFile), engine: engineMemoryOfFile.exactOptional() });

/** The keys of the world and the engine ECU's memory as JSON in UTF-8, for the bench section of a memory file. */
export function encodeBenchPart(ring: KeyRing, engine: EngineMemory): Uint8Array {
  const keys = ring.all().map((key) => ({ ...key, id: formatKeyId(key.id) }));
  return new TextEncoder().encode(JSON.stringify({ keys, engine }));
}

/** The reverse; null for anything else. */
export function decodeBenchPart(bytes: Uint8Array): BenchPart | null {
  const result = partOfFile.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!result.success) return null;
  const { keys, engine = null } = result.data;
  return { keys: keys.map((key) => ({ ...key, id: Number.parseInt(key.id, 16) })), engine };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
