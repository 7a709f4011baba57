import { counted } from '../../can-bus/text/counted.ts';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { DEFAULT_KEY_IDS } from '../car/car-options.ts';
import { FRESH_BATTERY_MV, OTHER_VEHICLE_VIN } from '../car/key-ring.ts';
import { symbolsOf } from './byte-pattern.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { checkProfileFields, mergeProfileFields } from './profile-fields.ts';
import type { CarSpec, KeySpec, Scenario, Step } from './scenario.ts';
import type { KeyForm, ScenarioForm, StepForm } from './schema.ts';
import type { Position } from './data-source.ts';
import { verbOf, type Action } from './verbs/verbs.ts';

/** Names of the two keys that the first car comes with unless its `registered` says otherwise. */
export const DEFAULT_KEY_NAMES: readonly [string, string] = ['master', 'valet'];

export interface ScenarioSource {
  readonly file: string;
  /** The row of the file's table for this scenario; null where there is no table. */
  readonly variant: string | null;
  /** The file is a different one where the step comes from a fragment. */
  readonly positionOf: (path: DataPath) => Position & { readonly file: string };
}

/** Resolves every name and fills in defaults; returns the problems, where a name is unknown. */
export function resolveScenario(form: ScenarioForm, source: ScenarioSource): Scenario<Action> | readonly DataProblem[] {
  const problems: DataProblem[] = [];
  const cars = resolveCars(form, problems);
  const keys = resolveKeys(form, cars, problems);
  const steps = resolveSteps(form, cars, source);
  checkSteps(form, cars, keys, problems);
  if (problems.length > 0) return problems;
  const { description, tags, rules, seed, timeout: timeoutUs, quarantine } = form;
  const { file, variant } = source;
  const name = variant === null ? form.name : `${form.name} [${variant}]`;
  return { file, variant, name, description, tags, rules, seed, timeoutUs, quarantine, cars, keys, steps };
}

function resolveCars(form: ScenarioForm, problems: DataProblem[]): readonly CarSpec[] {
  const vins = new Map<string, string>();
  const common = checkProfileFields(form.profile, ['profile']);
  if (!('vin' in common)) problems.push(...common);
  return Object.entries(form.cars).map(([name, car], index) => {
    const fields = mergeProfileFields(form.profile, car.profile);
    const path = ['cars', name, 'profile'];
    const own = checkProfileFields(car.profile, path);
    if (!('vin' in own)) problems.push(...own);
    const whole = checkProfileFields(fields, path);
    if ('vin' in whole) {
      const twin = vins.get(whole.vin);
      if (twin !== undefined) problems.push(wrong(path, `the VIN of ${twin}`, 'a vin of its own for each car', null));
      vins.set(whole.vin, name);
    } else if ('vin' in own && 'vin' in common) {
      problems.push(...whole);
    }
    const slots = 'vin' in whole ? whole.keySlots : DEFAULT_KEY_NAMES.length;
    const standard = index === 0 ? DEFAULT_KEY_NAMES.slice(0, slots) : [];
    const registered = car.registered ?? standard;
    if (registered.length > slots) {
      problems.push(
        wrong(['cars', name, 'registered'], counted(registered.length, 'key'), `at most ${slots}, one per slot`, null),
      );
    }
    return { name, profile: fields, registered };
  });
}

function resolveKeys(form: ScenarioForm, cars: readonly CarSpec[], problems: DataProblem[]): readonly KeySpec[] {
  const first = cars[0]?.name ?? null;
  const ids = new Map<number, string>();
  const names = new Set([...(cars[0]?.registered ?? []).filter(isDefaultKey), ...Object.keys(form.keys)]);
  const holders = new Map<string, string>();
  for (const { name: car, registered } of cars) {
    for (const [index, key] of registered.entries()) {
      const path = ['cars', car, 'registered', index];
      if (!names.has(key)) problems.push(unknownKey(path, key, [...names]));
      const holder = holders.get(key);
      if (holder !== undefined)
        problems.push(wrong(path, `"${key}" again`, `a key in one slot only; it is in ${holder}`, null));
      holders.set(key, car);
    }
  }
  return [...names].map((name) => {
    const key: KeyForm = form.keys[name] ?? { life: 'blank', batteryV: FRESH_BATTERY_MV };
    const registeredIn = holders.get(name) ?? null;
    const id = key.id ?? defaultIdOf(name);
    const twin = id === null ? undefined : ids.get(id);
    if (twin !== undefined)
      problems.push(wrong(['keys', name, 'id'], `the id of ${twin}`, 'an id of its own for each key', null));
    if (id !== null) ids.set(id, name);
    const isInCabin = key.location === undefined ? registeredIn !== null : key.location === 'cabin';
    return {
      name,
      registeredIn,
      id,
      boundVin: registeredIn === null && key.life === 'bound' ? OTHER_VEHICLE_VIN : null,
      cabinOf: isInCabin ? (registeredIn ?? first) : null,
      batteryMv: key.batteryV,
    };
  });
}

