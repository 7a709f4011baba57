import { describe, expect, it } from 'vitest';
import { missing, ok, warn, worstStatus } from '../../../../hil/doctor/finding.ts';

describe('a finding', () => {
  it('has a fix unless all is well', () => {
    expect(ok('node', 'Node 24')).toEqual({ topic: 'node', status: 'ok', text: 'Node 24', fix: null });
    expect(warn('node', 'Node 20', 'npx')).toEqual({ topic: 'node', status: 'warn', text: 'Node 20', fix: 'npx' });
    expect(missing('ip', 'none', 'apt')).toEqual({ topic: 'ip', status: 'missing', text: 'none', fix: 'apt' });
  });

  it.each([
    [[], 'ok'],
    [['ok', 'ok'], 'ok'],
    [['ok', 'warn'], 'warn'],
    [['warn', 'missing', 'ok'], 'missing'],
  ] as const)('of %j the worst is %s', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});
