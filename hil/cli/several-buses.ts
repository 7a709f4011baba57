import { usageError, type OperationError } from '../../can-bus/errors/operation-error.ts';

/**
 * A log has several buses and none of them is selected.
 *
 * @param framesByBus by the bus's name
 */
export function severalBuses(path: string, framesByBus: ReadonlyMap<string, number>): OperationError {
  const names = [...framesByBus.keys()];
  const list = [...framesByBus]
    .map(([name, frames]) => `${name} (${frames} ${frames === 1 ? 'frame' : 'frames'})`)
    .join(', ');
  const hint = `choose one with --source ${names[0] ?? ''}, or several with --source ${names.join(',')}`;
  return usageError(`${path} has ${names.length} buses: ${list}`, hint);
}

/** The names that a `--source` lists; null where it is not given. */
export function sourcesOf(flag: string | undefined): ReadonlySet<string> | null {
  return flag === undefined ? null : new Set(flag.split(',').map((name) => name.trim()));
}
