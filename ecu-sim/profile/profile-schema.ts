import { z } from 'zod';

import { type Micros, MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import { ENGINE_IDS } from '../engine/engine-channel.ts';
import { ECU_SERIAL_MAX } from '../identity/seed-data.ts';
import { describeVinFault, findVinFault } from '../identity/vin.ts';
import { BROADCAST_MESSAGES } from '../signals/broadcast-database.ts';
import { doipSchema } from './doip-schema.ts';
import { described } from './limited-number.ts';
import { busNumber, duration, type Field, hexText, onOff, voltage, wholeNumber } from './profile-fields.ts';
import type { DiagnosticAddressing, EndpointAddress, Profile, TransportSettings } from './profile-types.ts';
import { DEFAULT_ATTEMPTS_MAX, DEFAULT_BATTERY_MIN_V } from './default-values.ts';

/** Elapsed and remaining time are 24-bit milliseconds on the bus (DID 1006), so a procedure cannot last longer. */
const PROCEDURE_MAX_S = 16_777;
const ID_11_BIT_MAX = 0x7ff;
const ID_29_BIT_MAX = 0x1fff_ffff;
const BYTE_MAX = 0xff;

const procedureDuration = duration({
  fromUs: 1,
  toUs: PROCEDURE_MAX_S * MICROS_PER_SECOND,
  words: `more than 0 s and at most ${PROCEDURE_MAX_S} s`,
});
const actionDuration = duration({ fromUs: 0, toUs: 60 * MICROS_PER_SECOND, words: 'from 0 s to 60 s' });
const action = (request: string): Field<Micros> => described(`how long the ECU works on ${request}`, actionDuration);

const shortDuration = duration({ fromUs: 0, toUs: 10 * MICROS_PER_SECOND, words: 'from 0 s to 10 s' });

const vin = z
  .string('must be a text of 17 characters')
  .superRefine((value, context) => {
    const fault = findVinFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: describeVinFault(fault), input: value });
  })
  .meta({
    pattern: '^[A-HJ-NPR-Z0-9]{17}$',
    description: 'vehicle identification number: 17 characters, with its check digit',
  });

const actionDurations = z.strictObject({
  sessionControl: action('0x10').prefault(0),
  ecuReset: action('0x11, before the answer').prefault(0),
  readData: action('0x22').prefault(0),
  writeData: action('0x2E').prefault(0),
  requestSeed: action('0x27, odd').prefault(0),
  sendKey: action('0x27, even').prefault(0),
  testerPresent: action('0x3E').prefault(0),
  resetArm: action('0x31 01 0201, option 01').prefault(0),
  resetBegin: action('0x31 01 0201, option 02').prefault(0),
  registrationEnter: action('0x31 01 0202, option 01').prefault(0),
  preStartCheck: action('0x31 01 0202, option 02').prefault(0),
  registrationStart: action('0x31 01 0202, option 03').prefault(0),
  erasureDeclare: action('0x31 01 0203, option 01').prefault(0),
  erasureOpen: action('0x31 01 0203, option 02').prefault(0),
  erasureWrite: action('0x31 01 0203, option 03: the memory write (ERA-7)').prefault('120 ms'),
  routineStop: action('0x31 02').prefault(0),
  routineResults: action('0x31 03').prefault(0),
  clearFaults: action('0x14').prefault(0),
  readFaults: action('0x19').prefault(0),
  faultSetting: action('0x85').prefault(0),
  communicationControl: action('0x28').prefault(0),
  inputOutputControl: action('0x2F').prefault(0),
});

/** 0x50 carries P2 in whole milliseconds and P2* in steps of ten, two bytes each (conformance 19). */
const timing = z
  .strictObject({
    p2: described(
      'P2server: the longest time until a response',
      duration({
        fromUs: MICROS_PER_MILLI,
        toUs: 65_535 * MICROS_PER_MILLI,
        stepUs: MICROS_PER_MILLI,
        words: 'from 1 ms to 65535 ms',
      }),
    ).prefault('50 ms'),
    p2Star: described(
      'P2*server: the longest time from one 0x78 to the next response',
      duration({
        fromUs: 10 * MICROS_PER_MILLI,
        toUs: 655_350 * MICROS_PER_MILLI,
        stepUs: 10 * MICROS_PER_MILLI,
        words: 'from 10 ms to 655350 ms',
      }),
    ).prefault('5000 ms'),
    s3: described(
      'S3server: an extended session ends after this time without a request',
      duration({
        fromUs: MICROS_PER_MILLI,
        toUs: 600 * MICROS_PER_SECOND,
        words: 'from 1 ms to 600 s',
      }),
    ).prefault('5000 ms'),
  })
  .transform(({ p2, p2Star, s3 }) => ({ p2Us: p2, p2StarUs: p2Star, s3Us: s3 }));

