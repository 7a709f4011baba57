import { counted } from '../../can-bus/text/counted.ts';
import { usageError, type OperationError } from '../../can-bus/errors/operation-error.ts';

/**
 * A log has several buses and none of them is selected.
 *
 * @param framesByBus by the bus's name
 */
export function severalBuses(path: string, framesByBus: ReadonlyMap<string, number>): OperationError {
  const names = [...framesByBus.keys()];
  const list = listOf(framesByBus);
  const hint = `choose one with --source ${names[0] ?? ''}, or several with --source ${names.join(',')}`;
  return usageError(`${path} has ${counted(names.length, 'bus')}: ${list}`, hint);
}

/** The names that a `--source` lists; null where it is not given. */
export function sourcesOf(flag: string | undefined): ReadonlySet<string> | null {
  return flag === undefined ? null : new Set(flag.split(',').map((name) => name.trim()));
}

/** @throws OperationError (usage) where a selected bus has no frame in the log */
export function checkSources(
  path: string,
  sources: ReadonlySet<string>,
  framesByBus: ReadonlyMap<string, number>,
): void {
  const unknown = [...sources].filter((name) => !framesByBus.has(name));
  if (unknown.length === 0) return;
  const message = `${path} has no bus ${unknown.map((name) => `"${name}"`).join(', ')}`;
  if (framesByBus.size === 0) throw usageError(`${message}: it has no frame`, 'remove --source');
  throw usageError(message, `choose with --source from ${listOf(framesByBus)}`);
}

function listOf(framesByBus: ReadonlyMap<string, number>): string {
  return [...framesByBus]
    .map(([name, frames]) => `${name} (${frames} ${frames === 1 ? 'frame' : 'frames'})`)
    .join(', ');
}
