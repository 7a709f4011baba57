import { describe, expect, it } from 'vitest';
import { broadcastAddress, isLoopback } from '../../../../can-bus/ports/loopback.ts';

describe('this machine', () => {
  it.each([
    ...['127.0.0.1', '127.8.9.1', 'localhost', 'LocalHost', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::1%lo'],
    ...['::ffff:127.0.0.1', '[::ffff:7f00:1]', '::FFFF:127.8.9.1'],
  ])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(broadcastAddress(host)).toBe('127.255.255.255');
  });

  it.each([
    ...['127.example.com', '127.0.0.1.example.com', '127.0.0.256', 'localhost.example.com', 'car.example', ''],
    ...['0.0.0.0', '::', '[::]', '192.168.1.4', '::ffff:192.168.1.4', '::2', 'fe80::1%lo', '127.0.0.1%lo.example'],
  ])('is not "%s"', (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(broadcastAddress(host)).toBe('255.255.255.255');
  });
});
