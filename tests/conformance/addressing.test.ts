import { describe, expect, it } from 'vitest';
import { driveInVirtualTime } from '../../hil/tool/drive-in-virtual-time.ts';
import { demoDealerPassCodes } from '../../hil/bench/demo-dealer-pass-codes.ts';
import { reset } from '../../hil/tool/reset.ts';
import { MS, WireTester } from './support/wire-tester.ts';

type Addressing = Readonly<Record<string, unknown>>;

/** Every way an endpoint can be addressed, with the tester present of each endpoint and its answer, byte by byte. */
const WAYS: readonly {
  readonly what: string;
  readonly addressing: Addressing;
  readonly exchanges: readonly (readonly [request: string, answer: string])[];
}[] = [
  {
    what: 'extended and normal, 11 bits (as delivered)',
    addressing: {},
    exchanges: [
      ['750 B5 02 3E 00 CC CC CC CC', '758 B5 02 7E 00 CC CC CC CC'],
      ['7B5 02 3E 00 CC CC CC CC CC', '7BD 02 7E 00 CC CC CC CC CC'],
      ['7DF 02 3E 00 CC CC CC CC CC', '7BD 02 7E 00 CC CC CC CC CC'],
    ],
  },
  {
    what: 'normal on both endpoints',
    addressing: {
      oem: { kind: 'normal', requestId: 0x760, responseId: 0x768 },
      generic: { kind: 'normal', requestId: 0x761, responseId: 0x769 },
      functionalId: 0x700,
    },
    exchanges: [
      ['760 02 3E 00', '768 02 7E 00 CC CC CC CC CC'],
      ['761 02 3E 00', '769 02 7E 00 CC CC CC CC CC'],
      ['700 02 3E 00', '769 02 7E 00 CC CC CC CC CC'],
    ],
  },
  {
    what: 'extended with another address each way',
    addressing: {
      oem: { kind: 'extended', requestId: 0x6f1, responseId: 0x640, requestAddress: 0x40, responseAddress: 0xf1 },
    },
    exchanges: [['6F1 40 02 3E 00', '640 F1 02 7E 00 CC CC CC CC']],
  },
  {
    what: 'mixed, 11 bits',
    addressing: {
      oem: { kind: 'mixed', requestId: 0x750, responseId: 0x758, requestAddress: 0x0a, responseAddress: 0x0a },
    },
    exchanges: [['750 0A 02 3E 00', '758 0A 02 7E 00 CC CC CC CC']],
  },
  {
    what: 'normal fixed, 29 bits',
    addressing: {
      extendedIds: true,
      oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
      generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
      functionalId: '0x18DB33F1',
    },
    exchanges: [
      ['18DAB5F1 02 3E 00', '18DAF1B5 02 7E 00 CC CC CC CC CC'],
      ['18DAB6F1 02 3E 00', '18DAF1B6 02 7E 00 CC CC CC CC CC'],
      ['18DB33F1 02 3E 00', '18DAF1B6 02 7E 00 CC CC CC CC CC'],
    ],
  },
  {
    what: 'mixed with 29 bits on one endpoint, normal with 11 on the other',
    addressing: {
      oem: {
        kind: 'mixed',
        requestId: '0x18CEB5F1',
        responseId: '0x18CEF1B5',
        requestAddress: 0x0a,
        responseAddress: 0x0a,
        extendedIds: true,
      },
    },
    exchanges: [
      ['18CEB5F1 0A 02 3E 00', '18CEF1B5 0A 02 7E 00 CC CC CC CC'],
      ['7B5 02 3E 00', '7BD 02 7E 00 CC CC CC CC CC'],
      ['7DF 02 3E 00', '7BD 02 7E 00 CC CC CC CC CC'],
    ],
  },
];

/** 64-byte frames on both endpoints. */
const FD = { isotp: { fd: true, frameLength: 64 } };
const VIN = '34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39';

describe('addressing by the profile', () => {
  it.each(WAYS)('$what: every endpoint answers in its own form', ({ addressing, exchanges }) => {
    const ecu = new WireTester({ profile: { addressing } });
    for (const [request, answer] of exchanges) expect(ecu.exchange(request)).toEqual([answer]);
  });

  it.each([
    ...WAYS.map(({ what, addressing }) => ({ what, profile: { addressing } })),
    { what: 'CAN FD', profile: FD },
  ])('$what: the scan tool completes a reset on either endpoint', ({ profile }) => {
    for (const endpoint of ['oem', 'generic'] as const) {
      const { car } = new WireTester({ profile: { ...profile, resetDuration: 10 } });
      const passCodes = demoDealerPassCodes({ passcodeSecret: car.profile.passcodeSecret });
      car.setVehicle({ doors: { driver: true } });
      const result = driveInVirtualTime(reset(), { car, passCodes, endpoint });
      expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
      expect(car.smartKey.content.slots).toEqual([null, null, null, null, null, null, null]);
    }
  });

  it('a frame with another id format, or another address byte, is for somebody else', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('000007B5 02 3E 00', '750 B6 02 3E 00', '750 02 3E 00', '7B5## 02 3E 00')).toEqual([]);
  });
});

