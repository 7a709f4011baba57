import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../ecu-sim/profile/profile-schema.ts';

/** What is wrong with a file, as `path: message`. */
function problemsOf(file: unknown): readonly string[] {
  const { error } = profileSchema.safeParse(file);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const EXTENDED = { kind: 'extended', requestId: 0x750, responseId: 0x758, requestAddress: 1, responseAddress: 2 };
const WIDE = { kind: 'normal', requestId: 0x18dab5f1, responseId: 0x18daf1b5, extendedIds: 'on' };
const NORMAL = { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd };

describe('the fields of a profile file', () => {
  it('give internal units: microseconds, millivolts, numbers', () => {
    const profile = profileSchema.parse({
      ecuSerial: '00000FF',
      resetDuration: '16 min',
      batteryMin: '9.5 V',
      bootTime: '1 s',
      busSleep: 'on',
      timing: { p2: '25 ms', p2Star: '2 s' },
    });
    expect(profile).toMatchObject({
      ecuSerial: 0xff,
      resetDurationUs: 960_000_000,
      batteryMinMv: 9_500,
      bootTimeUs: 1_000_000,
      busSleep: true,
      timing: { p2Us: 25_000, p2StarUs: 2_000_000, s3Us: 5_000_000 },
    });
  });

  it.each([
    [{ vin: '4T1BZ1FB5KU999999' }, /^vin: .*check digit/],
    [{ calendarStart: '2019-07-01' }, /^calendarStart: must be a date and time such as 2019-07-01T08:00:00Z$/],
    [{ resetCommit: 'later' }, /^resetCommit: must be at-completion or at-start$/],
    [{ passcodeSecret: '' }, /^passcodeSecret: must have 1 to 256 signs$/],
    [{ keySlots: 16 }, /^keySlots: must be a whole number from 1 to 15/],
    [{ timing: { p2Star: '15 ms' } }, /^timing\.p2Star: must be a multiple of 10 ms$/],
    [{ isotp: { separationTime: 0x80 } }, /^isotp\.separationTime: must be an STmin byte: 0x00 to 0x7F/],
    [{ isotp: { padding: 256 } }, /^isotp\.padding: must be a byte from 0 to 0xFF, or null for none$/],
    [
      { addressing: { oem: { kind: 'strange' } } },
      /^addressing\.oem\.kind: must have a kind: normal, extended or mixed$/,
    ],
  ])('refuse %j', (file, problem) => {
    const problems = problemsOf(file);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it.each<[string, (value: unknown) => unknown, readonly unknown[], readonly unknown[]]>([
    ['keySlots', (keySlots) => ({ keySlots }), [1, 15], [0, 16]],
    ['resetDuration', (resetDuration) => ({ resetDuration }), ['1 us', 16_777], [0, '16777000001 us']],
    ['eraseWindow', (eraseWindow) => ({ eraseWindow }), ['1 us', 16_777], [0, '16777000001 us']],
    ['registrationStepTimeout', (time) => ({ registrationStepTimeout: time }), ['1 us', 16_777], [0, 16_778]],
    ['batteryMin', (batteryMin) => ({ batteryMin }), [0, '32000 mV'], ['32001 mV']],
    ['attemptsMax', (attemptsMax) => ({ attemptsMax }), [1, 255], [0, 256]],
    ['attemptsDelay', (attemptsDelay) => ({ attemptsDelay }), [0, 65], ['65000001 us']],
    ['bootTime', (bootTime) => ({ bootTime }), [0, 10], ['10000001 us']],
    ['crankTime', (crankTime) => ({ crankTime }), [0, 10], ['10000001 us']],
    ['actionDurations.readData', (readData) => ({ actionDurations: { readData } }), [0, 60], ['60000001 us']],
    ['passcodeSecret', (passcodeSecret) => ({ passcodeSecret }), ['x', 'x'.repeat(256)], ['', 'x'.repeat(257), 1]],
    ['timing.p2', (p2) => ({ timing: { p2 } }), ['1 ms', '65535 ms'], [0, '65536 ms', '1500 us']],
    ['timing.p2Star', (p2Star) => ({ timing: { p2Star } }), ['10 ms', '655350 ms'], [0, '655360 ms', '11 ms']],
    ['timing.s3', (s3) => ({ timing: { s3 } }), ['1 ms', 600], ['999 us', '600000001 us']],
    ['isotp.blockSize', (blockSize) => ({ isotp: { blockSize } }), [0, 255], [-1, 256]],
    [
      'isotp.separationTime',
      (separationTime) => ({ isotp: { separationTime } }),
      [0, 0x7f, 0xf1, 0xf9],
      [0x80, 0xf0, 0xfa],
    ],
    ['isotp.padding', (padding) => ({ isotp: { padding } }), [0, 255, null], [-1, 256, 'x']],
    [
      'isotp.frameLength',
      (frameLength) => ({ isotp: { fd: true, frameLength } }),
      [8, 12, 16, 20, 24, 32, 48, 64],
      [0, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 31, 33, 47, 49, 63, 65],
    ],
    [
      'addressing.functionalId',
      (functionalId) => ({ addressing: { generic: WIDE, functionalId } }),
      [0x800, 0x1fff_ffff],
      [0x7ff, 0x2000_0000],
    ],
    [
      'addressing.oem.requestAddress',
      (requestAddress) => ({ addressing: { oem: { ...EXTENDED, requestAddress } } }),
      [0, 255],
      [-1, 256],
    ],
    [
      'addressing.oem.responseAddress',
      (responseAddress) => ({ addressing: { oem: { ...EXTENDED, responseAddress } } }),
      [0, 255],
      [-1, 256],
    ],
  ])('%s takes both ends of its range, and nothing beyond', (field, fileOf, taken, refused) => {
    for (const value of taken) expect([value, problemsOf(fileOf(value))]).toEqual([value, []]);
    for (const value of refused) {
      expect(problemsOf(fileOf(value)), String(value)).toEqual([expect.stringContaining(`${field}: must `)]);
    }
  });

  it('name the range before the step of a time', () => {
    for (const p2Star of ['9 ms', '655351 ms']) {
      expect(problemsOf({ timing: { p2Star } })).toEqual(['timing.p2Star: must be from 10 ms to 655350 ms']);
    }
  });

  it('take a start of the calendar in any time zone, and a secret of 1 to 256 signs', () => {
    const calendarStart = '2019-07-01T08:00:00+02:00';
    expect(profileSchema.parse({ calendarStart }).calendarStart).toBe(calendarStart);
    for (const passcodeSecret of ['', 'x'.repeat(257)]) {
      expect(problemsOf({ passcodeSecret })).toEqual(['passcodeSecret: must have 1 to 256 signs']);
    }
  });

  it('RST-6: take both instants at which a reset may retire the keys', () => {
    for (const resetCommit of ['at-completion', 'at-start']) {
      expect(profileSchema.parse({ resetCommit }).resetCommit).toBe(resetCommit);
    }
  });

  it('take no padding at all', () => {
    expect(profileSchema.parse({ isotp: { padding: null } }).isotp.padding).toBeNull();
  });
});

describe('the addressing of a profile', () => {
  it('has no id that means two things', () => {
    expect(problemsOf({ addressing: { functionalId: 0x7bd } })).toEqual([
      'addressing.functionalId: must differ from generic.responseId',
    ]);
    expect(problemsOf({ addressing: { functionalId: 0x620 } })).toEqual([
      expect.stringMatching(/^addressing\.functionalId: must not be an id of \S+$/),
    ]);
    expect(problemsOf({ addressing: { generic: { ...NORMAL, requestId: 0x7e0 } } })).toEqual([
      'addressing.generic.requestId: must not be an id of the engine ECU',
    ]);
  });

  it('names each of its five ids, that is too long, twice there, or of the engine ECU', () => {
    const places = ['oem.requestId', 'oem.responseId', 'generic.requestId', 'generic.responseId', 'functionalId'];
    const withId = (place: string, id: number): object => {
      const [endpoint = '', field = ''] = place.split('.');
      const base = endpoint === 'oem' ? EXTENDED : NORMAL;
      return { addressing: { [endpoint]: field === '' ? id : { ...base, [field]: id } } };
    };
    for (const place of places) {
      expect(problemsOf(withId(place, 0x7ff)), place).toEqual([]);
      expect(problemsOf(withId(place, 0x800))).toEqual([
        `addressing.${place}: must be at most 0x7FF while extendedIds is off`,
      ]);
      for (const id of [0x7e0, 0x7e8]) {
        expect(problemsOf(withId(place, id))).toEqual([`addressing.${place}: must not be an id of the engine ECU`]);
      }
    }
    const ids = [0x750, 0x758, 0x7b5, 0x7bd];
    for (const [index, id] of ids.entries()) {
      expect(problemsOf(withId('functionalId', id))).toEqual([
        `addressing.functionalId: must differ from ${places[index]}`,
      ]);
    }
    expect(problemsOf(withId('oem.responseId', 0x750))).toEqual([
      'addressing.oem.responseId: must differ from oem.requestId',
    ]);
  });

  it('has ids of the length it says, also where an endpoint has its own', () => {
    expect(problemsOf({ addressing: { generic: { ...NORMAL, responseId: 0x18daf1b5 } } })).toEqual([
      'addressing.generic.responseId: must be at most 0x7FF while extendedIds is off',
    ]);
    const generic = { kind: 'normal', requestId: 0x18dab5f1, responseId: 0x18daf1b5, extendedIds: true };
    // Functional requests are the generic endpoint's.
    expect(problemsOf({ addressing: { generic } })).toEqual([
      'addressing.functionalId: must be above 0x7FF while extendedIds is on',
    ]);
    expect(problemsOf({ addressing: { generic, functionalId: 0x18db33f1 } })).toEqual([]);
  });

  it('has frames longer than 8 bytes only with CAN FD; what applies to all is reported once', () => {
    expect(problemsOf({ isotp: { frameLength: 64 } })).toEqual(['isotp.frameLength: must be 8 unless fd is on']);
    expect(problemsOf({ isotp: { fd: true, frameLength: 64 } })).toEqual([]);
    const generic = { ...NORMAL, isotp: { fd: false } };
    expect(problemsOf({ isotp: { fd: true, frameLength: 64 }, addressing: { generic } })).toEqual([
      'addressing.generic.isotp.frameLength: must be 8 unless fd is on',
    ]);
    const oem = { ...EXTENDED, isotp: { frameLength: 12 } };
    expect(problemsOf({ addressing: { oem } })).toEqual([
      'addressing.oem.isotp.frameLength: must be 8 unless fd is on',
    ]);
    expect(problemsOf({ addressing: { oem: { ...EXTENDED, isotp: { fd: 'on', frameLength: 12 } } } })).toEqual([]);
  });
});
