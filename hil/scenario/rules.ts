/** The rules that a scenario can name, each with a short title. */
const TITLES = {
  'KEY-1': 'a key is blank, then bound to one vehicle for good',
  'KEY-2': 'registered ids in numbered slots, none twice',
  'KEY-3': 'a retired or foreign key is never registered again',
  'KEY-4': 'a touch permits a start for 10 s',
  'KEY-5': 'a registered key starts the engine, and its buttons work',
  'KEY-6': 'a key with a weak battery is not registered',
  'KEY-7': 'immobilizer set without keys and while a reset runs',
  'AUT-1': 'every seed is new',
  'AUT-2': 'a pass-code fits one seed, one level, one use',
  'AUT-3': 'wrong pass-codes are counted and lead to a delay',
  'AUT-4': 'no change of keys without a pass-code for it',
  'AUT-5': 'a level locks the others and is used up by the start it authorises',
  'AUT-6': 'one procedure at a time; the end of the session ends all except a running reset',
  'RST-1': 'requirements for arming a reset',
  'RST-2': 'the reset begins with the second pass-code',
  'RST-3': 'at completion all keys are retired in one write',
  'RST-4': 'a reset completes to the microsecond',
  'RST-5': 'a running reset reports its progress and cannot be stopped',
  'RST-6': 'low battery or power loss aborts a reset',
  'RST-7': 'an armed reset can be cancelled',
  'REG-1': 'requirements for entering a registration',
  'REG-2': 'additional or initial mode',
  'REG-3': 'registered key first, then the Pre-Start Check, then start',
  'REG-4': 'additional mode: one key, two beeps, then it ends',
  'REG-5': 'initial mode: key after key, one beep each',
  'REG-6': 'keys that are refused silently',
  'REG-7': 'the step timeout, and how a registration ends',
  'REG-8': 'results of a registration',
  'ERA-1': 'at least one key is declared present, never all',
  'ERA-2': 'opening the erase window',
  'ERA-3': 'a touch in the window keeps a key',
  'ERA-4': 'delete only with as many touches as declared',
  'ERA-5': 'delete retires every key not touched, in one write',
  'ERA-6': 'an erasure that ends otherwise erases nothing',
  'ERA-7': 'a delete that starts in time counts while it is being written',
  'VEH-1': 'what an operator can do to the car',
  'VEH-2': 'doors and speed are received from the bus and expire',
  'VEH-3': 'buzzers and how beeps are counted',
  'VEH-4': 'after a power loss a change of keys is complete or has not happened',
  'VEH-5': 'unreadable memory refuses every procedure',
  'VEH-6': 'the history of the last 16 events',
  'VEH-7': 'the bus sleeps',
  'VEH-8': 'faults that a bench can set',
  'DLR-1': 'titles that may approve',
  'DLR-2': 'no pass-code for a dealer with fewer than two managers',
  'DLR-3': 'requirements for a reset request',
  'DLR-4': 'one manager decides on a request, never on their own',
  'DLR-5': 'what an approval allows, and for how long',
  'DLR-6': 'the reset pass-code',
  'DLR-7': 'the add or remove pass-code',
  'DLR-8': 'passwords and sessions',
  'DLR-9': 'the log of transactions and its reports',
  'DLR-10': 'a mistyped field is named and nothing is issued',
  'DLR-11': 'how requests are numbered',
  'TEC-1': 'three utilities with the screens in order',
  'TEC-2': 'guided for people, one command for scripts',
  'TEC-3': 'works with any ECU that implements this protocol',
  'TEC-4': 'software version, free slots, time of enter',
  'TEC-5': 'vehicle selected manually where it cannot be read',
  'TEC-6': 'always reports what happened and what to do next',
} as const;

export type RuleId = keyof typeof TITLES;

/** Id and title, in the order of the behaviour's chapters. */
export const RULE_TITLES: Readonly<Record<RuleId, string>> = TITLES;

/**
 * Rules that no scenario can test from outside, each with the reason; as few as possible. Other tests prove them, and
 * they do not count in the coverage.
 */
const UNSEEN: Readonly<Partial<Record<RuleId, string>>> = {
  'DLR-8': 'passwords and sessions belong to the dealer server; a scenario acts behind them',
};

/** Why a rule cannot be tested from outside; null for one that can. */
export function whyUnseen(id: RuleId): string | null {
  return UNSEEN[id] ?? null;
}

export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(TITLES, text);
}

export const RULE_IDS: readonly RuleId[] = Object.keys(TITLES).filter(isRuleId);
