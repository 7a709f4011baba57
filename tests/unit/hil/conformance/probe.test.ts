import { describe, expect, it } from 'vitest';
import { ProbeEnd } from '../../../../hil/conformance/probe.ts';

describe('ProbeEnd', () => {
  it('has its verdict and the reason', () => {
    const end = new ProbeEnd('inconclusive', 'silence');
    expect([end.verdict, end.message, end.code]).toEqual(['inconclusive', 'silence', 'probe-end']);
    expect(end.context).toEqual({ verdict: 'inconclusive' });
  });
});
