import { select } from '@inquirer/prompts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { StimulusAnswer } from '../../tester/command.ts';
import type { CarOverHttp } from '../car-over-http.ts';
import { checklist } from './checklist.ts';
import type { PromptContext } from './prompt-context.ts';
import type { TerminalScreens } from './terminal-screens.ts';

/** Bulletin step 20: the buttons of a key, and that the vehicle starts with it. */

interface FunctionCheckOptions {
  /** Null where the technician presses the buttons of a real key. */
  readonly car: Pick<CarOverHttp, 'keys' | 'pressButton' | 'startEngine'> | null;
  /** The keys of this registration; all registered ones where empty. */
  readonly keyIds: readonly number[];
  readonly screens: TerminalScreens;
  readonly prompt: <Answer>(ask: (context: PromptContext) => Promise<Answer>) => Promise<Answer>;
}

const FUNCTIONS = ['lock', 'unlock', 'panic', 'trunk', 'start'] as const;
type KeyFunction = (typeof FUNCTIONS)[number];

const TITLE = 'Function check';
/** Held for so long, panic toggles the alarm. */
const PANIC_HOLD_MS = 1_000;

const BY_HAND: Readonly<Record<KeyFunction, string>> = {
  lock: 'lock button: every door locks',
  unlock: "unlock button: the driver's door unlocks, a second press unlocks every door",
  panic: 'panic button, held: the alarm sounds, and stops when held again',
  trunk: 'trunk button: the trunk opens',
  start: 'the vehicle starts with this key',
};

/** What came of one function. */
interface Finding {
  readonly works: boolean;
  readonly text: string;
}

/** Checks keys until the technician is done with it. */
export async function checkFunctions(options: FunctionCheckOptions): Promise<void> {
  const { car, screens, prompt } = options;
  if (car === null) {
    screens.show({ number: null, title: TITLE, lines: ['Check these functions of each new key, one at a time.'] });
    const items = FUNCTIONS.map((name) => BY_HAND[name]);
    const width = (): number => screens.width;
    const isDone = await prompt((context) => checklist({ items, width }, context));
    screens.answered(isDone ? 'all work' : 'not finished');
    return;
  }
  const ids = options.keyIds.length > 0 ? options.keyIds : await registeredKeys(car);
  for (let index: number | null = 0; index !== null;) {
    const keyId: number | undefined = ids[index];
    if (keyId === undefined) return;
    index = await checkKey(keyId, index, ids.length, { ...options, car });
  }
}

async function registeredKeys(car: Pick<CarOverHttp, 'keys'>): Promise<readonly number[]> {
  return (await car.keys()).flatMap(({ id, status }) => (status === 'registered' ? [id] : []));
}

type CarFunctions = FunctionCheckOptions & { readonly car: NonNullable<FunctionCheckOptions['car']> };

/** @returns the index of the key to go on with; null for none */
async function checkKey(
  keyId: number,
  index: number,
  count: number,
  { car, screens, prompt }: CarFunctions,
): Promise<number | null> {
  const findings = new Map<KeyFunction, Finding>();
  const which = count > 1 ? `, ${index + 1} of ${count}` : '';
  for (;;) {
    const failed = [...findings].filter(([, { works }]) => !works);
    screens.show({
      number: null,
      title: TITLE,
      lines: [
        `Key ${formatKeyId(keyId)} of the virtual car${which}`,
        ...FUNCTIONS.map((name) => describe(name, findings.get(name))),
      ],
      alerts: failed.map(([name, { text }]) => `${name}: ${text}`),
    });
    const open = FUNCTIONS.find((name) => !findings.has(name));
    const pressed = await prompt((context) =>
      select<KeyFunction | 'next-key' | 'done'>(
        {
          message: 'Press:',
          choices: [
            ...FUNCTIONS.map((name) => ({
              name: name === 'start' ? 'engine switch, with this key' : name,
              value: name,
            })),
            ...(index + 1 < count ? [{ name: 'Next key', value: 'next-key' as const }] : []),
            { name: 'Done', value: 'done' },
          ],
          default: open ?? (index + 1 < count ? 'next-key' : 'done'),
          pageSize: FUNCTIONS.length + 2,
        },
        context,
      ),
    );
    if (pressed === 'done' || pressed === 'next-key') {
      screens.answered(`${findings.size - failed.length} of ${FUNCTIONS.length} work`);
      return pressed === 'done' ? null : index + 1;
    }
    findings.set(pressed, await tryFunction(pressed, keyId, car));
  }
}

function describe(name: KeyFunction, finding: Finding | undefined): string {
  const box = finding === undefined ? '[ ]' : finding.works ? '[x]' : '[!]';
  return `${box} ${name.padEnd(6)}  ${finding?.text ?? ''}`;
}

async function tryFunction(name: KeyFunction, keyId: number, car: CarFunctions['car']): Promise<Finding> {
  if (name === 'start') return describeAnswer(await car.startEngine(keyId));
  if (name !== 'panic') return describeAnswer(await car.pressButton(keyId, name));
  const on = await car.pressButton(keyId, name, PANIC_HOLD_MS);
  if (!on.done || on.reaction !== 'alarm-on') return describeAnswer(on);
  const off = await car.pressButton(keyId, name, PANIC_HOLD_MS);
  const isOff = off.done && off.reaction === 'alarm-off';
  return isOff
    ? { works: true, text: 'alarm on, and off again' }
    : { works: false, text: 'alarm on, but not off again' };
}

const REACTIONS: Readonly<Record<string, string>> = {
  lock: 'all doors lock',
  'unlock-driver': "driver's door unlocks",
  'unlock-all': 'all doors unlock',
  trunk: 'trunk opens',
  'alarm-on': 'alarm on',
  'alarm-off': 'alarm off',
  started: 'engine started, and switched off again',
};

function describeAnswer(answer: StimulusAnswer): Finding {
  if (!answer.done) return { works: false, text: answer.message };
  const { reaction, reason } = answer;
  const text = REACTIONS[reaction ?? ''];
  if (text !== undefined) return { works: true, text };
  return { works: false, text: `no reaction${reason === null ? '' : ` (${reason})`}` };
}
