import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { ExchangePairs, type FoundExchange } from '../../../../hil/trace/exchange-pairs.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';

const P2 = 50_000;

function message(
  timeUs: number,
  direction: 'request' | 'response',
  hex: string,
  { endpoint = 'oem', source = 'smart-key' }: { endpoint?: 'oem' | 'generic' | 'functional'; source?: string } = {},
): CarEvent {
  return { timeUs, source, event: { kind: 'uds', endpoint, direction, payload: fromHex(hex) } };
}

function refusal(timeUs: number, source = 'smart-key'): CarEvent {
  return { timeUs, source, event: { kind: 'history', procedure: 'reset', outcome: 'refused', reason: 'door' } };
}

/** Request and response, as hex. */
function pairs(found: readonly FoundExchange[]): unknown[] {
  return found.map(({ event }) => [event.event['request'], event.event['response']]);
}

describe('joining requests and responses', () => {
  it('gives the exchange at its final response, with who asked and when', () => {
    const exchanges = new ExchangePairs(P2);
    expect(exchanges.take(message(100, 'request', '10 03'), 'slcan-tcp:127.0.0.1:5000')).toEqual([]);
    expect(exchanges.hasOpen).toBe(true);
    const request = fromHex('10 03');
    expect(exchanges.take(message(250, 'response', '50 03 00 32 01 F4'), 'smart-key')).toEqual([
      {
        event: {
          timeUs: 250,
          source: 'smart-key',
          servedKind: 'uds',
          event: {
            kind: 'uds-exchange',
            endpoint: 'oem',
            client: 'slcan-tcp:127.0.0.1:5000',
            startedUs: 100,
            request: '1003',
            response: '5003003201F4',
          },
        },
        request,
        nrc: null,
        reason: null,
      },
    ]);
    expect(exchanges.hasOpen).toBe(false);
  });

  it('names no client where it is not known', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '3E 00'), null);
    const [found] = exchanges.take(message(2, 'response', '7E 00'), null);
    expect(found?.event.event).not.toHaveProperty('client');
  });

  it('waits for the final response after 0x78', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '31 01 02 01 02'), null);
    expect(exchanges.take(message(2, 'response', '7F 31 78'), null)).toEqual([]);
    expect(pairs(exchanges.take(message(3, 'response', '71 01 02 01 02'), null))).toEqual([
      ['3101020102', '7101020102'],
    ]);
  });

  it('has the code of a refusal, and the reason that the history gave before it', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '31 01 02 01 01'), null);
    exchanges.take(refusal(2, 'engine'), null);
    exchanges.take(refusal(2), null);
    expect(exchanges.take(message(3, 'response', '7F 31 22'), null)).toMatchObject([{ nrc: 0x22, reason: 'door' }]);
    exchanges.take(message(4, 'request', '31 01 02 01 01'), null);
    expect(exchanges.take(message(5, 'response', '7F 31 33'), null)).toMatchObject([{ nrc: 0x33, reason: null }]);
  });

  it('takes no reason from an end that is no refusal', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '31 02 02 01'), null);
    const event = { kind: 'history', procedure: 'reset', outcome: 'aborted', reason: 'power-loss' } as const;
    exchanges.take({ timeUs: 2, source: 'smart-key', event }, null);
    expect(exchanges.take(message(3, 'response', '7F 31 24'), null)).toMatchObject([{ reason: null }]);
  });

  it('keeps endpoints and ECUs apart', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '3E 00'), 'a');
    exchanges.take(message(2, 'request', '22 F1 90', { endpoint: 'generic' }), 'b');
    exchanges.take(message(3, 'request', '01 00', { source: 'engine' }), 'c');
    expect(pairs(exchanges.take(message(4, 'response', '41 00', { source: 'engine' }), null))).toEqual([
      ['0100', '4100'],
    ]);
    expect(pairs(exchanges.take(message(5, 'response', '7E 00'), null))).toEqual([['3E00', '7E00']]);
    expect(pairs(exchanges.take(message(6, 'response', '62 F1 90', { endpoint: 'generic' }), null))).toEqual([
      ['22F190', '62F190'],
    ]);
  });

  it('ends a request without response at the next one, and ignores a response to none', () => {
    const exchanges = new ExchangePairs(P2);
    expect(exchanges.take(message(1, 'response', '7E 00'), null)).toEqual([]);
    exchanges.take(message(2, 'request', '10 83'), null);
    expect(pairs(exchanges.take(message(3, 'request', '3E 00'), null))).toEqual([['1083', null]]);
  });

  it('conformance 9: ends a request that wanted no response when P2 is over', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(10, 'request', '3E 80'), null);
    expect(exchanges.takeSilent(10 + P2)).toEqual([]);
    expect(pairs(exchanges.takeSilent(11 + P2))).toEqual([['3E80', null]]);
    expect(exchanges.hasOpen).toBe(false);
  });

  it('conformance 12: ends a functional request that no ECU answers', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(0, 'request', '3D 01', { endpoint: 'functional' }), null);
    expect(pairs(exchanges.takeSilent(1 + P2))).toEqual([['3D01', null]]);
  });

  it('waits for a response that was not suppressed, whatever its bits, or that 0x78 has announced', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(0, 'request', '22 F1 90', { endpoint: 'generic' }), null);
    exchanges.take(message(0, 'request', '31 81 02 03 03'), null);
    exchanges.take(message(40, 'response', '7F 31 78'), null);
    expect(exchanges.takeSilent(10 * P2)).toEqual([]);
    expect(pairs(exchanges.take(message(11 * P2, 'response', '71 01 02 03 03'), null))).toEqual([
      ['3181020303', '7101020303'],
    ]);
  });

  it('ends what is open where the ECU stops', () => {
    const exchanges = new ExchangePairs(P2);
    exchanges.take(message(1, 'request', '11 01'), null);
    exchanges.take(message(1, 'request', '01 00', { source: 'engine' }), null);
    const stopped: CarEvent = { timeUs: 2, source: 'smart-key', event: { kind: 'ecu', state: 'off' } };
    expect(pairs(exchanges.take(stopped, null))).toEqual([['1101', null]]);
    const booted: CarEvent = { timeUs: 3, source: 'engine', event: { kind: 'ecu', state: 'running' } };
    expect(exchanges.take(booted, null)).toEqual([]);
    expect(exchanges.hasOpen).toBe(true);
  });
});
