import { confirm, select } from '@inquirer/prompts';
import type { PromptContext } from './prompt-context.ts';
import { TerminalScreens, type ScreenOutput } from './terminal-screens.ts';

/** The bulletin's symptom chart: what is the matter, and which utilities that leads to. */

export type ChosenUtility = 'reset' | 'register' | 'erase' | 'read' | 'faults';

interface Symptom {
  readonly symptom: string;
  readonly action: string;
  /** One after the other. */
  readonly utilities: readonly ChosenUtility[];
}

const SYMPTOMS: readonly Symptom[] = [
  {
    symptom: 'All keys are lost',
    action: 'Smart Code Reset (erases every key), Registration',
    utilities: ['reset', 'register'],
  },
  { symptom: 'Add a key', action: 'Smart Code Registration', utilities: ['register'] },
  {
    symptom: 'A key is lost or stolen',
    action: 'Permanent Erasure: keeps the keys that are here',
    utilities: ['erase'],
  },
  { symptom: 'Read the vehicle', action: 'identification, keys, history; changes nothing', utilities: ['read'] },
  { symptom: 'Trouble codes', action: 'meaning and status; changes nothing', utilities: ['faults'] },
];

const SYMPTOM_WIDTH = Math.max(...SYMPTOMS.map(({ symptom }) => symptom.length));

export interface ChooserOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: ScreenOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** @returns the utilities to run, one after the other; none where the technician leaves. Ctrl-C is an ExitPromptError */
export async function chooseBySymptom(options: ChooserOptions): Promise<readonly ChosenUtility[]> {
  const screens = new TerminalScreens(options.output, options.environment);
  screens.show({ number: null, title: 'Smart Key', lines: ['What is to be done? Nothing is sent before you choose.'] });
  try {
    return await select<readonly ChosenUtility[]>(
      {
        message: 'Symptom:',
        choices: [
          ...SYMPTOMS.map(({ symptom, action, utilities }) => ({
            name: `${symptom.padEnd(SYMPTOM_WIDTH)}  ${action}`,
            short: symptom,
            value: utilities,
          })),
          { name: 'Exit', value: [] },
        ],
      },
      contextOf({ input: options.input, output: screens.promptOutput }),
    );
  } finally {
    screens.leave();
  }
}

/** Between two utilities. @returns whether the technician goes on to the next. Ctrl-C is an ExitPromptError */
export async function confirmNext(options: ChooserOptions): Promise<boolean> {
  return await confirm(
    { message: 'Continue with Smart Code Registration, to register new keys?', default: false },
    contextOf(options),
  );
}

function contextOf({ input, output }: Omit<PromptContext, 'signal'>): PromptContext {
  return { input, output, signal: new AbortController().signal };
}
