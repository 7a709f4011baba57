import { describe, expect, it } from 'vitest';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { FirmwareState } from '../../ecu-sim/smart-key/state.ts';
import { exploreWorld } from '../../hil/explore/exhaustive/explore-world.ts';
import { SHIPPED_FIRMWARE, type FirmwareUnderTest } from '../../hil/explore/world/world.ts';
import { parseWorld } from '../../hil/explore/world/world-spec.ts';

type StepArgs = Parameters<FirmwareUnderTest['step']>;
type StepResult = ReturnType<FirmwareUnderTest['step']>;

/** The firmware with other values in its profile than the rules say. */
function withProfile(change: (profile: Profile) => Partial<Profile>): FirmwareUnderTest {
  return {
    ...SHIPPED_FIRMWARE,
    step: (context, ...rest) =>
      SHIPPED_FIRMWARE.step({ ...context, profile: { ...context.profile, ...change(context.profile) } }, ...rest),
  };
}

/** The firmware with a defect in what a step makes of the state before it. */
function withState(
  change: (after: FirmwareState, before: FirmwareState, input: StepArgs[2]) => Partial<FirmwareState>,
): FirmwareUnderTest {
  return {
    ...SHIPPED_FIRMWARE,
    step: (...args) => {
      const result = SHIPPED_FIRMWARE.step(...args);
      const part = change(result.state, args[1], args[2]);
      return Object.keys(part).length === 0 ? result : { ...result, state: { ...result.state, ...part } };
    },
  };
}

/** The firmware with a defect in what leaves it. */
function withEffects(change: (effects: StepResult['effects']) => StepResult['effects']): FirmwareUnderTest {
  return {
    ...SHIPPED_FIRMWARE,
    step: (...args) => {
      const result = SHIPPED_FIRMWARE.step(...args);
      return { ...result, effects: change(result.effects) };
    },
  };
}

interface Defect {
  readonly title: string;
  readonly firmware: FirmwareUnderTest;
  readonly inputs: readonly string[];
  /** The rule that is named. */
  readonly rule: RegExp;
}

const RESET = ['sessions', 'reset', 'doors'];
const ERASURE = ['sessions', 'erasure', 'touches'];
const REGISTRATION = ['sessions', 'registration', 'touches'];
const CODES = ['sessions', 'registration', 'wrong-codes'];