const transportFields = {
  blockSize: described('BS of flow controls of the ECU; 0 for no limit', wholeNumber(0, BYTE_MAX)),
  separationTime: busNumber(0xf9)
    .refine((byte) => byte <= 0x7f || byte >= 0xf1, 'must be an STmin byte: 0x00 to 0x7F (ms) or 0xF1 to 0xF9 (100 µs)')
    .describe('STmin byte of flow controls of the ECU: 0x00 to 0x7F (ms) or 0xF1 to 0xF9 (100 µs)'),
  padding: z
    .union([busNumber(BYTE_MAX), z.null()], 'must be a byte from 0 to 0xFF, or null for none')
    .describe('the byte that fills up frames of the ECU, from 0 to 0xFF; null sends them without padding'),
  fd: described('CAN FD frames', onOff()),
  frameLength: z
    .literal([8, 12, 16, 20, 24, 32, 48, 64], 'must be 8, 12, 16, 20, 24, 32, 48 or 64')
    .describe('data bytes of a full frame: 8; more, up to 64, where fd is on'),
};

const isotp = z.strictObject({
  blockSize: transportFields.blockSize.prefault(8),
  separationTime: transportFields.separationTime.prefault(0),
  padding: transportFields.padding.prefault(0xcc),
  fd: transportFields.fd.prefault(false),
  frameLength: transportFields.frameLength.prefault(8),
});

const requestId = described('CAN id of requests to the ECU', busNumber(ID_29_BIT_MAX));
const responseId = described('CAN id of responses of the ECU', busNumber(ID_29_BIT_MAX));
const KIND_WORDS = 'addressing of ISO 15765-2; extended and mixed have an address in the first byte of every frame';

/** Settings of one endpoint that may differ from the common ones. */
const endpointDifferences = {
  extendedIds: described('29-bit ids at this endpoint; as set for all endpoints unless given', onOff()).exactOptional(),
  isotp: z
    .strictObject({
      blockSize: transportFields.blockSize.exactOptional(),
      separationTime: transportFields.separationTime.exactOptional(),
      padding: transportFields.padding.exactOptional(),
      fd: transportFields.fd.exactOptional(),
      frameLength: transportFields.frameLength.exactOptional(),
    })
    .describe('transport settings of this endpoint that differ from the common ones')
    .exactOptional(),
};

const endpoint: z.ZodType<EndpointAddress> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('normal').describe(KIND_WORDS), requestId, responseId, ...endpointDifferences }),
    z.strictObject({
      ...endpointDifferences,
      kind: z.enum(['extended', 'mixed']).describe(KIND_WORDS),
      requestId,
      responseId,
      requestAddress: described('first byte of every frame to the ECU', busNumber(BYTE_MAX)),
      responseAddress: described('first byte of every frame from the ECU', busNumber(BYTE_MAX)),
    }),
  ],
  'must have a kind: normal, extended or mixed',
);

const addressing = z
  .strictObject({
    extendedIds: described('29-bit ids at all endpoints that do not set it themselves', onOff()).prefault(false),
    oem: endpoint.describe('the endpoint for the tool of the manufacturer').prefault({
      kind: 'extended',
      requestId: 0x750,
      responseId: 0x758,
      requestAddress: 0xb5,
      responseAddress: 0xb5,
    }),
    generic: endpoint
      .describe('the endpoint for any tool')
      .prefault({ kind: 'normal', requestId: 0x7b5, responseId: 0x7bd }),
    functionalId: described('CAN id of functional requests, to all ECUs', busNumber(ID_29_BIT_MAX)).prefault(0x7df),
  })
  .superRefine((value, context) => {
    for (const [path, message] of findAddressingFaults(value)) {
      context.addIssue({ code: 'custom', message, path: path.split('.'), input: value });
    }
  });

/** Ids that do not match the id format, and ids that would give one frame two meanings. */
function findAddressingFaults(value: DiagnosticAddressing): readonly (readonly [path: string, message: string])[] {
  const { oem, generic, functionalId } = value;
  const oemExtended = oem.extendedIds ?? value.extendedIds;
  const genericExtended = generic.extendedIds ?? value.extendedIds;
  const ids: readonly (readonly [path: string, id: number, extended: boolean])[] = [
    ['oem.requestId', oem.requestId, oemExtended],
    ['oem.responseId', oem.responseId, oemExtended],
    ['generic.requestId', generic.requestId, genericExtended],
    ['generic.responseId', generic.responseId, genericExtended],
    ['functionalId', functionalId, genericExtended],
  ];
  const faults: [string, string][] = [];
  for (const [index, [path, id, extended]] of ids.entries()) {
    if (!extended && id > ID_11_BIT_MAX) faults.push([path, 'must be at most 0x7FF while extendedIds is off']);
    // The bus treats an id up to 0x7FF as an 11-bit id.
    if (extended && id <= ID_11_BIT_MAX) faults.push([path, 'must be above 0x7FF while extendedIds is on']);
    const twin = ids.slice(0, index).find(([, other]) => other === id);
    if (twin !== undefined) faults.push([path, `must differ from ${twin[0]}`]);
    const node = OTHER_IDS.get(id);
    if (node !== undefined) faults.push([path, `must not be an id of ${node}`]);
  }
  return faults;
}

/** Ids that are already used in this car. */
const OTHER_IDS: ReadonlyMap<number, string> = new Map([
  ...BROADCAST_MESSAGES.map(({ id, name }): [number, string] => [id, name]),
  [ENGINE_IDS.requestId, 'the engine ECU'],
  [ENGINE_IDS.responseId, 'the engine ECU'],
]);

