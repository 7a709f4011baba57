import type { Command } from 'commander';

import { usageError } from '../../can-bus/errors/operation-error.ts';

/** The value of a flag that names a file, a folder or a log. */
const NAMES_A_FILE = /<(file|folder|trace|when)\b/;

/**
 * Checks, before the command begins, that no name of a file is empty: it would be taken for the current folder.
 *
 * @throws OperationError (usage)
 */
export function checkEmptyNames(command: Command): void {
  for (const option of command.options) {
    if (command.getOptionValue(option.attributeName()) !== '' || !NAMES_A_FILE.test(option.flags)) continue;
    throw usageError(`${option.long ?? option.flags}: the name is empty`, 'give a name, or leave the flag out');
  }
  for (const [index, argument] of command.registeredArguments.entries()) {
    const value: unknown = command.processedArgs[index];
    const isEmpty = Array.isArray(value) ? value.includes('') : value === '';
    if (isEmpty) throw usageError(`${argument.name()}: the name is empty`, 'give a name');
  }
}
