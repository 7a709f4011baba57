import { describe, expect, it } from 'vitest';
import { decodeStartAnswer, resultsRequest, startRequest, stopRequest } from '../../../../hil/tester/routines.ts';

describe('the requests of a routine', () => {
  it('RST-1: are start, stop and results of routine 0201', () => {
    expect([...startRequest('reset', 'arm')]).toEqual([0x31, 0x01, 0x02, 0x01, 0x01]);
    expect([...startRequest('reset', 'begin')]).toEqual([0x31, 0x01, 0x02, 0x01, 0x02]);
    expect([...stopRequest('reset')]).toEqual([0x31, 0x02, 0x02, 0x01]);
    expect([...resultsRequest('reset')]).toEqual([0x31, 0x03, 0x02, 0x01]);
    expect([...resultsRequest('registration')]).toEqual([0x31, 0x03, 0x02, 0x02]);
  });

  it('have the parameter behind the option', () => {
    const plain = startRequest('reset', 'arm');
    expect([...startRequest('reset', 'arm', 0x07)]).toEqual([...plain, 0x07]);
  });
});

describe('the answer to a start', () => {
  it('is nothing where it is cut off', () => {
    expect(decodeStartAnswer('reset', 'arm', Uint8Array.of(0x71, 0x01))).toBeNull();
  });
});
