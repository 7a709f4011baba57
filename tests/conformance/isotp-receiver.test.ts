import { describe, expect, it } from 'vitest';
import { MS, SECOND, WireTester } from './support/wire-tester.ts';

/** 2E F1 98 with 16 bytes: 19 bytes in three frames. */
const FIRST = '7B5 10 13 2E F1 98 01 02 03';
const SECOND_FRAME = '7B5 21 04 05 06 07 08 09 0A';
const LAST = '7B5 22 0B 0C 0D 0E 0F 10 CC';
const FLOW = '7BD 30 08 00 CC CC CC CC CC';
const WRITTEN = '7BD 03 6E F1 98 CC CC CC CC';
const ALIVE = '7BD 02 7E 00 CC CC CC CC CC';

function extendedEcu(): WireTester {
  const ecu = new WireTester();
  ecu.extended();
  return ecu;
}

/** 22 with many unknown identifiers: `count` frames behind the first one of 1 + 2n bytes. */
function longRequest(frames: number): { readonly first: string; readonly consecutive: readonly string[] } {
  const length = 6 + 7 * frames;
  const consecutive = Array.from(
    { length: frames },
    (_, index) => `7B5 2${((index + 1) % 16).toString(16).toUpperCase()}${' 00'.repeat(7)}`,
  );
  return { first: `7B5 10 ${length.toString(16).padStart(2, '0')} 22 00 00 00 00 00`, consecutive };
}