const DEFECTS: readonly Defect[] = [
  {
    title: 'RST-4: the reset completes 1 µs late',
    firmware: withProfile(({ resetDurationUs }) => ({ resetDurationUs: resetDurationUs + 1 })),
    inputs: RESET,
    rule: /RST-3/,
  },
  {
    title: 'ERA-2: the window closes 1 µs early',
    firmware: withProfile(({ eraseWindowUs }) => ({ eraseWindowUs: eraseWindowUs - 1 })),
    inputs: ERASURE,
    rule: /AUT-6, RST, REG, ERA/,
  },
  {
    title: 'REG-7: the step timeout is 1 µs late',
    firmware: withProfile((profile) => ({ registrationStepTimeoutUs: profile.registrationStepTimeoutUs + 1 })),
    inputs: REGISTRATION,
    rule: /AUT-6, RST, REG, ERA/,
  },
  {
    title: 'conformance 25: S3 ends 1 µs late',
    firmware: withProfile(({ timing }) => ({ timing: { ...timing, s3Us: timing.s3Us + 1 } })),
    inputs: ['sessions'],
    rule: /conformance 25/,
  },
  {
    title: 'RST-1: the minimum of the supply is refused',
    firmware: withProfile(({ batteryMinMv }) => ({ batteryMinMv: batteryMinMv + 1 })),
    inputs: RESET,
    rule: /RST-1/,
  },
  {
    title: 'RST-1: the door is not looked at',
    firmware: {
      ...SHIPPED_FIRMWARE,
      step: (context, state, input, signals, ...rest) =>
        SHIPPED_FIRMWARE.step(context, state, input, { ...signals, doorDriver: true }, ...rest),
    },
    inputs: RESET,
    rule: /RST-1/,
  },
  {
    title: 'KEY-3: retired keys are forgotten by a power cut',
    firmware: {
      ...SHIPPED_FIRMWARE,
      boot: (context, content, ...rest) => SHIPPED_FIRMWARE.boot(context, { ...content, retired: [] }, ...rest),
    },
    inputs: [...ERASURE, 'power'],
    rule: /KEY-3/,
  },
  {
    title: 'AUT-3: the delay is not stored',
    firmware: withState(({ content }) =>
      content.delayPending ? { content: { ...content, delayPending: false } } : {},
    ),
    inputs: CODES,
    rule: /AUT-3/,
  },
  {
    title: 'AUT-3: one attempt too many',
    firmware: withProfile(({ attemptsMax }) => ({ attemptsMax: attemptsMax + 1 })),
    inputs: CODES,
    rule: /AUT-3/,
  },
  {
    title: 'AUT-3: a wrong pass-code leaves its seed valid',
    firmware: withState((after, before, input) =>
      input.kind === 'request' && input.payload[0] === 0x27 && after.content.attempts > before.content.attempts
        ? { pendingSeed: before.pendingSeed }
        : {},
    ),
    inputs: CODES,
    rule: /AUT-2, AUT-3/,
  },
  {
    title: 'AUT-5: a level is not spent',
    firmware: withState((_after, before, input) =>
      input.kind === 'request' && input.payload[0] === 0x31 ? { unlockedLevel: before.unlockedLevel } : {},
    ),
    inputs: RESET,
    rule: /AUT-5/,
  },
  {
    title: 'conformance 31: 10 03 in the extended session does not lock',
    firmware: withState((_after, before, input) =>
      input.kind === 'request' && input.payload[1] === 0x03 && input.payload[0] === 0x10
        ? { unlockedLevel: before.unlockedLevel }
        : {},
    ),
    inputs: RESET,
    rule: /AUT-5/,
  },
  {
    title: 'AUT-6: a session change leaves the procedure armed',
    firmware: withState((_after, before, input) =>
      input.kind === 'request' && input.payload[0] === 0x10 ? { procedure: before.procedure } : {},
    ),
    inputs: RESET,
    rule: /AUT-6, RST, REG, ERA/,
  },
  {
    title: 'ERA-3: a kept key beeps twice',
    firmware: withEffects((effects) =>
      effects.map((effect) =>
        effect.kind === 'event' && effect.event.kind === 'beeps-ordered' && effect.event.buzzer === 'exterior'
          ? { ...effect, event: { ...effect.event, count: effect.event.count + 1 } }
          : effect,
      ),
    ),
    inputs: ERASURE,
    rule: /VEH-3/,
  },
  {
    title: 'ERA-7: a touch counts while the delete is written',
    firmware: {
      ...SHIPPED_FIRMWARE,
      step: (context, state, input, ...rest) => {
        const { procedure } = state;
        const isWriting =
          input.kind === 'key-touched' && procedure.kind === 'erasure' && procedure.stoppedAtUs !== null;
        const from = isWriting ? { ...state, procedure: { ...procedure, stoppedAtUs: null } } : state;
        return SHIPPED_FIRMWARE.step(context, from, input, ...rest);
      },
    },
    inputs: ERASURE,
    rule: /ERA-7/,
  },
  {
    title: 'conformance 11: the answer after 0x78 is swallowed',
    firmware: withEffects((effects) =>
      effects.filter(
        (effect) => effect.kind !== 'respond' || effect.payload.length !== 6 || effect.payload[0] !== 0x71,
      ),
    ),
    inputs: ERASURE,
    rule: /conformance 20 to 24/,
  },
  {
    title: 'conformance 20: no 0x78 before P2 is over',
    firmware: withEffects((effects) =>
      effects
        .filter(({ kind }) => kind !== 'respond')
        .concat(effects.filter((effect) => effect.kind === 'respond' && effect.payload[2] !== 0x78)),
    ),
    inputs: ERASURE,
    rule: /conformance 20/,
  },
  {
    title: 'KEY-4: an unregistered key permits a start',
    firmware: withState((_after, before, input) =>
      input.kind === 'key-touched' && before.procedure.kind === 'none' ? { startWindowUntilUs: 10_000_000 } : {},
    ),
    inputs: ['touches'],
    rule: /KEY-4/,
  },
  {
    title: 'REG-6: a weak key is registered',
    firmware: {
      ...SHIPPED_FIRMWARE,
      step: (context, state, input, ...rest) =>
        SHIPPED_FIRMWARE.step(
          context,
          state,
          input.kind === 'key-touched' ? { ...input, key: { ...input.key, batteryMv: 3000 } } : input,
          ...rest,
        ),
    },
    inputs: REGISTRATION,
    rule: /VEH-3/,
  },
  {
    title: 'VEH-6: a refusal is not logged',
    firmware: withState(({ content }, before) =>
      content.history[0]?.outcome === 2
        ? { content: { ...content, history: before.content.history, historyCounter: before.content.historyCounter } }
        : {},
    ),
    inputs: RESET,
    rule: /VEH-6/,
  },
  {
    title: 'RST-6: a reset survives low supply',
    firmware: withState((_after, before, input) =>
      input.kind === 'supply' ? { procedure: before.procedure, content: before.content } : {},
    ),
    inputs: [...RESET, 'supply'],
    rule: /AUT-6, RST, REG, ERA/,
  },
];

/** Two registered keys and a blank one. */
const WORLD = {
  slots: 3,
  keys: [{ car: 1 }, { car: 1 }, { car: null }],
  profile: { resetDuration: 6, eraseWindow: 7, registrationStepTimeout: 8, attemptsDelay: 6, attemptsMax: 2 },
};

describe('each defect put into the firmware is found by the exploration', () => {
  it.each(DEFECTS)('$title', async ({ title, firmware, inputs, rule }) => {
    const spec = parseWorld({ ...WORLD, name: title, inputs }, title);
    const { end, failure } = await exploreWorld(spec, {
      jobs: 1,
      progress: null,
      saveEveryMs: Infinity,
      now: () => 0,
      signal: new AbortController().signal,
      turn: () => Promise.resolve(),
      onProgress: () => undefined,
      firmware,
    });
    expect([end, failure?.rule]).toEqual(['failed', expect.stringMatching(rule)]);
  });
});
