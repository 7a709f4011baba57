import { describe, expect, it } from 'vitest';
import { byteHex, fail, inconclusive, matches, needSlow, notProbed } from '../../../../hil/conformance/probe-kit.ts';
import { ProbeEnd, type ProbeContext } from '../../../../hil/conformance/probe.ts';

const CONTEXT: ProbeContext = {
  ...{
    slowRequest: null,
    receivesFunctional: true,
    isTimed: true,
    carriesFrames: true,
    jitterUs: 0,
    extendedIds: false,
    requestId: 0x758,
    responseId: 0x760,
  },
  ...{ addressLength: 0, isClassical: true },
};

describe('the pattern of an answer', () => {
  it.each([
    ['50 03', '50 03', true],
    ['50 01', '50 03', false],
    ['50 03 00', '50 03', false],
    ['50', '50 03', false],
    ['62 F1 86 03', '62 F1 86 ..', true],
    ['62 F1 86', '62 F1 86 ..', false],
    ['67 01 AA BB', '67 01 ...', true],
    ['67 01', '67 01 ...', true],
    ['67', '67 01 ...', false],
    ['68 01 AA', '67 01 ...', false],
  ])('%s fits %s: %s', (answer, pattern, fits) => {
    expect(matches(answer, pattern)).toBe(fits);
  });
});

describe('the end of a probe', () => {
  it.each([
    ['fail', fail],
    ['inconclusive', inconclusive],
    ['not probed', notProbed],
  ] as const)('has the verdict %s', (verdict, end) => {
    expect(() => end('why')).toThrow(expect.objectContaining({ verdict, message: 'why' }));
  });
});

describe('a slow request', () => {
  it('is given in hex, and without one nothing is probed', () => {
    expect(needSlow({ ...CONTEXT, slowRequest: Uint8Array.of(0x31, 0x01, 0x0f) })).toBe('31 01 0F');
    expect(() => needSlow(CONTEXT)).toThrow(ProbeEnd);
  });
});

describe('a byte in hex', () => {
  it('has two digits in capitals', () => {
    expect([byteHex(0), byteHex(0x1f), byteHex(0xff)]).toEqual(['00', '1F', 'FF']);
  });
});
