import { InvalidArgumentError, Option, type Command } from 'commander';

import { limitWords, type NumberLimit } from '../../ecu-sim/profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { parseShard } from '../shard/shard.ts';

/** A whole number within a range, for commander: anything else is refused with the range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`${limitWords({ min, max, whole: true })}.`);
    return value;
  };
}

/** A number within a range. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`${limitWords({ min, max })}.`);
    return value;
  };
}

function limited({ min, max, whole }: NumberLimit): (text: string) => number {
  return whole === true ? wholeNumber(min, max) : numberBetween(min, max);
}

/** For a flag that may be given several times. */
export function collectWords(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

export const busFlag = (): Option => new Option('--bus <url>', 'bus URL; repeatable').argParser(collectWords);
export const profileFlag = (): Option => new Option('--profile <file>', 'vehicle profile (YAML or JSON)');
export const timeFlag = (standard: 'virtual' | 'real'): Option =>
  new Option('--time <mode>', 'run in virtual or real time').choices(['virtual', 'real']).default(standard);
export const rateFlag = (): Option =>
  new Option('--rate <n>', 'vehicle seconds per real second').argParser(limited(VEHICLE_LIMITS.rate)).default(1);
/** Without a value of its own: what is sent at no rate refuses it. */
export const logRateFlag = (): Option =>
  new Option('--rate <n>', 'log: vehicle seconds per real second (default: 1)').argParser(limited(VEHICLE_LIMITS.rate));
const seedOption = (words: string): Option => new Option('--seed <n>', words).argParser(limited(VEHICLE_LIMITS.seed));
export const seedFlag = (): Option => seedOption('random seed').default(1);
/** Without a value of its own: help shows a default only where there is one, so the words say it. */
export const scenarioSeedFlag = (): Option => seedOption("random seed (default: the scenario's own seed, or 1)");

export const shardFlag = (): Option =>
  new Option('--shard <i/n>', 'only this share of the work, and leave a part for merge').argParser(parseShard);

export const queueFlag = (words: string): Option =>
  new Option('--queue <url>', `${words}; its password in SMARTKEY_QUEUE_PASSWORD`);

export const dealerDbFlag = (): Option =>
  new Option('--dealer-db <file>', 'database of the dealer server: requests, accounts, log (default: in memory)');
export const demoFlag = (): Option =>
  new Option('--demo', 'give the accounts of a new dealer fixed passwords instead of one-time ones');

/** `--json`, `--quiet`, `--no-color`: every command has them. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'machine-readable output')
    .option('--quiet', 'print only results and errors')
    .option('--no-color', 'disable color (also: NO_COLOR)');
}
