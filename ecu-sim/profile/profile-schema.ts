import { z } from 'zod';

import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import { ENGINE_IDS } from '../engine/engine-channel.ts';
import { ECU_SERIAL_MAX } from '../identity/seed-data.ts';
import { describeVinFault, findVinFault } from '../identity/vin.ts';
import { BROADCAST_MESSAGES } from '../signals/broadcast-database.ts';
import { doipSchema } from './doip-schema.ts';
import { busNumber, duration, hexText, onOff, voltage, wholeNumber } from './profile-fields.ts';
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

const vin = z
  .string('must be a text of 17 characters')
  .superRefine((value, context) => {
    const fault = findVinFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: describeVinFault(fault), input: value });
  })
  .meta({ pattern: '^[A-HJ-NPR-Z0-9]{17}$', description: 'Vehicle identification number, with its check digit' });

const actionDurations = z.strictObject({
  sessionControl: actionDuration.prefault(0),
  ecuReset: actionDuration.prefault(0),
  readData: actionDuration.prefault(0),
  writeData: actionDuration.prefault(0),
  requestSeed: actionDuration.prefault(0),
  sendKey: actionDuration.prefault(0),
  testerPresent: actionDuration.prefault(0),
  resetArm: actionDuration.prefault(0),
  resetBegin: actionDuration.prefault(0),
  registrationEnter: actionDuration.prefault(0),
  preStartCheck: actionDuration.prefault(0),
  registrationStart: actionDuration.prefault(0),
  erasureDeclare: actionDuration.prefault(0),
  erasureOpen: actionDuration.prefault(0),
  erasureWrite: actionDuration.prefault('120 ms'),
  routineStop: actionDuration.prefault(0),
  routineResults: actionDuration.prefault(0),
  clearFaults: actionDuration.prefault(0),
  readFaults: actionDuration.prefault(0),
  faultSetting: actionDuration.prefault(0),
  communicationControl: actionDuration.prefault(0),
  inputOutputControl: actionDuration.prefault(0),
});

/** 0x50 carries P2 in whole milliseconds and P2* in steps of ten, two bytes each (conformance 19). */
const timing = z
  .strictObject({
    p2: duration({
      fromUs: MICROS_PER_MILLI,
      toUs: 65_535 * MICROS_PER_MILLI,
      stepUs: MICROS_PER_MILLI,
      words: 'from 1 ms to 65535 ms',
    }).prefault('50 ms'),
    p2Star: duration({
      fromUs: 10 * MICROS_PER_MILLI,
      toUs: 655_350 * MICROS_PER_MILLI,
      stepUs: 10 * MICROS_PER_MILLI,
      words: 'from 10 ms to 655350 ms',
    }).prefault('5000 ms'),
    s3: duration({
      fromUs: MICROS_PER_MILLI,
      toUs: 600 * MICROS_PER_SECOND,
      words: 'from 1 ms to 600 s',
    }).prefault('5000 ms'),
  })
  .transform(({ p2, p2Star, s3 }) => ({ p2Us: p2, p2StarUs: p2Star, s3Us: s3 }));

const transportFields = {
  blockSize: wholeNumber(0, BYTE_MAX),
  separationTime: busNumber(0xf9).refine(
    (byte) => byte <= 0x7f || byte >= 0xf1,
    'must be an STmin byte: 0x00 to 0x7F (ms) or 0xF1 to 0xF9 (100 µs)',
  ),
  padding: z.union([busNumber(BYTE_MAX), z.null()], 'must be a byte from 0 to 0xFF, or null for none'),
  fd: onOff(),
  frameLength: z.literal([8, 12, 16, 20, 24, 32, 48, 64], 'must be 8, 12, 16, 20, 24, 32, 48 or 64'),
};

const isotp = z.strictObject({
  blockSize: transportFields.blockSize.prefault(8),
  separationTime: transportFields.separationTime.prefault(0),
  padding: transportFields.padding.prefault(0xcc),
  fd: transportFields.fd.prefault(false),
  frameLength: transportFields.frameLength.prefault(8),
});

const canId = busNumber(ID_29_BIT_MAX);

/** Settings of one endpoint that may differ from the common ones. */
const endpointDifferences = {
  extendedIds: onOff().exactOptional(),
  isotp: z
    .strictObject({
      blockSize: transportFields.blockSize.exactOptional(),
      separationTime: transportFields.separationTime.exactOptional(),
      padding: transportFields.padding.exactOptional(),
      fd: transportFields.fd.exactOptional(),
      frameLength: transportFields.frameLength.exactOptional(),
    })
    .exactOptional(),
};

const endpoint: z.ZodType<EndpointAddress> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('normal'), requestId: canId, responseId: canId, ...endpointDifferences }),
    z.strictObject({
      ...endpointDifferences,
      kind: z.enum(['extended', 'mixed']),
      requestId: canId,
      responseId: canId,
      requestAddress: busNumber(BYTE_MAX),
      responseAddress: busNumber(BYTE_MAX),
    }),
  ],
  'must have a kind: normal, extended or mixed',
);

const addressing = z
  .strictObject({
    extendedIds: onOff().prefault(false),
    oem: endpoint.prefault({
      kind: 'extended',
      requestId: 0x750,
      responseId: 0x758,
      requestAddress: 0xb5,
      responseAddress: 0xb5,
    }),
    generic: endpoint.prefault({ kind: 'normal', requestId: 0x7b5, responseId: 0x7bd }),
    functionalId: canId.prefault(0x7df),
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
    ecuSerial: hexText(ECU_SERIAL_MAX).prefault('5A17C0D'),
    keySlots: wholeNumber(1, 15).prefault(7),
    resetDuration: procedureDuration.prefault('960 s'),
    eraseWindow: procedureDuration.prefault('30 s'),
    registrationStepTimeout: procedureDuration.prefault('60 s'),
    batteryMin: voltage(0, 32_000).prefault(`${DEFAULT_BATTERY_MIN_V.toFixed(1)} V`),
    attemptsMax: wholeNumber(1, BYTE_MAX).prefault(DEFAULT_ATTEMPTS_MAX),
    attemptsDelay: duration({ fromUs: 0, toUs: 65 * MICROS_PER_SECOND, words: 'from 0 s to 65 s' }).prefault('10 s'),
    resetCommit: z.enum(['at-completion', 'at-start'], 'must be at-completion or at-start').prefault('at-completion'),
    bootTime: duration({ fromUs: 0, toUs: 10 * MICROS_PER_SECOND, words: 'from 0 s to 10 s' }).prefault('50 ms'),
    crankTime: duration({ fromUs: 0, toUs: 10 * MICROS_PER_SECOND, words: 'from 0 s to 10 s' }).prefault(0),
    actionDurations: actionDurations.prefault({}),
    calendarStart: z.iso
      .datetime({ offset: true, error: 'must be a date and time such as 2019-07-01T08:00:00Z' })
      .prefault('2019-07-01T08:00:00Z'),
    busSleep: onOff().prefault('off'),
    passcodeSecret: z
      .string('must be a text')
      .min(1, 'must have 1 to 256 signs')
      .max(256, 'must have 1 to 256 signs')
      .prefault('virtual-car-fleet-secret'),
    timing: timing.prefault({}),
    isotp: isotp.prefault({}),
    addressing: addressing.prefault({}),
    doip: doipSchema.prefault({}),
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
