import { usageError } from '../../can-bus/errors/operation-error.ts';

/**
 * Refuses flags that would be ignored: a script that gives one expects something of it.
 *
 * @param given by the flag's name, such as `--bus`: its value; undefined where the flag is not given
 * @param reason why it has no effect, such as "a bundle is repeated in virtual time"
 * @throws OperationError (usage) naming those that are given
 */
export function refuseWithoutEffect(given: Readonly<Record<string, unknown>>, reason: string): void {
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  if (names.length === 0) return;
  const verb = names.length === 1 ? 'has' : 'have';
  throw usageError(`${names.join(', ')} ${verb} no effect: ${reason}`, `remove ${names.join(', ')}`);
}
