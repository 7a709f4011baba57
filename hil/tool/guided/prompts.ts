import { checkbox, input, password } from '@inquirer/prompts';
import type { PromptContext } from './prompt-context.ts';

/** True, or the problem with the answer. */
type Verdict = true | string;

/** A box to tick. */
interface Box {
  readonly value: string;
  readonly name: string;
}

/** Asks a technician for data that the dealer server needs. Ctrl-C at a question is an ExitPromptError. */
export interface Prompts {
  secret(message: string, context: PromptContext): Promise<string>;
  text(message: string, validate: (typed: string) => Verdict, context: PromptContext): Promise<string>;
  /** @returns the values of the ticked boxes */
  boxes(
    message: string,
    choices: readonly Box[],
    validate: (ticked: number) => Verdict,
    context: PromptContext,
  ): Promise<readonly string[]>;
}

/** The questions in a terminal. */
export const terminalPrompts: Prompts = {
  secret: async (message, context) => password({ message, mask: '*' }, context),
  text: async (message, validate, context) => input({ message, validate }, context),
  boxes: async (message, choices, validate, context) =>
    checkbox({ message, choices: [...choices], validate: (ticked) => validate(ticked.length) }, context),
};
