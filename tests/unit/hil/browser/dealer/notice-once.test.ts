import { describe, expect, it } from 'vitest';
import { showNoticeOnce } from '../../../../../hil/browser/dealer/notice-once.ts';

function addressesAfter(href: string): readonly string[] {
  const addresses: string[] = [];
  showNoticeOnce({ href }, { replaceState: (_state, _unused, url) => addresses.push(url) });
  return addresses;
}

describe('a notice', () => {
  it.each([
    ['http://127.0.0.1:8080/dealer?done=approved', 'http://127.0.0.1:8080/dealer'],
    [
      'http://127.0.0.1:8080/dealer/requests/1?seedNumber=00AB&done=requested#main',
      'http://127.0.0.1:8080/dealer/requests/1?seedNumber=00AB#main',
    ],
  ])('is removed from the address %s', (href, rest) => {
    expect(addressesAfter(href)).toEqual([rest]);
  });

  it('leaves the address unchanged if the page has no notice', () => {
    expect(addressesAfter('http://127.0.0.1:8080/dealer?month=2019-07')).toEqual([]);
  });
});
