import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeText } from '../../can-bus/text/decode-text.ts';
import { readInput } from '../read-input.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { scenarioFolder } from '../scenario/find-scenario-files.ts';
import { mergeProfileFields } from '../scenario/profile-fields.ts';
import type { BenchFactory } from '../scenario/run-scenario.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import type { CarObserver } from '../car/car-event.ts';
import type { Car } from '../car/car.ts';
import { SlicedBench } from './sliced-bench.ts';
import type { Turns } from './turns.ts';
import { VirtualBench } from './virtual-bench.ts';
import { loadBench, VIRTUAL_BENCH, type Bench } from './bench-file.ts';

/**
 * The bench that a word names: a file, or one of `scenarios/benches` by its name. `virtual` always exists.
 *
 * @throws OperationError (usage/unknown-bench) where there is none; ScenarioFileError for an invalid file
 */
export async function findBench(word: string, here: string): Promise<Bench> {
  if (existsSync(word) && statSync(word).isFile()) return loadBench(decodeText(readInput(word)), word);
  const folder = join(scenarioFolder(here), 'benches');
  const file = join(folder, `${word}.yaml`);
  if (/^[a-z0-9-]+$/.test(word) && existsSync(file)) return loadBench(decodeText(readInput(file)), file);
  if (word === VIRTUAL_BENCH.name) return VIRTUAL_BENCH;
  const names = (existsSync(folder) ? await readdir(folder) : []).map((entry) => entry.replace(/\.yaml$/, ''));
  const meant = nearestName(word, names);
  const hint = meant === null ? `there are ${names.join(', ')}, or give a file` : `did you mean "${meant}"?`;
  throw new OperationError('usage/unknown-bench', `there is no bench ${word}`, { hint });
}

interface BenchFactoryOptions {
  /** Profile fields that override the bench's own. */
  readonly profile: ProfileFields;
  /** The car itself is passed in virtual time only. */
  readonly observer?: (name: string, car?: Car) => CarObserver;
  /** Aborted: a run in real time is cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** A run in virtual time gives them to the process, and may so be ended; it takes none where absent. */
  readonly turns?: Turns | undefined;
}

/** Creates a new bench of this kind for each scenario. */
export function benchFactory(bench: Bench, { profile, observer, signal, turns }: BenchFactoryOptions): BenchFactory {
  const fields = mergeProfileFields(bench.profile, profile);
  if (bench.bus === null) {
    const watching = observer === undefined ? {} : { observer };
    return (scenario, seed) => {
      const options = { seed, profile: fields, ...watching };
      return turns === undefined ? new VirtualBench(scenario, options) : new SlicedBench(scenario, options, turns);
    };
  }
  const own: Bench = { ...bench, profile: fields };
  return async (scenario, seed) => {
    // A run in virtual time needs neither sockets nor real time.
    if (bench.car === 'virtual')
      return (await import('./live-bench.ts')).LiveBench.open(own, scenario, { seed, observer, signal });
    return (await import('./rest-bus-bench.ts')).RestBusBench.open(own, scenario, { seed, observer, signal });
  };
}
