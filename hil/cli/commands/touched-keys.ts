import { counted } from '../../../can-bus/text/counted.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { formatKeyId, parseKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { CarOverHttp } from '../../tool/car-over-http.ts';

/** A vehicle cannot hold more keys than this; one more is the registered key. */
const MAX_TOUCHED = 16;

/** The keys of `--touch`, in its order. @throws OperationError (usage) */
export function touchedKeys(list: string | undefined): readonly number[] {
  if (list === undefined) return [];
  const keys = list.split(',').map((text) => parseKeyId(text.trim()));
  if (new Set(keys).size !== keys.length) throw usageError('--touch names a key twice', 'name each key once');
  if (keys.length > MAX_TOUCHED)
    throw usageError(`--touch names ${counted(keys.length, 'key')}, more than a vehicle can hold`);
  return keys;
}

/**
 * Checks that the car has the keys, before the tool sends anything: a pass-code would be spent in vain.
 *
 * @throws OperationError (usage) naming the first key that is missing; PortError
 */
export async function checkTouchedKeys(
  car: Pick<CarOverHttp, 'keys' | 'url'>,
  touch: readonly number[],
): Promise<void> {
  if (touch.length === 0) return;
  const present = (await car.keys()).map(({ id }) => id);
  const missing = touch.find((id) => !present.includes(id));
  if (missing === undefined) return;
  const id = formatKeyId(missing);
  throw usageError(
    `--touch: the car at ${car.url} has no key ${id}; it has ${present.map(formatKeyId).join(', ') || 'none'}`,
    `add it first: curl -d '{"id":"${id}"}' ${car.url}/api/keys`,
  );
}
