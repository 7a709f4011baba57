import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { DEFAULT_BODY_INPUTS } from '../../../../ecu-sim/body/body-inputs.ts';
import {
  answerBody,
  DEFAULT_SESSION,
  restartS3,
  type BodyFacts,
  type BodySession,
} from '../../../../ecu-sim/body/body-services.ts';

const FACTS: BodyFacts = {
  vin: '4T1BZ1FB4KU999999',
  timing: { p2Us: 50_000, p2StarUs: 5_000_000, s3Us: 5_000_000 },
  doors: { ...DEFAULT_BODY_INPUTS.doors, driver: true, trunk: true },
  locks: { driver: false, others: true, cause: 'hand' },
};
const EXTENDED: BodySession = { session: 'extended', s3DeadlineUs: 9_000_000 };

function answer(request: string, session: BodySession = DEFAULT_SESSION): string | null {
  const response = answerBody(session, FACTS, fromHex(request))?.response ?? null;
  return response === null ? null : toHex(response, ' ');
}

function moved(request: string): string | null {
  return answerBody(EXTENDED, FACTS, fromHex(request))?.locks ?? null;
}

describe('the diagnostic services of the body ECU', () => {
  it('conformance 19: 10 announces P2 and P2*, and changes the session', () => {
    expect(answer('10 03')).toBe('50 03 00 32 01 F4');
    expect(answerBody(DEFAULT_SESSION, FACTS, fromHex('1003'))?.session.session).toBe('extended');
    expect(answerBody(EXTENDED, FACTS, fromHex('1001'))?.session.session).toBe('default');
  });

  it('conformance 19: P2 in ms and P2* in 10 ms take two bytes each', () => {
    const announced = (p2Us: number, p2StarUs: number): string => {
      const timing = { p2Us, p2StarUs, s3Us: 5_000_000 };
      const response = answerBody(DEFAULT_SESSION, { ...FACTS, timing }, fromHex('1001'))?.response;
      return toHex(response ?? new Uint8Array(), ' ');
    };
    expect(announced(511_000, 10_230_000)).toBe('50 01 01 FF 03 FF');
    expect(announced(65_535_000, 655_350_000)).toBe('50 01 FF FF FF FF');
    expect(announced(43_981_000, 127_500_000)).toBe('50 01 AB CD 31 CE');
  });

  it('22 reads VIN, serial number, session, doors and locks', () => {
    expect(answer('22 F1 90')).toBe('62 F1 90 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39');
    expect(answer('22 F1 8C')).toBe('62 F1 8C 00 B0 D4 01');
    expect([answer('22 F1 86'), answer('22 F1 86', EXTENDED)]).toEqual(['62 F1 86 01', '62 F1 86 03']);
    expect(answer('22 11 01 11 02')).toBe('62 11 01 11 11 02 02');
  });

  it('the locks report a key as their mover only while all doors are locked by it', () => {
    const locks = { driver: true, others: true, cause: 'keyfob' } as const;
    const response = answerBody(DEFAULT_SESSION, { ...FACTS, locks }, fromHex('221102'))?.response;
    expect(toHex(response ?? new Uint8Array(), ' ')).toBe('62 11 02 07');
  });

  it('conformance 48: 22 needs pairs, and one known identifier', () => {
    expect([answer('22 F1'), answer('22 F1 90 11'), answer('22 12 34')]).toEqual(['7F 22 13', '7F 22 13', '7F 22 31']);
    expect(answer('22 12 34 11 01')).toBe('62 11 01 11');
    const many = 'F190'.repeat(240);
    expect(answer(`22${many}`)).toBe('7F 22 14');
  });

  it('conformance 48: 22 takes its identifiers in pairs from the second byte on', () => {
    expect(answer('22 12 F1 90 00')).toBe('7F 22 31');
    expect(answer('22 F1 86 F1 8C')).toBe('62 F1 86 01 F1 8C 00 B0 D4 01');
  });

  it('conformance 48: 22 answers with up to 4095 bytes', () => {
    const [vin, serial, session] = ['F190', 'F18C', 'F186'];
    // 19, 6 and 3 bytes each.
    const fits = answerBody(DEFAULT_SESSION, FACTS, fromHex(`22${vin.repeat(215)}${session.repeat(3)}`))?.response;
    expect(fits).toHaveLength(4095);
    expect(answer(`22${vin.repeat(213)}${serial.repeat(8)}`)).toBe('7F 22 14');
  });

  it('22 has each door at its bit', () => {
    const none = { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false };
    const bits = (['driver', 'passenger', 'rearLeft', 'rearRight', 'trunk'] as const).map((door) => {
      const doors = { ...none, [door]: true };
      return answerBody(DEFAULT_SESSION, { ...FACTS, doors }, fromHex('221101'))?.response?.[3];
    });
    expect(bits).toEqual([0x01, 0x02, 0x04, 0x08, 0x10]);
  });

  it('22 has a lock for the driver’s door, one for the others, and no key as mover of half of them', () => {
    const byte = (driver: boolean, others: boolean, cause: 'keyfob' | 'hand'): number | undefined =>
      answerBody(DEFAULT_SESSION, { ...FACTS, locks: { driver, others, cause } }, fromHex('221102'))?.response?.[3];
    expect([byte(true, false, 'hand'), byte(false, true, 'keyfob'), byte(true, true, 'hand')]).toEqual([1, 2, 3]);
  });

  it('KEY-5: 2F moves the locks in the extended session', () => {
    expect([moved('2F21010301'), moved('2F21010302'), moved('2F21010303')]).toEqual([
      'lock',
      'unlock-driver',
      'unlock-all',
    ]);
    expect(answer('2F 21 01 03 01', EXTENDED)).toBe('6F 21 01 03 01');
    expect([answer('2F 21 01 00', EXTENDED), moved('2F210100')]).toEqual(['6F 21 01 00', null]);
    expect(answer('2F 21 01 03 01')).toBe('7F 2F 7F');
  });

  it('2F refuses other outputs, options and states 31, and lengths 13', () => {
    const refused = ['2F 20 01 03 01', '2F 21 01 01 01', '2F 21 01 03 00', '2F 21 01 03 04'];
    expect(refused.map((request) => answer(request, EXTENDED))).toEqual(refused.map(() => '7F 2F 31'));
    expect([answer('2F 21 01 03', EXTENDED), answer('2F 21 01 00 01', EXTENDED)]).toEqual(['7F 2F 13', '7F 2F 13']);
  });

  it('conformance 9, 51: 3E answers, and with bit 7 does not', () => {
    expect([answer('3E 00'), answer('3E 80'), answer('3E 01'), answer('3E')]).toEqual([
      '7E 00',
      null,
      '7F 3E 12',
      '7F 3E 13',
    ]);
  });

  it('conformance 15: a request that it cannot serve gets its negative response', () => {
    expect([answer('27 01'), answer('22 F1', EXTENDED)]).toEqual(['7F 27 11', '7F 22 13']);
  });

  it('conformance 6: ignores responses and empty messages', () => {
    expect([answerBody(EXTENDED, FACTS, fromHex('7E00')), answerBody(EXTENDED, FACTS, fromHex(''))]).toEqual([
      null,
      null,
    ]);
  });

  it('conformance 25, 27: S3 stops with the request and restarts with the end of its answer', () => {
    const session = answerBody(EXTENDED, FACTS, fromHex('3E00'))?.session ?? DEFAULT_SESSION;
    expect(session).toEqual({ session: 'extended', s3DeadlineUs: Infinity });
    expect(restartS3(session, FACTS.timing, 1_000).s3DeadlineUs).toBe(5_001_000);
    expect(restartS3(DEFAULT_SESSION, FACTS.timing, 1_000)).toBe(DEFAULT_SESSION);
  });
});
