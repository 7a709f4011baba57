import { InvalidArgumentError, Option, type Command } from 'commander';

import { limitWords, type NumberLimit } from '../../ecu-sim/profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';

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

export const busFlag = (): Option =>
  new Option('--bus <url>', 'a bus by its URL; may be given several times').argParser(collectWords);
export const profileFlag = (): Option => new Option('--profile <file>', 'what the vehicle is set to (YAML or JSON)');
export const timeFlag = (standard: 'virtual' | 'real'): Option =>
  new Option('--time <mode>', 'whose time it is').choices(['virtual', 'real']).default(standard);
export const rateFlag = (): Option =>
  new Option('--rate <n>', 'vehicle seconds in a real second').argParser(limited(VEHICLE_LIMITS.rate)).default(1);
export const seedFlag = (): Option =>
  new Option('--seed <n>', 'seed of all randomness').argParser(limited(VEHICLE_LIMITS.seed)).default(1);

export const dealerDbFlag = (): Option =>
  new Option('--dealer-db <file>', 'where the dealer server keeps requests, accounts and log; in memory without');
export const demoFlag = (): Option =>
  new Option('--demo', 'fixed passwords for the accounts of a new dealer instead of one-time ones');

/** `--json`, `--quiet`, `--no-color`: every command has them. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'machine-readable output')
    .option('--quiet', 'only what is asked for, and errors')
    .option('--no-color', 'no colour (also NO_COLOR)');
}
