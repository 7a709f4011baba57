import { describe, expect, it } from 'vitest';
import { matchPath } from '../../../../../../hil/dealer/pages/kit/form-page.ts';

describe('matchPath', () => {
  it('has the parameters of the path, decoded', () => {
    expect(matchPath('/dealer/requests/:number/seed', '/dealer/requests/19070100001/seed')).toEqual({
      number: '19070100001',
    });
    expect(matchPath('/dealer/staff/:staffId', '/dealer/staff/a%2Fb')).toEqual({ staffId: 'a/b' });
    expect(matchPath('/dealer/keys', '/dealer/keys')).toEqual({});
  });

  it.each(['/dealer/staff', '/dealer/staff/', '/dealer/staff/a/b', '/x/dealer/staff/a', '/dealer/staff/%E0%A4'])(
    'is nothing for %s',
    (path) => {
      expect(matchPath('/dealer/staff/:staffId', path)).toBeNull();
    },
  );
});
