import { Option, type Command } from 'commander';

/**
 * The secret shared by cars and dealer, and the ways to pass it to a command: with the last two it stays hidden from
 * others.
 */
export interface PasscodeSecretFlags {
  readonly passcodeSecret?: string;
  readonly passcodeSecretFile?: string;
}

/** A flag is briefly visible to everyone on the machine, and stays in the shell's history. */
export const SECRET_VARIABLE = 'SMARTKEY_PASSCODE_SECRET';

export const SECRET_FLAG = '--passcode-secret';

/** The flags `--passcode-secret` and `--passcode-secret-file`. @param what its purpose, for the help */
export function addPasscodeSecretFlags(command: Command, what: string): Command {
  return command
    .addOption(new Option(`${SECRET_FLAG} <text>`, `${what}; visible to others: prefer the file or ${SECRET_VARIABLE}`))
    .addOption(new Option(`${SECRET_FLAG}-file <file>`, `read the secret from the first line of a file`));
}

/** The command line without the secret, for the process list; null where it contains none. */
export function withoutSecret(args: readonly string[]): string | null {
  if (!args.some((word) => isSecretFlag(word))) return null;
  const shown = args.map((word, index) => {
    if (args[index - 1] === SECRET_FLAG) return '***';
    return word.startsWith(`${SECRET_FLAG}=`) ? `${SECRET_FLAG}=***` : word;
  });
  return ['smartkey', ...shown].join(' ');
}

function isSecretFlag(word: string): boolean {
  return word === SECRET_FLAG || word.startsWith(`${SECRET_FLAG}=`);
}
