import type { Command } from 'commander';

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

/**
 * Refuses flags of a command that are written with its subcommand, unless the subcommand has them too.
 *
 * @param reason why the subcommand does not use them
 * @throws OperationError (usage) naming those that are given
 */
export function refuseFlagsOfParent(parent: Command, command: Command, reason: string): void {
  const own = new Set(command.options.map((option) => option.attributeName()));
  const foreign = parent.options.filter((option) => !own.has(option.attributeName()));
  const given = foreign.map((option): [string, unknown] => {
    const isGiven = parent.getOptionValueSource(option.attributeName()) === 'cli';
    return [option.long ?? option.flags, isGiven ? true : undefined];
  });
  refuseWithoutEffect(Object.fromEntries(given), reason);
}
