import { describe, expect, it } from 'vitest';
import { linesThatMatch, sourceFiles, withoutComments } from './source-files.ts';

interface Fact {
  readonly fact: string;
  /** How code writes it. */
  readonly written: RegExp;
  readonly declaredIn: string;
  /** Files with another fact that is written in the same way. */
  readonly others?: readonly string[];
}

const FACTS: readonly Fact[] = [
  {
    fact: 'the VIN of another vehicle',
    written: /'4T1B(?!Z1FB4KU999999)\w{13}'/,
    declaredIn: 'hil/car/key-ring.ts',
    // The cars of the worlds that are explored.
    others: ['hil/explore/world/world.ts'],
  },
];

/** The oracle, and the rules of ISO-TP and of the UDS server, share nothing with the rest: they repeat its facts. */
const PRODUCT = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}').filter(
  ({ path }) => !/^hil\/explore\/(oracle|transport)\//.test(path),
);

describe('a fact that several files need', () => {
  it.each(FACTS)('is declared once: $fact', ({ written, declaredIn, others = [] }) => {
    const found = PRODUCT.filter(({ path }) => !others.includes(path)).flatMap((file) =>
      linesThatMatch(file, written, withoutComments(file.text)),
    );
    expect(found).toEqual([expect.stringContaining(`${declaredIn}:`)]);
  });
});
