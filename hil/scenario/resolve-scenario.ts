import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { DEFAULT_KEY_IDS } from '../car/car.ts';
import { FRESH_BATTERY_MV } from '../car/key-ring.ts';
import { symbolsOf, type BytePattern } from './byte-pattern.ts';
import type { ExpectedParts } from './expectation.ts';
import type { DataMistake, DataPath } from './explain-issue.ts';
import { checkProfileFields, mergeProfileFields } from './profile-fields.ts';
import type { Action, CarSpec, KeySpec, Scenario, Step } from './scenario.ts';
import type { KeyForm, ScenarioForm, StepForm } from './schema.ts';
import type { Position } from './data-source.ts';

/** Names of the two keys that the first car comes with unless its `registered` says otherwise. */
export const DEFAULT_KEY_NAMES: readonly [string, string] = ['master', 'valet'];
/** The vehicle that a key with `life: bound` was registered in: none of the scenario's. Fictitious. */
export const FOREIGN_VIN = '4T1B21FB9KU999999';

export interface ScenarioSource {
  readonly file: string;
  /** The row of the file's table that this scenario is; null where there is no table. */
  readonly variant: string | null;
  /** The file is another one where the step comes from a fragment. */
  readonly positionOf: (path: DataPath) => Position & { readonly file: string };
}

/** Looks up every name and fills in what is left out; the mistakes, where a name stands for nothing. */
export function resolveScenario(form: ScenarioForm, source: ScenarioSource): Scenario | readonly DataMistake[] {
  const mistakes: DataMistake[] = [];
  const cars = resolveCars(form, mistakes);
  const keys = resolveKeys(form, cars, mistakes);
  const steps = resolveSteps(form, cars, source);
  checkSteps(form, cars, keys, mistakes);
  if (mistakes.length > 0) return mistakes;
  const { description, tags, rules, seed, timeout: timeoutUs, quarantine } = form;
  const { file, variant } = source;
  const name = variant === null ? form.name : `${form.name} [${variant}]`;
  return { file, variant, name, description, tags, rules, seed, timeoutUs, quarantine, cars, keys, steps };
}

function resolveCars(form: ScenarioForm, mistakes: DataMistake[]): readonly CarSpec[] {
  const vins = new Map<string, string>();
  const common = checkProfileFields(form.profile, ['profile']);
  if (!('vin' in common)) mistakes.push(...common);
  return Object.entries(form.cars).map(([name, car], index) => {
    const fields = mergeProfileFields(form.profile, car.profile);
    const path = ['cars', name, 'profile'];
    const own = checkProfileFields(car.profile, path);
    if (!('vin' in own)) mistakes.push(...own);
    const whole = checkProfileFields(fields, path);
    if ('vin' in whole) {
      const twin = vins.get(whole.vin);
      if (twin !== undefined) mistakes.push(wrong(path, `the VIN of ${twin}`, 'a vin of its own for each car', null));
      vins.set(whole.vin, name);
    } else if ('vin' in own && 'vin' in common) {
      mistakes.push(...whole);
    }
    const slots = 'vin' in whole ? whole.keySlots : DEFAULT_KEY_NAMES.length;
    const standard = index === 0 ? DEFAULT_KEY_NAMES.slice(0, slots) : [];
    const registered = car.registered ?? standard;
    if (registered.length > slots) {
      mistakes.push(
        wrong(['cars', name, 'registered'], `${registered.length} keys`, `at most ${slots}, one a slot`, null),
      );
    }
    return { name, profile: fields, registered };
  });
}

