import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import { isResponseId } from '../../../can-bus/uds/messages.ts';
import type { BusNode } from '../../../can-bus/virtual-bus/bus-node.ts';
import { answerBody, type BodySession } from '../../../ecu-sim/body/body-services.ts';
import { UNLOCKED } from '../../../ecu-sim/body/door-locks.ts';
import { BODY } from '../../../ecu-sim/description/body-description.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { Car } from '../../../hil/car/car.ts';
import { NEVER_US } from '../../../can-bus/time/micros.ts';

const DECLARED = new Set(BODY.negativeResponses.map(({ code }) => code));
const SIDS = Object.values(BODY.services).map(({ sid }) => sid);
const FACTS = {
  vin: DEFAULT_PROFILE.vin,
  timing: DEFAULT_PROFILE.timing,
  doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false },
  locks: UNLOCKED,
};
const sessions: fc.Arbitrary<BodySession> = fc.constantFrom(
  { session: 'default', s3DeadlineUs: NEVER_US },
  { session: 'extended', s3DeadlineUs: 5_000_000 },
);
const lockRequest = fc
  .tuple(fc.constantFrom(0, 3, 4), fc.uint8Array({ maxLength: 2 }))
  .map(([option, rest]) => Uint8Array.of(0x2f, 0x21, 0x01, option, ...rest));
const requests = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.tuple(fc.constantFrom(...SIDS), fc.uint8Array({ maxLength: 9 })).map(([sid, rest]) => Uint8Array.of(sid, ...rest)),
  lockRequest,
);

describe('the services of the body ECU, to any request in any session', () => {
  it('conformance 5, 7, 15: a positive response of the service, a declared negative one, or silence with a reason', () => {
    fc.assert(
      fc.property(sessions, requests, (session, request) => {
        const [sid, subFunction = 0] = request;
        const answer = answerBody(session, FACTS, request);
        if (answer === null) {
          expect(sid === undefined || isResponseId(sid)).toBe(true);
          return;
        }
        const { response } = answer;
        if (response === null) {
          // Only services with a sub-function can be suppressed (conformance 9, 10).
          expect([0x10, 0x3e]).toContain(sid);
          expect(subFunction & 0x80).toBe(0x80);
        } else if (response[0] === 0x7f) {
          expect([response.length, response[1]]).toEqual([3, sid]);
          expect(DECLARED).toContain(response[2]);
        } else expect(response[0]).toBe((sid ?? 0) + 0x40);
      }),
      { numRuns: 2_000 },
    );
  });

  it('KEY-5: the locks move only by a 0x2F that is answered positively in the extended session', () => {
    fc.assert(
      fc.property(sessions, requests, (session, request) => {
        const answer = answerBody(session, FACTS, request);
        if (answer?.locks == null) return;
        expect(session.session).toBe('extended');
        expect(toHex(request)).toMatch(/^2F2101030[123]$/);
        expect(answer.response?.[0]).toBe(0x6f);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a session changes only by 0x10', () => {
    fc.assert(
      fc.property(sessions, requests, (session, request) => {
        const answer = answerBody(session, FACTS, request);
        if (answer === null || answer.session.session === session.session) return;
        expect([request[0], request.length]).toEqual([0x10, 2]);
        expect((request[1] ?? 0) & 0x7f).toBe(answer.session.session === 'extended' ? 3 : 1);
      }),
    );
  });
});

const CLIENT: Omit<BusNode, 'name'> = {
  listensTo: [],
  deadlineUs: () => NEVER_US,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  hasPendingWork: () => false,
};

/** What a client does: any frame to the body ECU, one that means something, or nothing for a while. */
const doings = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.uint8Array({ maxLength: 7 }).map((data) => ({ frame: Uint8Array.of(0x40, ...data), waitUs: 300 })),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(
          '021003',
          '0322F190',
          '03221101',
          '062F21010301',
          '023E80',
          '300000',
          '310000',
          '320000',
          '100922F186F186',
          '21F186F186',
        )
        .map((hex) => ({ frame: Uint8Array.from(Buffer.from(`40${hex}`, 'hex')), waitUs: 300 })),
    },
    {
      weight: 2,
      // At N_Bs, N_Cr and S3, one microsecond before and after.
      arbitrary: fc
        .tuple(fc.constantFrom(0, 1_000_000, 5_000_000), fc.integer({ min: -1, max: 1 }))
        .map(([us, offsetUs]) => ({ frame: null, waitUs: Math.max(0, us + offsetUs) })),
    },
  ),
  { maxLength: 30 },
);

describe('the body ECU on the bus, with any client', () => {
  it('answers with its address alone, goes on, and leaves the Smart Key ECU as it was', () => {
    fc.assert(
      fc.property(doings, (steps) => {
        const car = new Car({ cyclicFrames: false });
        car.start();
        const client = { ...CLIENT, name: 'client' };
        car.attach(client);
        const before = car.smartKey.content;
        const say = (data: Uint8Array): void => {
          car.network.apply(client, (outbox) => outbox.send(dataFrame(0x750, data)));
        };
        for (const { frame, waitUs } of steps) {
          if (frame !== null) say(frame);
          car.advanceTo(car.nowUs + waitUs);
        }
        car.advanceTo(car.nowUs + 6_000_000);
        say(Uint8Array.of(0x40, 0x02, 0x3e, 0x00));
        car.settle();
        const answers = [...car.log].map(({ frame }) => frame).filter(({ id }) => id === 0x758);
        for (const { data } of answers) expect([data.length, data[0]]).toEqual([8, 0x40]);
        expect(toHex(answers.at(-1)?.data ?? new Uint8Array(0))).toBe('40027E00CCCCCCCC');
        expect(car.smartKey.content).toBe(before);
      }),
      { numRuns: 150 },
    );
  });
});