describe('ISO-TP: what the ECU takes', () => {
  it.each([
    ['SF_DL 0', '7B5 00 3E 00'],
    ['SF_DL 8', '7B5 08 3E 00 00 00 00 00 00'],
    ['SF_DL F', '7B5 0F 3E 00 00 00 00 00 00'],
    ['SF_DL beyond the data', '7B5 03 3E 00'],
    ['SF_DL beyond the data, no data', '7B5 01'],
    ['no data at all', '7B5'],
    ['SF_DL 0 behind an address byte', '750 B5 00 3E 00'],
    ['SF_DL 7 behind an address byte', '750 B5 07 3E 00 00 00 00 00'],
    ['SF_DL beyond the data behind an address byte', '750 B5 03 3E 00'],
  ])('conformance 52: %s is ignored', (_what, frame) => {
    const ecu = new WireTester();
    expect(ecu.exchange(frame)).toEqual([]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
  });

  it('conformance 52: SF_DL 7, and 6 behind an address byte, are taken', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 07 22 F1 86 00 00 00 00')).toEqual(['7BD 04 62 F1 86 01 CC CC CC']);
    expect(ecu.exchange('750 B5 06 10 01 00 00 00 00')).toEqual(['758 B5 03 7F 10 13 CC CC CC']);
    // Another address byte is another ECU's.
    expect(ecu.exchange('750 B6 02 3E 00')).toEqual([]);
  });

  it.each([
    '7B5 10 01 3E 00 00 00 00 00',
    '7B5 10 07 22 F1 86 00 00 00',
    '750 B5 10 06 22 F1 86 00 00',
    '7B5 10 13 2E F1 98 01 02',
  ])('conformance 53: %s is ignored, without a flow control', (frame) => {
    const ecu = extendedEcu();
    expect(ecu.exchange(frame)).toEqual([]);
    ecu.advance(2 * SECOND);
    expect(ecu.frames()).toEqual([]);
  });

  it('conformance 53: FF_DL 8, and 7 behind an address byte, are taken', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 10 08 22 F1 86 F1 86 00')).toEqual([FLOW]);
    expect(ecu.exchange('7B5 21 00 00 CC CC CC CC CC')).toEqual(['7BD 03 7F 22 13 CC CC CC CC']);
    expect(ecu.exchange('750 B5 10 07 22 F1 86 00 00')).toEqual(['758 B5 30 08 00 CC CC CC CC']);
    expect(ecu.exchange('750 B5 21 00 00 CC CC CC CC')).toEqual(['758 B5 04 62 F1 86 01 CC CC']);
  });

  it.each(['7B5 10 00 00 00 0F FF 22 F1', '7B5 10 00 00 00 00 13 2E F1', '7B5 10 00 00 00 00 00 22 F1'])(
    'conformance 54: the 32-bit FF_DL of %s is ignored',
    (frame) => {
      expect(new WireTester().exchange(frame)).toEqual([]);
    },
  );

  it('conformance 55: FF_DL beyond the buffer gets overflow, only right after the first frame', () => {
    const ecu = new WireTester();
    expect(ecu.exchange('7B5 10 00 00 00 10 00 22 F1')).toEqual(['7BD 32 00 00 CC CC CC CC CC']);
    expect(ecu.exchange('7B5 21 86 F1 86 F1 86 F1 86', '7B5 22 86 F1 86 F1 86 F1 86')).toEqual([]);
    expect(ecu.exchange('7B5 10 00 FF FF FF FF 22 F1')).toEqual(['7BD 32 00 00 CC CC CC CC CC']);
    expect(ecu.exchange('750 B5 10 00 00 00 10 00 22')).toEqual(['758 B5 32 00 00 CC CC CC CC']);
    // 4095 bytes are taken.
    expect(ecu.exchange('7B5 1F FF 22 F1 86 F1 86 F1')).toEqual([FLOW]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
  });

  it('conformance 56: a functional first frame is ignored', () => {
    const ecu = extendedEcu();
    expect(ecu.exchange('7DF 10 13 2E F1 98 01 02 03')).toEqual([]);
    expect(ecu.exchange('7DF 21 04 05 06 07 08 09 0A', '7DF 22 0B 0C 0D 0E 0F 10')).toEqual([]);
    expect(ecu.exchange('7DF 02 3E 00')).toEqual([ALIVE]);
  });

  it('conformance 57: SN starts at 1 and wraps from 15 to 0', () => {
    const ecu = new WireTester();
    const { first, consecutive } = longRequest(17);
    expect(ecu.exchange(first)).toEqual([FLOW]);
    expect(consecutive.slice(14, 17).map((frame) => frame.slice(4, 6))).toEqual(['2F', '20', '21']);
    expect(ecu.exchange(...consecutive.slice(0, 8))).toEqual([FLOW]);
    expect(ecu.exchange(...consecutive.slice(8, 16))).toEqual([FLOW]);
    expect(ecu.exchange(...consecutive.slice(16))).toEqual(['7BD 03 7F 22 31 CC CC CC CC']);
  });

  it.each(['7B5 20 04 05 06 07 08 09 0A', '7B5 22 04 05 06 07 08 09 0A'])(
    'conformance 57: a wrong SN (%s) aborts silently',
    (wrong) => {
      const ecu = extendedEcu();
      expect(ecu.exchange(FIRST)).toEqual([FLOW]);
      expect(ecu.exchange(wrong)).toEqual([]);
      // Nothing is left of it: what would have been right is ignored too.
      expect(ecu.exchange(SECOND_FRAME, LAST)).toEqual([]);
      expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    },
  );

  it('conformance 57: a frame twice is a wrong SN', () => {
    const ecu = extendedEcu();
    expect(ecu.exchange(FIRST)).toEqual([FLOW]);
    expect(ecu.exchange(SECOND_FRAME, SECOND_FRAME, LAST)).toEqual([]);
  });

  it('conformance 58: a flow control after the first frame and after each full block but the last', () => {
    const ecu = new WireTester({ profile: { isotp: { blockSize: 2 } } });
    const { first, consecutive } = longRequest(5);
    expect(ecu.exchange(first)).toEqual(['7BD 30 02 00 CC CC CC CC CC']);
    const flows = consecutive.map((frame) => ecu.exchange(frame));
    expect(flows).toEqual([
      [],
      ['7BD 30 02 00 CC CC CC CC CC'],
      [],
      ['7BD 30 02 00 CC CC CC CC CC'],
      ['7BD 03 7F 22 31 CC CC CC CC'],
    ]);
    // Four frames are two full blocks: no flow control behind the last.
    const even = longRequest(4);
    ecu.exchange(even.first);
    ecu.exchange(...even.consecutive.slice(0, 2));
    expect(ecu.exchange(...even.consecutive.slice(2))).toEqual(['7BD 03 7F 22 13 CC CC CC CC']);
  });

  it('conformance 58: N_Cr is 1000 ms after each flow control and consecutive frame', () => {
    for (const [waitUs, answers] of [
      [SECOND - 1 * MS, 1],
      [SECOND, 0],
    ] as const) {
      const afterFlow = extendedEcu();
      afterFlow.send(FIRST);
      afterFlow.advance(5 * MS);
      const [flow] = afterFlow.timedFrames();
      afterFlow.advanceTo((flow?.timeUs ?? 0) + waitUs);
      expect(afterFlow.exchange(SECOND_FRAME, LAST)).toHaveLength(answers);

      const afterFrame = extendedEcu();
      afterFrame.exchange(FIRST);
      afterFrame.exchange(SECOND_FRAME);
      afterFrame.advanceTo(afterFrame.sentUs + waitUs);
      expect(afterFrame.exchange(LAST)).toHaveLength(answers);
    }
  });

  it('conformance 59: a single frame during reception takes its place', () => {
    const ecu = extendedEcu();
    expect(ecu.exchange(FIRST)).toEqual([FLOW]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    expect(ecu.exchange(SECOND_FRAME, LAST)).toEqual([]);
  });

  it('conformance 59: a first frame during reception takes its place', () => {
    const ecu = extendedEcu();
    ecu.exchange(FIRST);
    ecu.exchange(SECOND_FRAME);
    expect(ecu.exchange(FIRST)).toEqual([FLOW]);
    expect(ecu.exchange(SECOND_FRAME, LAST)).toEqual([WRITTEN]);
    expect(ecu.ask('22 F1 98')).toBe('62 F1 98 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10');
  });

  it.each(['7B5 21 3E 00', '7B5 30 00 00', '7B5 40 3E 00', '7B5 82 3E 00', '7B5 F2 3E 00'])(
    'conformance 59: %s is ignored when idle, and does not disturb a reception',
    (frame) => {
      const ecu = extendedEcu();
      expect(ecu.exchange(frame)).toEqual([]);
      ecu.exchange(FIRST);
      expect(ecu.exchange(...(frame.startsWith('7B5 2') ? [] : [frame]), SECOND_FRAME, LAST)).toEqual([WRITTEN]);
    },
  );

  it('conformance 62: the flow control follows well within 0.9 N_Bs', () => {
    const ecu = extendedEcu();
    ecu.send(FIRST);
    ecu.advance(2 * MS);
    const [flow] = ecu.timedFrames();
    expect(flow?.text).toBe(FLOW);
    expect((flow?.timeUs ?? Infinity) - ecu.sentUs).toBeLessThan(900 * MS);
    // Right behind the first frame, in fact: 250 µs are the flow control's own bits.
    expect((flow?.timeUs ?? Infinity) - ecu.sentUs).toBeLessThanOrEqual(280);
  });

  it('conformance 63: padded and unpadded frames are accepted, whatever the padding', () => {
    const ecu = extendedEcu();
    for (const frame of ['7B5 02 3E 00', '7B5 02 3E 00 55', '7B5 02 3E 00 00 FF AA 55 33', '7DF 02 3E 00']) {
      expect(ecu.exchange(frame), frame).toEqual([ALIVE]);
    }
    expect(ecu.exchange('750 B5 02 3E 00')).toEqual(['758 B5 02 7E 00 CC CC CC CC']);
    ecu.exchange(FIRST);
    expect(ecu.exchange(SECOND_FRAME, '7B5 22 0B 0C 0D 0E 0F 10')).toEqual([WRITTEN]);
    ecu.exchange(FIRST);
    expect(ecu.exchange(SECOND_FRAME, '7B5 22 0B 0C 0D 0E 0F 10 99')).toEqual([WRITTEN]);
    // A last frame too short for its bytes is none.
    ecu.exchange(FIRST);
    expect(ecu.exchange(SECOND_FRAME, '7B5 22 0B 0C 0D 0E 0F')).toEqual([]);
  });

  it('conformance 63: an ECU set to no padding sends its frames as short as they are', () => {
    const ecu = new WireTester({ profile: { isotp: { padding: null } } });
    expect(ecu.exchange('7B5 02 3E 00')).toEqual(['7BD 02 7E 00']);
    expect(ecu.exchange('750 B5 02 3E 00')).toEqual(['758 B5 02 7E 00']);
  });

  it('conformance 64: 29-bit ids are 18DA‹TA›‹SA›, functional 18DB‹TA›‹SA›', () => {
    const ecu = new WireTester({
      profile: {
        addressing: {
          extendedIds: true,
          oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
          generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
          functionalId: '0x18DB33F1',
        },
      },
    });
    expect(ecu.exchange('18DAB5F1 02 3E 00')).toEqual(['18DAF1B5 02 7E 00 CC CC CC CC CC']);
    expect(ecu.exchange('18DAB6F1 02 3E 00')).toEqual(['18DAF1B6 02 7E 00 CC CC CC CC CC']);
    expect(ecu.exchange('18DB33F1 02 3E 00')).toEqual(['18DAF1B6 02 7E 00 CC CC CC CC CC']);
    expect(ecu.exchange('18DAB7F1 02 3E 00', '18DBB5F1 02 3E 00', '7B5 02 3E 00')).toEqual([]);
  });
});
