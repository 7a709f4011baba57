import { describe, expect, it } from 'vitest';
import { codeOf, linesThatMatch, sourceFiles, withoutComments } from './source-files.ts';

interface Fact {
  readonly fact: string;
  /** How code writes it. */
  readonly written: RegExp;
  /** It is a text; the inside of texts is not looked at otherwise. */
  readonly isText?: boolean;
  readonly declaredIn: string;
  /** Files with another fact that is written in the same way. */
  readonly others?: readonly string[];
}

const UDS = 'can-bus/uds/service-ids.ts';
const FACTS: readonly Fact[] = [
  { fact: 'the first byte of a negative response', written: /[=!]== 0x7f\b|\bNEGATIVE\w* = 0x7f\b/, declaredIn: UDS },
  { fact: 'the offset of a positive response', written: /[-+] 0x40\b|\w*OFFSET = 0x40\b/, declaredIn: UDS },
  { fact: 'the service SecurityAccess', written: /(?:=|securityAccess:) 0x27\b/, declaredIn: UDS },
  { fact: 'the service RoutineControl', written: /(?:==|\w+ =|routineControl:) 0x31\b/, declaredIn: UDS },
  { fact: 'the service WriteDataByIdentifier', written: /(?:=|writeDataByIdentifier:) 0x2e\b/, declaredIn: UDS },
  { fact: 'the unit of P2*', written: /\w*P2_STAR_UNIT\w*(?:: \w+)? =/, declaredIn: UDS },
  {
    fact: 'the longest message of a 12-bit length',
    written: /\b4_?095\b|= 0xfff\b/,
    declaredIn: 'can-bus/isotp/defaults.ts',
  },
  {
    fact: 'the lengths of FD frames',
    written: /\b12, 16, 20, 24, 32, 48, 64\b/,
    declaredIn: 'can-bus/frame/can-frame.ts',
    // Frames without the short ones; what a profile may set.
    others: ['can-bus/virtual-bus/fd-bit-length.ts', 'ecu-sim/profile/profile-schema.ts'],
  },
  {
    fact: 'a weak key battery',
    written: /\b(?:WEAK|LOW)\w* = 2_?200;|\bWEAK\w* = 2\.2;/,
    declaredIn: 'ecu-sim/smart-key/limits.ts',
  },
  {
    fact: 'the speed that refuses registration',
    written: /SPEED_LIMIT\w* =/,
    declaredIn: 'ecu-sim/smart-key/limits.ts',
  },
  {
    fact: 'the least battery of the default profile',
    written: /BATTERY_MIN\w* = 11/,
    declaredIn: 'ecu-sim/profile/default-values.ts',
  },
  {
    fact: 'the time without supply unless given',
    written: /DEFAULT_OFF_MS = |\?\? 100 \* MICROS_PER_MILLI/,
    declaredIn: 'ecu-sim/profile/vehicle-limits.ts',
  },
  { fact: 'the bit rate', written: /BIT_RATE = 500_000/, declaredIn: 'can-bus/virtual-bus/bus-options.ts' },
  {
    fact: 'the bus of a car without --bus',
    written: /(?:BUS|BUSES)\b[^=]*= \[?'slcan-tcp:127\.0\.0\.1:3333'/,
    isText: true,
    declaredIn: 'hil/default-addresses.ts',
  },
  {
    fact: 'the HTTP address of a car without --http',
    written: /(?:= |default\()'(?:http:\/\/)?127\.0\.0\.1:8080'/,
    isText: true,
    declaredIn: 'hil/default-addresses.ts',
  },
  {
    fact: 'the titles of procedures',
    written: /'Undesignated Key Permanent Erasure'/,
    isText: true,
    declaredIn: 'ecu-sim/description/smart-key/routines.ts',
  },
  {
    fact: 'the pattern of a name in a scenario',
    written: /\[A-Za-z\]\[A-Za-z0-9_-\]\{0,39\}/,
    isText: true,
    declaredIn: 'hil/scenario/name-pattern.ts',
  },
  {
    fact: 'the VIN of another vehicle',
    written: /'4T1B(?!Z1FB4KU999999)\w{13}'/,
    isText: true,
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
  it.each(FACTS)('is declared once: $fact', ({ written, isText = false, declaredIn, others = [] }) => {
    const found = PRODUCT.filter(({ path }) => !others.includes(path)).flatMap((file) =>
      linesThatMatch(file, written, isText ? withoutComments(file.text) : codeOf(file.text)),
    );
    expect(found).toEqual([expect.stringContaining(`${declaredIn}:`)]);
  });
});