function resolveKeys(form: ScenarioForm, cars: readonly CarSpec[], mistakes: DataMistake[]): readonly KeySpec[] {
  const first = cars[0]?.name ?? null;
  const ids = new Map<number, string>();
  const names = new Set([...(cars[0]?.registered ?? []).filter(isDefaultKey), ...Object.keys(form.keys)]);
  const holders = new Map<string, string>();
  for (const { name: car, registered } of cars) {
    for (const [index, key] of registered.entries()) {
      const path = ['cars', car, 'registered', index];
      if (!names.has(key)) mistakes.push(unknownKey(path, key, [...names]));
      const holder = holders.get(key);
      if (holder !== undefined)
        mistakes.push(wrong(path, `"${key}" again`, `a key in one slot only; it is in ${holder}`, null));
      holders.set(key, car);
    }
  }
  return [...names].map((name) => {
    const key: KeyForm = form.keys[name] ?? { life: 'blank', batteryV: FRESH_BATTERY_MV };
    const registeredIn = holders.get(name) ?? null;
    const id = key.id ?? defaultIdOf(name);
    const twin = id === null ? undefined : ids.get(id);
    if (twin !== undefined)
      mistakes.push(wrong(['keys', name, 'id'], `the id of ${twin}`, 'an id of its own for each key', null));
    if (id !== null) ids.set(id, name);
    const isInCabin = key.location === undefined ? registeredIn !== null : key.location === 'cabin';
    return {
      name,
      registeredIn,
      id,
      boundVin: registeredIn === null && key.life === 'bound' ? FOREIGN_VIN : null,
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

function resolveSteps(form: ScenarioForm, cars: readonly CarSpec[], source: ScenarioSource): readonly Step[] {
  const first = cars[0]?.name ?? '';
  const placed = PHASES.flatMap((phase) => form[phase].map((step, place) => ({ phase, place, step })));
  return placed.map(({ phase, place, step }, index) => {
    const { file, line, column } = source.positionOf([phase, place]);
    return { index, file, line, column, phase, ...step, car: step.car ?? first };
  });
}

/** Cars, keys and captures that steps name. */
function checkSteps(
  form: ScenarioForm,
  cars: readonly CarSpec[],
  keys: readonly KeySpec[],
  mistakes: DataMistake[],
): void {
  const carNames = cars.map((car) => car.name);
  const keyNames = keys.map((key) => key.name);
  const captured = new Set<string>();
  const begun = new Set<string>();
  for (const phase of PHASES) {
    for (const [place, step] of form[phase].entries()) {
      const path = [phase, place];
      if (step.car !== null && !carNames.includes(step.car)) {
        const expected = `one of the cars ${carNames.join(', ')}`;
        mistakes.push(wrong([...path, 'car'], `"${step.car}"`, expected, nearestName(step.car, carNames)));
      }
      for (const key of keysIn(step.action)) {
        if (!keyNames.includes(key)) mistakes.push(unknownKey([...path, verbOf(step)], key, keyNames));
      }
      checkSymbols(step, path, [...keyNames, ...captured], mistakes);
      checkTraffic(step, path, begun, mistakes);
      for (const captureName of capturesOf(step.action)) captured.add(captureName);
    }
  }
}

/** Traffic that is stopped has been begun before. */
function checkTraffic({ action }: StepForm, path: DataPath, begun: Set<string>, mistakes: DataMistake[]): void {
  if (action.kind === 'send' && action.traffic !== null) begun.add(action.traffic.name);
  if (action.kind !== 'stopSending' || begun.has(action.name)) return;
  const known = [...begun];
  const expected = known.length === 0 ? 'what an earlier step sends in a cycle' : `one of ${known.join(', ')}`;
  mistakes.push(wrong([...path, 'stopSending'], `"${action.name}"`, expected, nearestName(action.name, known)));
}

function verbOf({ action }: StepForm): string {
  if (action.kind === 'rawFrame') return 'frame';
  const { kind } = action;
  return kind === 'faults' || kind === 'clearFaults' || kind === 'dealerFaults' ? 'fault' : kind;
}

/** Names of keys that an action uses. */
function keysIn(action: Action): readonly string[] {
  switch (action.kind) {
    case 'touch':
    case 'move':
    case 'press':
      return [action.key];
    case 'tool':
      return action.run.utility === 'reset' ? [] : action.run.touch;
    case 'expect':
    case 'within':
      return keysExpected(action.expect);
    case 'faults':
      return (action.form.keyBattery ?? []).map(({ key }) => key);
    case 'vehicle':
    case 'startEngine':
    case 'powerCycle':
    case 'fault':
    case 'clearFaults':
    case 'dealerFaults':
    case 'uds':
    case 'unlock':
    case 'passcode':
    case 'keepAlive':
    case 'at':
    case 'advance':
    case 'advanceTo':
    case 'frame':
    case 'rawFrame':
    case 'noFrame':
    case 'send':
    case 'stopSending':
    case 'dealer':
      return [];
  }
}

function keysExpected({ slots, registered, retired, keys }: ExpectedParts): readonly string[] {
  const lists = [slots, registered, retired].flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
  const named = typeof keys === 'object' && keys !== null ? Object.keys(keys) : [];
  return [...lists.filter((key) => typeof key === 'string'), ...named];
}

function checkSymbols(step: StepForm, path: DataPath, known: readonly string[], mistakes: DataMistake[]): void {
  for (const [part, pattern] of patternsIn(step.action)) {
    for (const symbol of symbolsOf(pattern)) {
      if (known.includes(symbol)) continue;
      const expected = `a key, or what an earlier step captured: ${known.join(', ')}`;
      mistakes.push(wrong([...path, verbOf(step), ...part], `"{${symbol}}"`, expected, nearestName(symbol, known)));
    }
  }
}

/** Patterns of bytes in a step, with where they stand below its verb. */
function patternsIn(action: Action): readonly (readonly [DataPath, BytePattern])[] {
  if (action.kind === 'uds') {
    const { send, expect } = action;
    return expect.kind === 'bytes'
      ? [
          [['send'], send],
          [['expect'], expect.pattern],
        ]
      : [[['send'], send]];
  }
  if (action.kind === 'rawFrame') return [[['data'], action.data]];
  if (action.kind === 'noFrame') return action.mask.data === null ? [] : [[['data'], action.mask.data]];
  if (action.kind === 'send') return [[['data'], action.frame.data]];
  const seed = action.kind === 'dealer' ? action.deed.seed : undefined;
  return seed === undefined ? [] : [[['passCode', 'seed'], seed]];
}

/** What a step keeps for later ones. */
function capturesOf(action: Action): readonly string[] {
  if (action.kind === 'uds') return action.captures.map(({ name }) => name);
  return action.kind === 'dealer' && action.deed.capture !== undefined ? [action.deed.capture] : [];
}

function unknownKey(path: DataPath, key: string, known: readonly string[]): DataMistake {
  return wrong(path, `"${key}"`, `one of the keys ${known.join(', ')}`, nearestName(key, known));
}

function wrong(path: DataPath, found: string, expected: string, meant: string | null): DataMistake {
  return { path, atKey: false, found, expected, meant };
}
