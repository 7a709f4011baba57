import { counted } from '../../can-bus/text/counted.ts';
import { flowText } from './flow-text.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import { DEFAULT_KEY_NAMES } from '../scenario/resolve-scenario.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import { MAX_STEPS } from '../scenario/schema.ts';
import type { RecordedKey, RecordedSession, RecordedStep } from './recorded-step.ts';
import type { StepBegin } from './exchange-recorder.ts';
import { shortenPolls } from './shorten-polls.ts';
import { yamlValueOf } from './yaml-value.ts';

export interface ScenarioHead {
  readonly name: string;
  readonly description: string;
  /** The profile fields of the recorded car. */
  readonly profile: ProfileFields;
  readonly seed: number | null;
  /** The instant of the recording that is the scenario's 0; earlier events are left out. */
  readonly originUs: Micros;
}

interface WrittenScenario {
  readonly text: string;
  readonly steps: number;
  /** Notes for people to read before running it. */
  readonly warnings: readonly string[];
}

const EXCHANGES: ReadonlySet<string> = new Set(['uds', 'unlock', 'passcode']);
/** With a smaller distance from an exchange, one step simply follows the other. */
const LEAST_PAUSE_US: Micros = 3 * MICROS_PER_MILLI;
/** By how much other frames on the bus can delay exchanges that do not take exactly the recorded time. */
const DELAY_US: Micros = 1 * MICROS_PER_MILLI;

/** The scenario file of a recorded session. */
export function writeScenario(session: RecordedSession, head: ScenarioHead): WrittenScenario {
  const steps = shortenPolls(session.steps);
  const times = new StepTimes(head.originUs);
  const lines = steps.flatMap((step, index) => stepLines(step, steps[index - 1], times));
  const last = steps.at(-1);
  const lastUs = last?.startUs ?? head.originUs;
  if (session.final !== null) {
    const { timeUs, expect } = session.final;
    if (timeUs - lastUs >= (takesTime(last) ? LEAST_PAUSE_US : 1)) {
      lines.push(...times.waitUntil({ quietSinceUs: lastUs, ...session.final, startUs: timeUs }));
    }
    lines.push(`  - expect: ${flowText(expect)}`);
  }
  const warnings = [...session.warnings];
  if (lines.length > MAX_STEPS) {
    warnings.push(
      `it has ${counted(lines.length, 'step')}, and a scenario has at most ${MAX_STEPS}: record a shorter session`,
    );
  }
  const text = [...headLines(head), ...keyLines(session.keys), ...givenLines(session), 'steps:', ...lines, ''];
  return { text: text.join('\n'), steps: lines.length, warnings };
}

function headLines({ name, description, profile, seed }: ScenarioHead): readonly string[] {
  return [
    `name: ${flowText(name)}`,
    `description: ${flowText(description)}`,
    'tags: [recorded]',
    ...(seed === null ? [] : [`seed: ${seed}`]),
    ...(Object.keys(profile).length === 0 ? [] : [`profile: ${flowText(yamlValueOf(profile))}`]),
  ];
}

function keyLines(keys: readonly RecordedKey[]): readonly string[] {
  const registered = keys.filter((key) => key.isRegistered).map(({ name }) => name);
  const isNewCar = registered.join() === DEFAULT_KEY_NAMES.join();
  const written = keys.filter((key) => !isNewCar || !isAsInNewCar(key));
  return [
    ...(isNewCar ? [] : [`cars: ${flowText({ car: { registered } })}`]),
    ...(written.length === 0 ? [] : ['keys:']),
    ...written.map((key) => {
      const { name, id, life, location, batteryV, isRegistered } = key;
      // For a key in a slot the slot determines its life.
      return `  ${name}: ${flowText({ id, ...(isRegistered ? {} : { life }), location, batteryV })}`;
    }),
  ];
}

function isAsInNewCar({ name, location, batteryV }: RecordedKey): boolean {
  return DEFAULT_KEY_NAMES.includes(name) && location === 'cabin' && batteryV === 3;
}

function givenLines({ given, givenCodes }: RecordedSession): readonly string[] {
  const isEmpty = typeof given !== 'object' || given === null || Object.keys(given).length === 0;
  const lines = [
    ...(isEmpty ? [] : [`  - vehicle: ${flowText(given)}`]),
    ...givenCodes.map((code) => `  - fault: ${flowText({ fault: code, on: 'on' })}`),
  ];
  return lines.length === 0 ? [] : ['given:', ...lines];
}

function stepLines(step: RecordedStep, before: RecordedStep | undefined, times: StepTimes): readonly string[] {
  const { verb, value, startUs, quietSinceUs } = step;
  const line = `  - ${verb}: ${flowText(value)}`;
  const leastUs = takesTime(before) || takesTime(step) ? LEAST_PAUSE_US : 1;
  const sentUs = before?.sentUs;
  if (startUs - quietSinceUs >= leastUs) {
    return [...times.waitUntil(sentUs === undefined ? step : { ...step, quietSinceUs: sentUs }), line];
  }
  // The time in which an answer came: the ECU could not take the next request before.
  return sentUs !== undefined && startUs > sentUs ? [advanceLine(startUs - sentUs), line] : [line];
}

/** An exchange on the bus takes about as long in each run; what an operator does takes no time. */
function takesTime(step: RecordedStep | undefined): boolean {
  return step !== undefined && EXCHANGES.has(step.verb);
}

function advanceLine(spanUs: Micros): string {
  return `  - advance: ${secondsText(spanUs)} s`;
}

/** The instants of a recording, or pauses where an instant could have passed when the exchanges are run again. */
class StepTimes {
  readonly #originUs: Micros;
  /** The shift that the last instant has ended. */
  #endedUs: Micros = 0;
  #shiftUs: Micros = 0;

  constructor(originUs: Micros) {
    this.#originUs = originUs;
  }

  waitUntil({ startUs, quietSinceUs, shiftUs = this.#shiftUs }: StepBegin): readonly string[] {
    this.#shiftUs = shiftUs;
    const pauseUs = startUs - quietSinceUs;
    const lateUs = shiftUs - this.#endedUs;
    if (lateUs > 0 && pauseUs < lateUs + DELAY_US) return pauseUs > 0 ? [advanceLine(pauseUs)] : [];
    this.#endedUs = shiftUs;
    return [`  - at: ${secondsText(startUs - this.#originUs)} s`];
  }
}