describe('CAN FD', () => {
  it('a single frame of up to 8 bytes has its length in the low nibble', () => {
    const ecu = new WireTester({ profile: FD });
    expect(ecu.exchange('7B5## 02 3E 00')).toEqual(['7BD## 02 7E 00 CC CC CC CC CC']);
    expect(ecu.exchange('750## B5 02 3E 00')).toEqual(['758## B5 02 7E 00 CC CC CC CC']);
    // Classical frames are understood as well.
    expect(ecu.exchange('7B5 02 3E 00')).toEqual(['7BD## 02 7E 00 CC CC CC CC CC']);
  });

  it('conformance 52: a longer single frame has the escape 00 and its length in the next byte', () => {
    const ecu = new WireTester({ profile: FD });
    expect(ecu.exchange('7B5## 03 22 F1 90')).toEqual([`7BD## 00 14 62 F1 90 ${VIN} CC CC`]);
    expect(ecu.exchange('750## B5 03 22 F1 90')).toEqual([`758## B5 00 14 62 F1 90 ${VIN} CC`]);
    ecu.exchange('7B5## 02 10 03');
    const write = '2E F1 98 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10';
    expect(ecu.exchange(`7B5## 00 13 ${write} 00 00 00`)).toEqual(['7BD## 03 6E F1 98 CC CC CC CC']);
    // An escape for what fits without it, a length beyond the data, a short length in a long frame: ignored.
    expect(ecu.exchange(`7B5## 00 02 3E 00${' 00'.repeat(8)}`)).toEqual([]);
    expect(ecu.exchange(`7B5## 00 0B 22 F1 90${' 00'.repeat(7)}`)).toEqual([]);
    expect(ecu.exchange(`7B5## 02 3E 00${' 00'.repeat(9)}`)).toEqual([]);
  });

  it('conformance 53: a message beyond 62 bytes is segmented into frames of 64', () => {
    const ecu = new WireTester({ profile: FD });
    const [first] = ecu.exchange('7B5## 03 22 10 10');
    expect(first).toMatch(/^7BD## 10 84 62 10 10 00/);
    expect(first?.split(' ')).toHaveLength(65);
    const rest = ecu.exchange('7B5## 30 00 00');
    expect(rest.map((frame) => frame.slice(0, 8))).toEqual(['7BD## 21', '7BD## 22']);
    // 132 bytes: 62, 63, and the last 7 in a frame of 8.
    expect(rest.map((frame) => frame.split(' ').length - 1)).toEqual([64, 8]);
    const request = `22${' F1 86'.repeat(32)}`.split(' ');
    expect(ecu.exchange(`7B5## 10 41 ${request.slice(0, 62).join(' ')}`)).toEqual(['7BD## 30 08 00 CC CC CC CC CC']);
    const [answer] = ecu.exchange(`7B5## 21 ${request.slice(62).join(' ')}`);
    expect(answer).toMatch(/^7BD## 10 61 62 F1 86 01 F1 86 01/);
  });

  it('is a matter of each endpoint', () => {
    const ecu = new WireTester({
      profile: {
        addressing: {
          generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd, isotp: { ...FD.isotp, padding: 0 } },
        },
      },
    });
    expect(ecu.exchange('7B5## 02 3E 00')).toEqual(['7BD## 02 7E 00 00 00 00 00 00']);
    expect(ecu.exchange('7DF## 02 3E 00')).toEqual(['7BD## 02 7E 00 00 00 00 00 00']);
    expect(ecu.exchange('750 B5 02 3E 00')).toEqual(['758 B5 02 7E 00 CC CC CC CC']);
    expect(ecu.exchange('750## B5 02 3E 00')).toEqual([]);
  });
});

describe('flow control by the profile', () => {
  it('BS and STmin are in every flow control, each endpoint its own', () => {
    const ecu = new WireTester({
      profile: {
        isotp: { blockSize: 3, separationTime: 0xf5 },
        addressing: { generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd, isotp: { blockSize: 0 } } },
      },
    });
    expect(ecu.exchange('7B5 10 13 2E F1 98 01 02 03')).toEqual(['7BD 30 00 F5 CC CC CC CC CC']);
    expect(ecu.exchange('750 B5 10 13 2E F1 98 01 02')).toEqual(['758 B5 30 03 F5 CC CC CC CC']);
  });

  it('a message sent to the STmin asked for arrives, one sent faster too', () => {
    const ecu = new WireTester({ profile: { isotp: { blockSize: 1, separationTime: 10 } } });
    ecu.extended();
    expect(ecu.exchange('7B5 10 13 2E F1 98 01 02 03')).toEqual(['7BD 30 01 0A CC CC CC CC CC']);
    ecu.advance(10 * MS);
    expect(ecu.exchange('7B5 21 04 05 06 07 08 09 0A')).toEqual(['7BD 30 01 0A CC CC CC CC CC']);
    expect(ecu.exchange('7B5 22 0B 0C 0D 0E 0F 10')).toEqual(['7BD 03 6E F1 98 CC CC CC CC']);
  });
});
