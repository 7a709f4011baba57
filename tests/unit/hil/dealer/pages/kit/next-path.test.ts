import { describe, expect, it } from 'vitest';
import { safeNext } from '../../../../../../hil/dealer/pages/kit/next-path.ts';

describe('the page to continue to', () => {
  it.each([
    ['/dealer'],
    ['/dealer/reset'],
    ['/dealer/keys?vin=4T1BZ1FB4KU999999&data1=05A17C0D001'],
    ['/dealer?done=approved'],
    ['/dealer/requests/19070100001/pass-code?seedNumber=00'],
  ])('may be one of these pages: %s', (path) => {
    expect(safeNext(path)).toBe(path);
  });

  it.each([
    [undefined],
    [''],
    ['/'],
    ['/api/state'],
    ['/dealership'],
    ['https://elsewhere.example/dealer'],
    ['//elsewhere.example/dealer'],
    ['/\\elsewhere.example'],
    ['/dealer\\..\\..'],
    ['/dealer/../api/state'],
    ['/dealer/%2e%2e/api'],
    ['/dealer/..//elsewhere.example'],
    ['/dealer/\n//elsewhere.example'],
    ['\t/dealer'],
    ['javascript:alert(1)'],
    ['/dealer/sign-in'],
    ['/dealer/sign-out'],
    ['/dealer/password?next=/dealer'],
    [`/dealer/${'x'.repeat(3_000)}`],
  ])('is the home page for %j', (path) => {
    expect(safeNext(path)).toBe('/dealer');
  });
});