/** Frames longer than 8 bytes need CAN FD: finds settings that use them without it. */
function findLongClassicalFrames(file: {
  readonly isotp: TransportSettings;
  readonly addressing: DiagnosticAddressing;
}): readonly string[] {
  const { isotp: common, addressing: addresses } = file;
  const all: readonly (readonly [path: string, settings: TransportSettings])[] = [
    ['isotp', common],
    ['addressing.oem.isotp', { ...common, ...addresses.oem.isotp }],
    ['addressing.generic.isotp', { ...common, ...addresses.generic.isotp }],
  ];
  return all.filter(([, { fd, frameLength }]) => !fd && frameLength !== 8).map(([path]) => path);
}

/** A profile file: the contract's names and defaults, every field optional. Its output has internal units. */
export const profileSchema: z.ZodType<Profile> = z
  .strictObject({
    vin: vin.prefault('4T1BZ1FB4KU999999'),
    ecuSerial: described('serial number of the Smart Key ECU', hexText(ECU_SERIAL_MAX)).prefault('5A17C0D'),
    keySlots: described('number of slots for registered keys (KEY-2)', wholeNumber(1, 15)).prefault(7),
    resetDuration: described('duration of a reset (RST-4)', procedureDuration).prefault('960 s'),
    eraseWindow: described('how long the erase window is open (ERA-2)', procedureDuration).prefault('30 s'),
    registrationStepTimeout: described(
      'longest time for each step of a registration (REG-7)',
      procedureDuration,
    ).prefault('60 s'),
    batteryMin: described(
      '12 V supply below which reset and registration are refused (RST-1, REG-1)',
      voltage(0, 32_000),
    ).prefault(`${DEFAULT_BATTERY_MIN_V.toFixed(1)} V`),
    attemptsMax: described('number of wrong pass-codes before the delay (AUT-3)', wholeNumber(1, BYTE_MAX)).prefault(
      DEFAULT_ATTEMPTS_MAX,
    ),
    attemptsDelay: described(
      'delay after too many wrong pass-codes (AUT-3)',
      duration({ fromUs: 0, toUs: 65 * MICROS_PER_SECOND, words: 'from 0 s to 65 s' }),
    ).prefault('10 s'),
    resetCommit: z
      .enum(['at-completion', 'at-start'], 'must be at-completion or at-start')
      .describe('when a reset erases the registered keys (RST-3, RST-6)')
      .prefault('at-completion'),
    bootTime: described('from power-on, or the response to ECUReset, until the ECU is ready', shortDuration).prefault(
      '50 ms',
    ),
    crankTime: described('how long the starter turns the engine before it idles', shortDuration).prefault(0),
    actionDurations: actionDurations
      .describe('how long the ECU works on a request; above P2 it sends 0x78 first')
      .prefault({}),
    calendarStart: z.iso
      .datetime({ offset: true, error: 'must be a date and time such as 2019-07-01T08:00:00Z' })
      .describe('date and time at vehicle time 0, in ISO 8601; in virtual time only')
      .prefault('2019-07-01T08:00:00Z'),
    busSleep: described('the bus sleeps (VEH-7)', onOff()).prefault('off'),
    passcodeSecret: z
      .string('must be a text')
      .min(1, 'must have 1 to 256 signs')
      .max(256, 'must have 1 to 256 signs')
      .describe('shared by the car and the dealer server: 1 to 256 signs')
      .prefault('virtual-car-fleet-secret'),
    timing: timing.describe('session timing, as 0x50 announces it').prefault({}),
    isotp: isotp.describe('transport settings of the ECU (ISO 15765-2)').prefault({}),
    addressing: addressing.describe('CAN ids and addresses by which a tool finds the ECU').prefault({}),
    doip: doipSchema.describe('DoIP: logical addresses, and what a tester needs for central security').prefault({}),
  })
  .superRefine((file, context) => {
    // An error in a common setting is reported once.
    const [path] = findLongClassicalFrames(file);
    if (path === undefined) return;
    context.addIssue({
      code: 'custom',
      message: 'must be 8 unless fd is on',
      path: [...path.split('.'), 'frameLength'],
    });
  })
  .transform((file) => ({
    vin: file.vin,
    ecuSerial: file.ecuSerial,
    keySlots: file.keySlots,
    resetDurationUs: file.resetDuration,
    eraseWindowUs: file.eraseWindow,
    registrationStepTimeoutUs: file.registrationStepTimeout,
    batteryMinMv: file.batteryMin,
    attemptsMax: file.attemptsMax,
    attemptsDelayUs: file.attemptsDelay,
    resetCommit: file.resetCommit,
    bootTimeUs: file.bootTime,
    crankTimeUs: file.crankTime,
    actionDurationsUs: file.actionDurations,
    calendarStart: file.calendarStart,
    busSleep: file.busSleep,
    passcodeSecret: file.passcodeSecret,
    timing: file.timing,
    isotp: file.isotp,
    addressing: file.addressing,
    doip: file.doip,
  }));
