import { describe, expect, it } from 'vitest';
import {
  DECLARED_NRCS,
  expectedCode,
  expectedOfShort,
  IDENTIFIERS,
  ROUTINES,
  ROWS,
  SERVICES,
  type Code,
  type Level,
  type Session,
  type Via,
} from './matrix/declared.ts';
import { WireTester } from './support/wire-tester.ts';

const VIAS: readonly Via[] = ['oem', 'generic', 'functional'];
const SESSIONS: readonly Session[] = ['default', 'extended'];
const LEVELS: readonly Level[] = [0, 1, 2, 3, 4];
const SINGLE_FRAME = 7;

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

/** The response code of a request, as the matrix writes it. */
function codeOf(ecu: WireTester, request: string, via: Via): Code {
  const answer = ecu.ask(request, via);
  const sid = request.slice(0, 2);
  if (answer === null) return 'silence';
  if (answer.startsWith(`7F ${sid} `) && answer.length === 'xx xx xx'.length)
    return Number.parseInt(answer.slice(6), 16);
  if (answer.startsWith(hex(Number.parseInt(sid, 16) + 0x40))) return 'positive';
  throw new Error(`${request} is answered ${answer}`);
}

/** A car just started, in that session with that level unlocked. */
function carIn(session: Session, level: Level): WireTester {
  const ecu = new WireTester();
  if (session === 'extended') ecu.extended();
  if (level !== 0) expect(ecu.unlock(level)).toBe(`67 0${level * 2}`);
  return ecu;
}

/** Brings it back to the session, without a pending seed, after a request that may have changed either. */
function backTo(ecu: WireTester, session: Session): void {
  ecu.ask(session === 'extended' ? '10 03' : '10 01');
}

describe('the declared matrix', () => {
  for (const session of SESSIONS) {
    for (const level of session === 'default' ? [0 as const] : LEVELS) {
      for (const via of VIAS) {
        it(`${session} session, ${level === 0 ? 'locked' : `level ${level} unlocked`}, ${via}: every cell`, () => {
          const rows = ROWS.filter(({ request }) => via !== 'functional' || request.split(' ').length <= SINGLE_FRAME);
          for (const row of rows) {
            const ecu = carIn(session, level);
            expect(codeOf(ecu, row.request, via), row.request).toBe(expectedCode(row, session, level, via));
          }
        });
      }
    }
  }

  it('has a positive and a negative row of every service, and no code that is not declared', () => {
    for (const sid of SERVICES.keys()) {
      const rows = ROWS.filter(({ request }) => request.startsWith(hex(sid)));
      const codes = rows.flatMap(({ extended }) =>
        typeof extended === 'object' ? Object.values(extended) : [extended],
      );
      expect(codes, hex(sid)).toContain('positive');
      expect(codes.some((code) => typeof code === 'number')).toBe(true);
      for (const code of codes) if (typeof code === 'number') expect(DECLARED_NRCS).toContain(code);
    }
  });
});

describe('outside the matrix nothing is answered', () => {
  for (const session of SESSIONS) {
    for (const via of VIAS) {
      it(`${session} session, ${via}: all 256 services, alone and with each second byte`, () => {
        const ecu = carIn(session, 0);
        const otherwise: unknown[] = [];
        for (let sid = 0; sid <= 0xff; sid++) {
          const seconds = SERVICES.has(sid)
            ? Array.from({ length: 256 }, (_, byte) => byte)
            : [0x00, 0x01, 0x7f, 0x80, 0xff];
          for (const second of [null, ...seconds]) {
            const request = second === null ? hex(sid) : `${hex(sid)} ${hex(second)}`;
            const [code, expected] = [codeOf(ecu, request, via), expectedOfShort(sid, second, session, via)];
            if (code !== expected) otherwise.push({ request, code, expected });
            // Session, ECU and pending seed as they were.
            if (sid === 0x10 || sid === 0x11 || sid === 0x27) backTo(ecu, session);
          }
        }
        expect(otherwise).toEqual([]);
      });
    }
  }

  it('of the 65536 data identifiers the declared ones are answered', () => {
    const ecu = new WireTester();
    const answered: string[] = [];
    for (let high = 0; high <= 0xff; high++) {
      for (let low = 0; low <= 0xff; low++) {
        const identifier = `${hex(high)} ${hex(low)}`;
        const [first = ''] = ecu.exchange(`7B5 03 22 ${identifier}`);
        if (first !== '7BD 03 7F 22 31 CC CC CC CC') answered.push(identifier);
        // An answer of several frames is given up by the ECU.
        if (first.startsWith('7BD 1')) ecu.exchange('7B5 32 00 00');
      }
    }
    expect(answered).toEqual([...IDENTIFIERS].sort());
  });

  it('of the 65536 routines the declared ones are known', () => {
    const ecu = new WireTester();
    ecu.extended();
    const known: string[] = [];
    for (let high = 0; high <= 0xff; high++) {
      for (let low = 0; low <= 0xff; low++) {
        const routine = `${hex(high)} ${hex(low)}`;
        const [answer] = ecu.exchange(`7B5 04 31 03 ${routine}`);
        if (answer !== '7BD 03 7F 31 31 CC CC CC CC') known.push(routine);
      }
    }
    expect(known).toEqual(ROUTINES);
  });
});
