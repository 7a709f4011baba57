import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { Action } from '../world/alphabet.ts';
import { Lockstep } from '../world/lockstep.ts';
import type { World } from '../world/world.ts';
import { ENDINGS, type Failure } from './level.ts';

const ENDING_WORDS = [
  '',
  ', and the supply fails in its write, before the commit',
  ', and the supply fails in its write, after the commit',
];

/** One input of the way to a broken rule. */
interface FailureStep {
  /** When, in µs since the start of the world. */
  readonly atUs: number;
  readonly input: string;
}

/** The shortest way to a broken rule, for people and for `--json`. */
export interface FailureDescription {
  readonly rule: string;
  readonly what: string;
  readonly firmware: string;
  readonly oracle: string;
  readonly steps: readonly FailureStep[];
}

/** Repeats the inputs, to know when each happened. */
export function describeFailure(world: World, { difference, inputs }: Failure): FailureDescription {
  const lockstep = new Lockstep(world);
  const steps: FailureStep[] = [];
  let state = world.start;
  for (const input of inputs) {
    const action = world.actions[Math.floor(input / ENDINGS)];
    if (action === undefined) break;
    const ending = input % ENDINGS;
    const next = tryAction(lockstep, state, action);
    const reached = ending === 0 ? next : lockstep.cuts.find(({ committed }) => committed === (ending === 2))?.state;
    const atUs = reached?.nowUs ?? state.nowUs;
    steps.push({ atUs, input: `${describeAction(world, action)}${ENDING_WORDS[ending] ?? ''}` });
    state = reached ?? state;
  }
  return { ...difference, steps };
}

/** The last input may be one at which a side throws. */
function tryAction(lockstep: Lockstep, state: World['start'], action: Action): World['start'] | null {
  try {
    return lockstep.apply(state, action);
  } catch {
    return null;
  }
}

const PASS_CODE_WORDS = {
  right: 'the right pass-code for the pending seed',
  wrong: 'a wrong pass-code for the pending seed',
  'other-level': 'the right pass-code, at another level',
  superseded: 'a new seed, then the pass-code of the seed before it',
  reused: 'the right pass-code; the session anew; a new seed, and the same pass-code again',
} as const;
const TOGGLE_WORDS = {
  door: "the driver's door opens or closes",
  supply: 'the supply falls below the minimum, or rises to it',
  speed: 'the vehicle begins to move, or stops',
  body: 'the body ECU falls silent, or sends again',
  power: 'the supply is disconnected, or connected',
} as const;
const TIME_WORDS = {
  '-1': 'to 1 µs before the next deadline',
  0: 'to the next deadline',
  1: 'to 1 µs after the next deadline',
};

export function describeAction(world: World, action: Action): string {
  switch (action.kind) {
    case 'time':
      return `time moves ${TIME_WORDS[action.offsetUs]}`;
    case 'other-vehicle':
      return `another vehicle registers key ${action.key + 1}`;
    case 'request':
      return `${nameOf(world, action.car)}: request ${toHex(action.payload, ' ')} on ${action.endpoint}`;
    case 'pass-code':
      return `${nameOf(world, action.car)}: ${PASS_CODE_WORDS[action.choice]}`;
    case 'touch':
      return `${nameOf(world, action.car)}: key ${action.key + 1} touches the engine switch${action.weak ? ', its battery weak' : ''}`;
    case 'toggle':
      return `${nameOf(world, action.car)}: ${TOGGLE_WORDS[action.what]}`;
    case 'fault':
      return `${nameOf(world, action.car)}: fault ${action.fault} appears or disappears`;
    case 'cabin':
      return `${nameOf(world, action.car)}: key ${action.key + 1} enters or leaves the cabin`;
  }
}

function nameOf(world: World, car: number): string {
  return world.cars[car]?.name ?? `car ${car + 1}`;
}
