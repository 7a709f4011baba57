import { describe, expect, it } from 'vitest';
import { ResponsesUnderWay } from '../../../../../hil/explore/swarm/responses-under-way.ts';

const ENDPOINTS = ['oem', 'generic', 'functional'] as const;

function beside(responses: ResponsesUnderWay): readonly boolean[] {
  return ENDPOINTS.map((endpoint) => responses.isBeside(endpoint));
}

describe('responses under way (conformance 28)', () => {
  it('are beside requests to the other endpoint, and to all ECUs, until their last frame is out', () => {
    const responses = new ResponsesUnderWay();
    expect([beside(responses), responses.isAny]).toEqual([[false, false, false], false]);
    responses.begin('oem');
    expect([beside(responses), responses.isAny]).toEqual([[false, true, true], true]);
    responses.end('oem');
    responses.begin('generic');
    responses.begin('functional');
    expect(beside(responses)).toEqual([true, false, true]);
    responses.end('generic');
    expect(beside(responses)).toEqual([true, false, true]);
    responses.end('generic');
    expect([beside(responses), responses.isAny]).toEqual([[false, false, false], false]);
  });

  it('never count below none: an observer may meet the end of a response that it has not seen begin', () => {
    const responses = new ResponsesUnderWay();
    responses.end('oem');
    responses.begin('oem');
    expect(responses.snapshot()).toEqual({ oem: 1, generic: 0 });
  });

  it('are forgotten with the supply, and restored from a snapshot', () => {
    const responses = new ResponsesUnderWay();
    responses.begin('generic');
    const snapshot = responses.snapshot();
    responses.forget();
    expect(responses.isAny).toBe(false);
    responses.restore(snapshot);
    expect(beside(responses)).toEqual([true, false, true]);
  });
});
