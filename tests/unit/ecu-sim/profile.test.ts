import { describe, expect, it } from 'vitest';

import { DEFAULT_PROFILE, parseProfile, ProfileError, profileJsonSchema } from '../../../ecu-sim/profile.ts';

function errorOf(value: unknown): ProfileError {
  try {
    parseProfile(value);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error('the profile was taken');
}

describe('the default profile', () => {
  it('has the contract’s values, in µs and mV', () => {
    expect(DEFAULT_PROFILE).toMatchObject({
      vin: '4T1BZ1FB4KU999999',
      ecuSerial: 0x5a17c0d,
      keySlots: 7,
      resetDurationUs: 960_000_000,
      eraseWindowUs: 30_000_000,
      registrationStepTimeoutUs: 60_000_000,
      batteryMinMv: 11_000,
      attemptsMax: 3,
      attemptsDelayUs: 10_000_000,
      resetCommit: 'at-completion',
      bootTimeUs: 50_000,
      crankTimeUs: 0,
      calendarStart: '2019-07-01T08:00:00Z',
      busSleep: false,
      passcodeSecret: 'virtual-car-fleet-secret',
      timing: { p2Us: 50_000, p2StarUs: 5_000_000, s3Us: 5_000_000 },
      isotp: { blockSize: 8, separationTime: 0, padding: 0xcc, fd: false, frameLength: 8 },
      addressing: {
        extendedIds: false,
        oem: { kind: 'extended', requestId: 0x750, responseId: 0x758, requestAddress: 0xb5, responseAddress: 0xb5 },
        generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd },
        functionalId: 0x7df,
      },
    });
  });

  it('gives erasure’s memory write 120 ms and every other action none', () => {
    const { erasureWrite, ...others } = DEFAULT_PROFILE.actionDurationsUs;
    expect(erasureWrite).toBe(120_000);
    expect(Object.values(others)).toEqual(new Array(21).fill(0));
  });

  it('cannot be changed, at any depth', () => {
    expect(Object.isFrozen(DEFAULT_PROFILE)).toBe(true);
    expect(Object.isFrozen(DEFAULT_PROFILE.addressing.oem)).toBe(true);
  });

  it('is what an empty file gives', () => {
    for (const empty of [null, undefined, {}]) expect(parseProfile(empty)).toBe(DEFAULT_PROFILE);
    expect(parseProfile({ timing: {} })).toEqual(DEFAULT_PROFILE);
  });
});

