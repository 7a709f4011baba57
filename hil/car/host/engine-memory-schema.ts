import { z } from 'zod';

import { ENGINE_TROUBLE_CODES, type EngineFault } from '../../../ecu-sim/description/engine-trouble-codes.ts';
import type { EngineMemory } from '../../../ecu-sim/engine/engine-memory.ts';
import type { EngineValues } from '../../../ecu-sim/engine/engine-values.ts';
import { engineValues } from '../../../ecu-sim/engine/read-engine.ts';
import { newTroubleMemory } from '../../../ecu-sim/engine/trouble-memory.ts';
import { NEW_VEHICLE_MODEL } from '../../../ecu-sim/engine/vehicle-model.ts';

const code = z.custom<EngineFault>((value) => typeof value === 'string' && Object.hasOwn(ENGINE_TROUBLE_CODES, value));
const count = z.number().nonnegative();
/** A point in the vehicle's life: that of a new car's last clear lies before its own totals. */
const mark = z.strictObject({ metres: z.number(), runUs: z.number(), warmUps: z.number() });

/** The values of any instant: a stored frame has the same fields. */
const EXAMPLE: EngineValues = engineValues(NEW_VEHICLE_MODEL, newTroubleMemory(NEW_VEHICLE_MODEL), 0, 0);
const values = z.custom<EngineValues>((value) => hasShapeOf(value, EXAMPLE));

/** The engine ECU's memory as a file has it. */
export const engineMemoryOfFile: z.ZodType<EngineMemory> = z.strictObject({
  codes: z.strictObject({
    stored: z.array(code),
    pending: z.array(code),
    permanent: z.array(z.strictObject({ code, endedRunUs: z.number().nullable() })),
    freezeFrame: z.strictObject({ code, values }).nullable(),
    cleared: mark,
    lamp: mark.nullable(),
  }),
  life: z.strictObject({ metres: count, runUs: count, fuelLitres: count, warmUps: count }),
});

/** The same fields, with values of the same kinds. */
function hasShapeOf(value: unknown, example: unknown): boolean {
  if (!isFields(example)) return typeof value === typeof example;
  if (!isFields(value)) return false;
  const names = Object.keys(example);
  return Object.keys(value).length === names.length && names.every((name) => hasShapeOf(value[name], example[name]));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
