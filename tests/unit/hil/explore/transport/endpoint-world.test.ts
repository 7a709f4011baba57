import { describe, expect, it } from 'vitest';
import type { IsoTpConfig } from '../../../../../can-bus/isotp/types.ts';
import { ISO_TP_DEFAULT_TIMING } from '../../../../../can-bus/isotp/defaults.ts';
import { EndpointWorld, type EndpointBounds } from '../../../../../hil/explore/transport/endpoint-world.ts';
import { exploreWorld } from '../../../../../hil/explore/transport/search.ts';

const BOUNDS: EndpointBounds = {
  addressBytes: 0,
  blockSize: 2,
  functional: false,
  received: [8, 34],
  sent: [],
  flowControls: [],
  isFine: true,
};
const SENDER: EndpointBounds = {
  ...BOUNDS,
  received: [],
  sent: [2, 20],
  flowControls: [
    [0, 0],
    [1, 0xf1],
  ],
};

/** Endpoints that are configured wrong, each as a defect that the exploration has to find. */
const DEFECTS: readonly (readonly [name: string, bounds: EndpointBounds, changes: Partial<IsoTpConfig>])[] = [
  ['another block size', BOUNDS, { blockSize: 3 }],
  ['another STmin', BOUNDS, { separationTime: 1 }],
  ['a buffer that is a byte longer', BOUNDS, { receiveLimit: 131 }],
  ['N_Cr a microsecond longer', BOUNDS, { timing: { ...ISO_TP_DEFAULT_TIMING, nCrUs: 1_000_001 } }],
  ['N_Ar a microsecond shorter', BOUNDS, { timing: { ...ISO_TP_DEFAULT_TIMING, nArUs: 999_999 } }],
  ['N_Bs a microsecond longer', SENDER, { timing: { ...ISO_TP_DEFAULT_TIMING, nBsUs: 1_000_001 } }],
  ['one wait frame more', SENDER, { maxWaitFrames: 2 }],
  ['a first frame to a functional address', { ...BOUNDS, functional: true }, { singleFrameOnly: false }],
  ['frames without padding', SENDER, { padding: null }],
];

describe('the world of one ISO-TP endpoint', () => {
  it('has no broken rule as a receiver and as a sender (conformance 52 to 63)', () => {
    const receiver = exploreWorld(new EndpointWorld(BOUNDS));
    expect(receiver.broken).toBeNull();
    expect([...receiver.rules.keys()].sort()).toEqual([52, 53, 54, 55, 57, 58, 59, 62, 63]);
    const sender = exploreWorld(new EndpointWorld(SENDER));
    expect(sender.broken).toBeNull();
    expect([...sender.rules.keys()]).toEqual(expect.arrayContaining([60, 61, 62]));
  });

  it.each(DEFECTS)('finds %s', (_name, bounds, changes) => {
    expect(exploreWorld(new EndpointWorld(bounds, changes)).broken).not.toBeNull();
  });

  it('says both sides and the way there', () => {
    const { broken } = exploreWorld(new EndpointWorld(SENDER, { maxWaitFrames: 2 }));
    expect(broken?.problem).toBe('the rules want "not sent", the endpoint does ""');
    expect(broken?.path).toEqual([
      'send 20 bytes',
      'confirm 101401264b7095ba',
      'FC wait (310000aaaaaaaaaa)',
      'FC wait (310000aaaaaaaaaa)',
    ]);
  });
});
