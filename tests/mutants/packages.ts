// What is mutated, and which tests must notice.

import { statSync } from 'node:fs';
import { join } from 'node:path';

export interface MutatedPackage {
  readonly name: string;
  /** Globs of sources, from the project's folder. */
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  /** Tests that try each byte or each identifier: seconds for one mutant. */
  readonly tooLong?: readonly string[];
  /** What the tests of one mutant may cost, of all tests, beside the file that mirrors its source. */
  readonly share: number;
  /** How many runs of each property a mutant gets. */
  readonly propertyRuns: number;
  /** Measured only: survivors need no argument. */
  readonly onlyMeasured?: true;
}

const CONFORMANCE = 'tests/conformance/*.test.ts';

export const PACKAGES: readonly MutatedPackage[] = [
  {
    name: 'isotp',
    sources: ['can-bus/isotp/*.ts'],
    tests: [
      'tests/unit/can-bus/isotp/**/*.test.ts',
      'tests/property/can-bus/isotp/*.test.ts',
      'tests/conformance/isotp-*.test.ts',
    ],
    share: 1,
    propertyRuns: 50,
  },
  {
    name: 'uds',
    sources: ['can-bus/uds/*.ts'],
    tests: ['tests/unit/can-bus/uds/**/*.test.ts', 'tests/conformance/suppression.test.ts'],
    share: 1,
    propertyRuns: 50,
  },
  {
    name: 'virtual-bus',
    sources: ['can-bus/virtual-bus/*.ts'],
    tests: ['tests/unit/can-bus/virtual-bus/**/*.test.ts', 'tests/property/can-bus/virtual-bus/*.test.ts'],
    share: 1,
    propertyRuns: 100,
  },
  {
    name: 'ecu-sim',
    sources: ['ecu-sim/**/*.ts'],
    tests: [
      'tests/unit/ecu-sim/**/*.test.ts',
      'tests/property/ecu-sim/**/*.test.ts',
      'tests/property/key-slots.test.ts',
      // The page on diagnostics and the files for other tools have every name and number of the descriptions.
      'tests/unit/docs/generated-files.test.ts',
      CONFORMANCE,
    ],
    tooLong: [
      'tests/conformance/matrix.test.ts',
      'tests/unit/ecu-sim/smart-key/power-loss.test.ts',
      'tests/unit/ecu-sim/memory/cut-and-damage.test.ts',
      'tests/property/ecu-sim/memory/power-cut.property.test.ts',
    ],
    share: 0.1,
    propertyRuns: 20,
  },
];

/** Mutants of which it is known how they end. */
const CONTROL: MutatedPackage = {
  name: 'control',
  sources: ['tests/mutants/control/subject.ts'],
  tests: ['tests/mutants/control/*.test.ts'],
  share: 1,
  propertyRuns: 20,
};

/** What the random exploration alone kills, of the sources whose rules its oracle knows. */
const EXPLORATION: MutatedPackage = {
  name: 'exploration',
  onlyMeasured: true,
  sources: ['ecu-sim/smart-key/*.ts', 'ecu-sim/diagnostics/*.ts', 'ecu-sim/firmware.ts'],
  tests: ['tests/mutants/exploration/*.ts'],
  share: 1,
  propertyRuns: 20,
};

const KNOWN: readonly MutatedPackage[] = [...PACKAGES, CONTROL, EXPLORATION];

/** A package by its name, or the part of it that is in a folder or file: `ecu-sim/engine`. */
export function mutatedPart(root: string, name: string): MutatedPackage {
  const path = name.replaceAll('\\', '/').replace(/\/$/, '');
  const named = KNOWN.find((each) => each.name === path);
  if (named !== undefined) return named;
  const found = PACKAGES.find(({ sources }) => sources.some((source) => path.startsWith(beginningOf(source))));
  const entry = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined || entry === undefined) {
    const names = PACKAGES.map((each) => each.name).join(', ');
    throw new Error(
      `"${name}" is no package, and no folder or file of one: name ${names}, a path in one of them or all`,
    );
  }
  return { ...found, name: path, sources: [entry.isDirectory() ? `${path}/**/*.ts` : path] };
}

/** What the paths of a glob begin with. */
export function beginningOf(glob: string): string {
  return glob.split('*', 1)[0] ?? glob;
}