function isDefaultKey(name: string): boolean {
  return DEFAULT_KEY_NAMES.includes(name);
}

function defaultIdOf(name: string): number | null {
  return DEFAULT_KEY_IDS[DEFAULT_KEY_NAMES.indexOf(name)] ?? null;
}

type Phase = Step['phase'];
const PHASES: readonly Phase[] = ['given', 'steps'];

function resolveSteps(form: ScenarioForm, cars: readonly CarSpec[], source: ScenarioSource): readonly Step<Action>[] {
  const first = cars[0]?.name ?? '';
  const placed = PHASES.flatMap((phase) => form[phase].map((step, place) => ({ phase, place, step })));
  return placed.map(({ phase, place, step }, index) => {
    const { file, line, column } = source.positionOf([phase, place]);
    return { index, file, line, column, phase, ...step, car: step.car ?? first };
  });
}

/** Names that steps have defined so far. */
interface KnownNames {
  readonly cars: readonly string[];
  readonly keys: readonly string[];
  readonly captures: Set<string>;
  readonly traffic: Set<string>;
}

/** Resolves the names in steps: cars, keys, captures, traffic. */
function checkSteps(
  form: ScenarioForm,
  cars: readonly CarSpec[],
  keys: readonly KeySpec[],
  problems: DataProblem[],
): void {
  const known: KnownNames = {
    cars: cars.map((car) => car.name),
    keys: keys.map((key) => key.name),
    captures: new Set(),
    traffic: new Set(),
  };
  for (const phase of PHASES) {
    for (const [place, step] of form[phase].entries()) problems.push(...checkStep(step, [phase, place], known));
  }
}

function checkStep({ car, action }: StepForm, path: DataPath, known: KnownNames): readonly DataProblem[] {
  const { name, verb } = verbOf(action);
  const { keys = [], patterns = [], captures = [], startsTraffic, stopsTraffic } = verb.names?.(action) ?? {};
  const place = [...path, name];
  const symbols = [...known.keys, ...known.captures];
  if (startsTraffic !== undefined) known.traffic.add(startsTraffic);
  const problems = [
    ...(car === null || known.cars.includes(car) ? [] : [unknownCar([...path, 'car'], car, known.cars)]),
    ...keys.filter((key) => !known.keys.includes(key)).map((key) => unknownKey(place, key, known.keys)),
    ...patterns.flatMap(([part, pattern]) =>
      symbolsOf(pattern)
        .filter((symbol) => !symbols.includes(symbol))
        .map((symbol) => unknownSymbol([...place, ...part], symbol, symbols)),
    ),
    ...(stopsTraffic === undefined || known.traffic.has(stopsTraffic)
      ? []
      : [unknownTraffic(place, stopsTraffic, [...known.traffic])]),
  ];
  for (const capture of captures) known.captures.add(capture);
  return problems;
}

function unknownCar(path: DataPath, car: string, known: readonly string[]): DataProblem {
  return wrong(path, `"${car}"`, `one of the cars ${known.join(', ')}`, nearestName(car, known));
}

function unknownSymbol(path: DataPath, symbol: string, known: readonly string[]): DataProblem {
  const expected = `a key, or what an earlier step captured: ${known.join(', ')}`;
  return wrong(path, `"{${symbol}}"`, expected, nearestName(symbol, known));
}

/** Traffic must be started before it is stopped. */
function unknownTraffic(path: DataPath, traffic: string, known: readonly string[]): DataProblem {
  const expected =
    known.length === 0 ? 'cyclic traffic that an earlier step has started' : `one of ${known.join(', ')}`;
  return wrong(path, `"${traffic}"`, expected, nearestName(traffic, known));
}

function unknownKey(path: DataPath, key: string, known: readonly string[]): DataProblem {
  return wrong(path, `"${key}"`, `one of the keys ${known.join(', ')}`, nearestName(key, known));
}

function wrong(path: DataPath, found: string, expected: string, meant: string | null): DataProblem {
  return { path, atKey: false, found, expected, meant };
}