describe('a profile file', () => {
  it.each([
    [30, 30_000_000],
    [0.1, 100_000],
    [16_777, 16_777_000_000],
    ['16 min', 960_000_000],
    ['960 s', 960_000_000],
    ['50 ms', 50_000],
    ['50ms', 50_000],
    ['0.5 ms', 500],
    ['120000 us', 120_000],
    ['1 \u00b5s', 1],
    ['1 \u03bcs', 1],
  ])('takes %j as a duration of %i µs', (written, us) => {
    expect(parseProfile({ eraseWindow: written }).eraseWindowUs).toBe(us);
  });

  it.each([0, -1, 16_778, '0.0000005 s', '0.5 us', '30', '30 h', 's', '', true, null, 1e-7, Number.NaN, Infinity])(
    'refuses %j as the duration of a procedure',
    (written) => {
      expect(errorOf({ eraseWindow: written })).toMatchObject({ code: 'usage/invalid-value', field: 'eraseWindow' });
    },
  );

  it.each([
    [11, 11_000],
    [10.5, 10_500],
    ['11.0 V', 11_000],
    ['9800 mV', 9_800],
  ])('takes %j as a voltage of %i mV', (written, mv) => {
    expect(parseProfile({ batteryMin: written }).batteryMinMv).toBe(mv);
  });

  it('takes a serial number as hexadecimal text only, for a bare number would be read as decimal', () => {
    expect(parseProfile({ ecuSerial: '1234567' }).ecuSerial).toBe(0x1234567);
    expect(parseProfile({ ecuSerial: '0x0FFFFFFF' }).ecuSerial).toBe(0x0fff_ffff);
    expect(errorOf({ ecuSerial: 1234567 }).message).toContain('in quotes');
    expect(errorOf({ ecuSerial: '10000000' })).toMatchObject({
      field: 'ecuSerial',
      message: expect.stringContaining(`, not "10000000";`),
    });
  });

  it('takes on and off as YAML 1.2 gives them', () => {
    expect(parseProfile({ busSleep: 'on' }).busSleep).toBe(true);
    expect(parseProfile({ busSleep: 'off' }).busSleep).toBe(false);
    expect(parseProfile({ busSleep: true }).busSleep).toBe(true);
  });

  it('may change ids, use 29 bits and CAN FD', () => {
    const profile = parseProfile({
      addressing: {
        extendedIds: true,
        oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
        generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
        functionalId: '0x18DB33F1',
      },
      isotp: { fd: true, frameLength: 64, separationTime: 0xf1, padding: null },
    });
    expect(profile.addressing.oem).toEqual({ kind: 'normal', requestId: 0x18dab5f1, responseId: 0x18daf1b5 });
    expect(profile.addressing.generic.requestId).toBe(0x18dab6f1);
    expect(profile.isotp).toEqual({ blockSize: 8, separationTime: 0xf1, padding: null, fd: true, frameLength: 64 });
  });

  it('may set id format and transport for one endpoint alone', () => {
    const { addressing } = parseProfile({
      addressing: {
        oem: {
          kind: 'mixed',
          requestId: '0x18CEB5F1',
          responseId: '0x18CEF1B5',
          requestAddress: 0xb5,
          responseAddress: 0xb5,
          extendedIds: true,
          isotp: { blockSize: 2, fd: true, frameLength: 64 },
        },
      },
    });
    expect(addressing.oem.extendedIds).toBe(true);
    expect(addressing.oem.isotp).toEqual({ blockSize: 2, fd: true, frameLength: 64 });
    expect(addressing.generic).toEqual({ kind: 'normal', requestId: 0x7b5, responseId: 0x7bd });
  });

  it.each([
    [{ keySlots: 0 }, 'keySlots'],
    [{ keySlots: 16 }, 'keySlots'],
    [{ keySlots: 1.5 }, 'keySlots'],
    [{ attemptsMax: 0 }, 'attemptsMax'],
    [{ attemptsMax: 256 }, 'attemptsMax'],
    [{ attemptsDelay: 66 }, 'attemptsDelay'],
    [{ bootTime: '10.000001 s' }, 'bootTime'],
    [{ crankTime: '10.000001 s' }, 'crankTime'],
    [{ vin: '4T1BZ1FB5KU999999' }, 'vin'],
    [{ resetCommit: 'never' }, 'resetCommit'],
    [{ calendarStart: '2019-02-30T08:00:00Z' }, 'calendarStart'],
    [{ calendarStart: 'yesterday' }, 'calendarStart'],
    [{ passcodeSecret: '' }, 'passcodeSecret'],
    [{ batteryMin: '33 V' }, 'batteryMin'],
    [{ actionDurations: { erasureWrite: '61 s' } }, 'actionDurations.erasureWrite'],
    [{ timing: { p2: '1.5 ms' } }, 'timing.p2'],
    [{ timing: { p2Star: '5001 ms' } }, 'timing.p2Star'],
    [{ isotp: { separationTime: 0x80 } }, 'isotp.separationTime'],
    [{ isotp: { blockSize: 256 } }, 'isotp.blockSize'],
    [{ isotp: { frameLength: 64 } }, 'isotp.frameLength'],
    [{ addressing: { functionalId: 0x800 } }, 'addressing.functionalId'],
    [{ addressing: { functionalId: 0x7b5 } }, 'addressing.functionalId'],
    [{ addressing: { generic: { kind: 'normal', requestId: 0x7b5 } } }, 'addressing.generic.responseId'],
    [{ addressing: { generic: { kind: 'strange' } } }, 'addressing.generic.kind'],
    [{ addressing: { extendedIds: true } }, 'addressing.oem.requestId'],
    [{ addressing: { functionalId: 0x5b0 } }, 'addressing.functionalId'],
    [{ addressing: { functionalId: 0x7e0 } }, 'addressing.functionalId'],
    [
      { addressing: { generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd, isotp: { frameLength: 64 } } } },
      'addressing.generic.isotp.frameLength',
    ],
    [
      { addressing: { generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x18daf1b5 } } },
      'addressing.generic.responseId',
    ],
    [[], ''],
    ['keySlots: 7', ''],
  ])('refuses %j and names %s', (file, field) => {
    expect(errorOf(file)).toMatchObject({ code: 'usage/invalid-value', field });
  });

  it.each([
    [{ keySlot: 3 }, 'keySlot', 'did you mean "keySlots"?'],
    [{ timing: { p2star: 1 } }, 'timing.p2star', 'did you mean "timing.p2Star"?'],
    [{ timing: { foo: 1 } }, 'timing.foo', 'known here: p2, p2Star, s3'],
  ])('refuses the unknown field in %j with the nearest known name', (file, field, hint) => {
    expect(errorOf(file)).toMatchObject({ code: 'usage/unknown-field', field, hint });
  });

  it.each([
    [{ keySlot: 3 }, 'keySlot is not a field of a profile; did you mean "keySlots"?'],
    [7, 'the profile must be a mapping of fields; write lines such as "keySlots: 7"'],
    [{ keySlots: 'x' }, 'keySlots must be a whole number from 1 to 15, not "x"; leave it out for the default, 7'],
    [{ busSleep: 2 }, 'busSleep must be on or off, not 2; leave it out for the default, "off"'],
    [
      { keySlots: Number.NaN },
      'keySlots must be a whole number from 1 to 15, not NaN; leave it out for the default, 7',
    ],
    [{ keySlots: null }, 'keySlots must be a whole number from 1 to 15, not null; leave it out for the default, 7'],
    [{ keySlots: true }, 'keySlots must be a whole number from 1 to 15, not true; leave it out for the default, 7'],
    [{ keySlots: [] }, 'keySlots must be a whole number from 1 to 15; leave it out for the default, 7'],
    [
      { addressing: { generic: { kind: 'normal', requestId: 0x800, responseId: 0x7bd } } },
      'addressing.generic.requestId must be at most 0x7FF while extendedIds is off; known fields are in addressing.generic',
    ],
    [{ vin: 7 }, 'vin must be a text of 17 characters, not 7; leave it out for the default, "4T1BZ1FB4KU999999"'],
    [{ batteryMin: '33 V' }, 'batteryMin must be from 0 V to 32 V, not "33 V"; leave it out for the default, "11.0 V"'],
    [
      { resetDuration: 16_778 },
      'resetDuration must be more than 0 s and at most 16777 s, not 16778; leave it out for the default, "960 s"',
    ],
    [{ attemptsDelay: 66 }, 'attemptsDelay must be from 0 s to 65 s, not 66; leave it out for the default, "10 s"'],
    [{ bootTime: 11 }, 'bootTime must be from 0 s to 10 s, not 11; leave it out for the default, "50 ms"'],
    [{ crankTime: 11 }, 'crankTime must be from 0 s to 10 s, not 11; leave it out for the default, 0'],
    [
      { actionDurations: { readData: 61 } },
      'actionDurations.readData must be from 0 s to 60 s, not 61; leave it out for the default, 0',
    ],
    [{ timing: { p2: 66 } }, 'timing.p2 must be from 1 ms to 65535 ms, not 66; leave it out for the default, "50 ms"'],
    [
      { timing: { p2Star: 700 } },
      'timing.p2Star must be from 10 ms to 655350 ms, not 700; leave it out for the default, "5000 ms"',
    ],
    [{ timing: { s3: 601 } }, 'timing.s3 must be from 1 ms to 600 s, not 601; leave it out for the default, "5000 ms"'],
    [{ passcodeSecret: 7 }, 'passcodeSecret must be a text; leave it out for the default, "virtual-car-fleet-secret"'],
  ])('refuses %j in these words', (file, message) => {
    expect(errorOf(file).message).toBe(message);
  });

  it('reports all problems, with field, rule and fix', () => {
    const error = errorOf({ keySlots: 0, vin: '4T1BZ1FB5KU999999', bootTim: 1 });
    expect(error.problems.map((problem) => problem.field)).toEqual(['vin', 'keySlots', 'bootTim']);
    expect(error.message.split('\n')[1]).toBe(
      'keySlots must be a whole number from 1 to 15, not 0; leave it out for the default, 7',
    );
  });

  it('never repeats the secret in a message', () => {
    expect(errorOf({ passcodeSecret: 'x'.repeat(257) }).message).not.toContain('xxx');
  });

  it('has a JSON schema with every field, its default and no field besides', () => {
    const schema = profileJsonSchema();
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties ?? {})).toHaveLength(20);
    expect(schema.properties?.['resetDuration']).toMatchObject({ default: '960 s' });
    expect(schema.required ?? []).toEqual([]);
    expect(schema.properties?.['vin']).toMatchObject({
      pattern: '^[A-HJ-NPR-Z0-9]{17}$',
      description: 'vehicle identification number: 17 characters, with its check digit',
    });
  });
});
