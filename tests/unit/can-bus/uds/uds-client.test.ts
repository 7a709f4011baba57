import { describe, expect, it } from 'vitest';
import type { UdsClientEffect } from '../../../../can-bus/uds/uds-client.ts';
import { UdsUsageError } from '../../../../can-bus/uds/usage-error.ts';
import { bytes } from '../isotp/endpoint-driver.ts';
import { ClientDriver } from './client-driver.ts';

describe('a request and its answer', () => {
  it('conformance 7: a positive answer is the one with the service plus 40', () => {
    expect(new ClientDriver().asked('22 F1 90').answer('62 F1 90 34').reported()).toEqual([
      'physical 22 F1 90',
      'positive 62 F1 90 34',
    ]);
  });

  it('conformance 5: a negative answer gives its NRC', () => {
    const driver = new ClientDriver().asked('22 F1 90').answer('7F 22 31');
    expect(driver.reported()).toEqual(['physical 22 F1 90', 'negative 31']);
    expect(driver.exchange?.response).toEqual(bytes('7F 22 31'));
  });

  it.each(['50 03 00 32 01 F4', '7F 10 11', '7F 22', '7F 22 31 00', '22 F1 90', '7F'])(
    'conformance 5, 7: %s is no answer to 22, and what follows may be',
    (foreign) => {
      const driver = new ClientDriver().asked('22 F1 90').answer(foreign);
      expect(driver.reported()).toEqual(['physical 22 F1 90']);
      expect(driver.client.deadlineUs()).toBe(150_000);
      expect(driver.answer('62 F1 90 34').reported()).toEqual(['positive 62 F1 90 34']);
    },
  );

  it('ignores answers before its request is sent, and after the outcome', () => {
    const driver = new ClientDriver().request('22 F1 90').answer('62 F1 90 34');
    expect(driver.reported()).toEqual(['physical 22 F1 90']);
    expect(driver.sent().at(150_000).answer('62 F1 90 34').reported()).toEqual(['timeout p2']);
    expect(driver.exchange?.response).toBeNull();
  });

  it('reports when it was made, sent and finished', () => {
    const driver = new ClientDriver().at(10).request('22 F1 90').at(500).sent().at(900).answer('62 F1 90 34');
    expect(driver.exchange).toEqual({
      kind: 'uds-exchange',
      target: 'physical',
      request: bytes('22 F1 90'),
      response: bytes('62 F1 90 34'),
      outcome: { kind: 'positive', response: bytes('62 F1 90 34') },
      pendingCount: 0,
      repeatCount: 0,
      startedUs: 10,
      sentUs: 500,
      finishedUs: 900,
    });
  });

  it('counts and times each request by itself', () => {
    const driver = new ClientDriver()
      .asked('3E 00')
      .answer('7F 3E 78')
      .answer('7F 3E 21')
      .at(10_000)
      .sent()
      .answer('7E 00');
    expect(driver.exchange).toMatchObject({ pendingCount: 1, repeatCount: 1, sentUs: 10_000 });
    driver.request('3E 00').sendFailed();
    expect(driver.exchange).toMatchObject({ pendingCount: 0, repeatCount: 0, sentUs: null });
  });

  it('is not sent by what is sent to, or lost on, another channel', () => {
    const driver = new ClientDriver().request('3E 00').sent('functional').sendFailed('functional');
    expect(driver.client.deadlineUs()).toBe(Infinity);
    expect(driver.reported()).toEqual(['physical 3E 00']);
    expect(driver.sent().answer('7E 00').reported()).toEqual(['positive 7E 00']);
  });

  it('reports what the transport could not send, or not receive to the end', () => {
    expect(new ClientDriver().request('22 F1 90').sendFailed().reported().at(-1)).toBe('send-failed timeout-a');
    const driver = new ClientDriver().asked('22 F1 90').answerBegins().answerBreaks('timeout-cr');
    expect(driver.reported().at(-1)).toBe('receive-failed timeout-cr');
  });

  it('is refused while one is under way, and without a byte', () => {
    expect(() => new ClientDriver().request('3E 00').request('3E 00')).toThrow(UdsUsageError);
    expect(() => new ClientDriver().request('')).toThrow('at least one byte');
  });

  it('does not follow later changes of the caller’s array', () => {
    const driver = new ClientDriver();
    const payload = bytes('22 F1 90');
    driver.client.request(payload, {}, 0, []);
    payload.fill(0);
    expect(driver.sent().answer('62 F1 90 34').reported()).toEqual(['positive 62 F1 90 34']);
  });
});

describe('P2', () => {
  it.each([
    [-1, 'positive 7E 00'],
    [0, 'timeout p2'],
    [1, 'timeout p2'],
  ])('conformance 18: 50 ms and a margin of 100 ms run from the sending of the request (%i µs)', (offset, expected) => {
    const driver = new ClientDriver().request('3E 00').at(300).sent();
    expect(driver.client.deadlineUs()).toBe(150_300);
    expect(
      driver
        .at(150_300 + offset)
        .answer('7E 00')
        .reported()
        .at(-1),
    ).toBe(expected);
  });

  it('does not run while the request is on its way', () => {
    const driver = new ClientDriver().request('3E 00');
    expect(driver.client.deadlineUs()).toBe(Infinity);
  });

  it('is kept by an answer that begins in time, however long it is', () => {
    const driver = new ClientDriver().asked('22 F1 90').at(149_999).answerBegins().at(9_000_000);
    expect(driver.answer('62 F1 90 34').reported().at(-1)).toBe('positive 62 F1 90 34');
  });

  it('continues after an answer that was another’s, and has expired if it is past by then', () => {
    const driver = new ClientDriver().asked('22 F1 90').answerBegins().at(100_000).answer('59 02 FF');
    expect(driver.client.deadlineUs()).toBe(150_000);
    const late = new ClientDriver().asked('22 F1 90').answerBegins().at(200_000).answer('59 02 FF');
    expect(late.client.deadlineUs()).toBe(200_000);
    expect(late.at(200_000).reported().at(-1)).toBe('timeout p2');
  });

  it('conformance 59: an answer whose place another message takes does not end the request', () => {
    const driver = new ClientDriver().asked('22 F1 90').answerBegins().answerBreaks('unexpected-frame');
    expect(driver.answer('62 F1 90 34').reported().at(-1)).toBe('positive 62 F1 90 34');
  });

  it('conformance 19: is taken from the answer to 0x10, until the ECU is reset', () => {
    const driver = new ClientDriver({ keepAlive: false }).asked('10 03').answer('50 03 00 FA 00 64').asked('3E 00');
    expect(driver.client.deadlineUs()).toBe(350_000);
    driver.answer('7F 3E 78');
    expect(driver.client.deadlineUs()).toBe(1_100_000);
    driver.answer('7E 00').asked('11 01').answer('51 01').asked('3E 00');
    expect(driver.client.deadlineUs()).toBe(150_000);
  });

  it('conformance 19: is not taken from it where the client is not to, nor from a short answer', () => {
    const stubborn = new ClientDriver({ adoptServerTiming: false })
      .asked('10 03')
      .answer('50 03 00 FA 00 64')
      .asked('3E 00');
    expect(stubborn.client.deadlineUs()).toBe(150_000);
    const short = new ClientDriver().asked('10 03').answer('50 03 00 FA 00').asked('3E 00');
    expect(short.client.deadlineUs()).toBe(150_000);
  });

  it('may differ for one request', () => {
    const driver = new ClientDriver().asked('22 F1 90', { p2Us: 1_000_000, p2StarUs: 2_000_000 });
    expect(driver.client.deadlineUs()).toBe(1_100_000);
    driver.answer('7F 22 78');
    expect(driver.client.deadlineUs()).toBe(2_100_000);
  });
});

describe('response pending', () => {
  it.each([
    [-1, 'positive 71 01 02 03'],
    [0, 'timeout p2-star'],
    [1, 'timeout p2-star'],
  ])('conformance 20, 24: 0x78 gives the server P2* and the margin (%i µs)', (offset, expected) => {
    const driver = new ClientDriver().asked('31 01 02 03').at(40_000).answer('7F 31 78');
    expect(driver.client.deadlineUs()).toBe(5_140_000);
    expect(
      driver
        .at(5_140_000 + offset)
        .answer('71 01 02 03')
        .reported()
        .at(-1),
    ).toBe(expected);
  });

  it('conformance 21: each further 0x78 gives it again', () => {
    const driver = new ClientDriver()
      .asked('31 01 02 03')
      .answer('7F 31 78')
      .at(4_900_000)
      .answer('7F 31 78')
      .at(9_900_000);
    expect(driver.answer('7F 31 22').reported().at(-1)).toBe('negative 22');
    expect(driver.exchange?.pendingCount).toBe(2);
  });

  it('conformance 23: a bounded number of times', () => {
    const driver = new ClientDriver({ maxPending: 2 }).asked('31 01 02 03').answer('7F 31 78').answer('7F 31 78');
    expect(driver.reported()).toEqual(['physical 31 01 02 03']);
    expect(driver.answer('7F 31 78').reported()).toEqual(['timeout pending-limit']);
  });

  it('conformance 11: after 0x78 silence is a timeout even for a request that asked for none', () => {
    const driver = new ClientDriver().asked('31 81 02 03').answer('7F 31 78').at(5_100_000);
    expect(driver.reported().at(-1)).toBe('timeout p2-star');
  });

  it('conformance 11: the final response after 0x78 is taken despite bit 7', () => {
    const driver = new ClientDriver().asked('31 81 02 03').answer('7F 31 78').at(3_000_000).answer('71 01 02 03');
    expect(driver.reported().at(-1)).toBe('positive 71 01 02 03');
  });
});

describe('suppressed responses', () => {
  it('conformance 9: silence is what a request with bit 7 asks for', () => {
    const driver = new ClientDriver().asked('3E 80').at(149_999);
    expect(driver.reported()).toEqual(['physical 3E 80']);
    expect(driver.at(150_000).reported()).toEqual(['no-response']);
    expect(driver.exchange?.response).toBeNull();
  });

  it('conformance 9: a negative answer comes all the same', () => {
    expect(new ClientDriver().asked('10 FF').answer('7F 10 12').reported().at(-1)).toBe('negative 12');
  });

  it('conformance 10: bit 7 of a service without a sub-function asks for nothing', () => {
    expect(new ClientDriver().asked('22 F1 90').at(150_000).reported().at(-1)).toBe('timeout p2');
  });

  it('conformance 12: a functional request may be met with silence, if the caller says so', () => {
    const driver = new ClientDriver().asked('22 F1 90', { target: 'functional', suppressResponse: true }).at(150_000);
    expect(driver.reported()).toEqual(['functional 22 F1 90', 'no-response']);
  });
});

describe('busy', () => {
  it('conformance 28: a request met with 0x21 is sent again after 10 ms', () => {
    const driver = new ClientDriver().asked('22 F1 90').at(1_000).answer('7F 22 21');
    expect(driver.client.hasPendingWork()).toBe(true);
    expect(driver.at(10_999).reported()).toEqual(['physical 22 F1 90']);
    expect(driver.at(11_000).reported()).toEqual(['physical 22 F1 90']);
    expect(driver.sent().answer('62 F1 90 34').reported()).toEqual(['positive 62 F1 90 34']);
    expect(driver.exchange?.repeatCount).toBe(1);
  });

  it('conformance 28: a bounded number of times, then 0x21 is the outcome', () => {
    const driver = new ClientDriver({ busyRetries: 2 })
      .asked('3E 00')
      .answer('7F 3E 21')
      .at(10_000)
      .sent()
      .answer('7F 3E 21');
    expect(driver.at(20_000).sent().answer('7F 3E 21').reported()).toEqual([
      'physical 3E 00',
      'physical 3E 00',
      'physical 3E 00',
      'negative 21',
    ]);
  });

  it('conformance 28: not at all where the request is not to be repeated', () => {
    const driver = new ClientDriver().asked('3E 00', { busyRetries: 0 }).answer('7F 3E 21');
    expect(driver.reported()).toEqual(['physical 3E 00', 'negative 21']);
  });

  it('conformance 18: the repeated request has P2 again, not the P2* of an earlier 0x78', () => {
    const driver = new ClientDriver()
      .asked('3E 00')
      .answer('7F 3E 78')
      .answer('7F 3E 21')
      .at(10_000)
      .sent()
      .at(160_000);
    expect(driver.reported().at(-1)).toBe('timeout p2');
  });
});

describe('keeping a session alive', () => {
  const inSession = (): ClientDriver => {
    const driver = new ClientDriver().asked('10 03').answer('50 03 00 32 01 F4');
    driver.reported();
    return driver;
  };

  it('conformance 25, 26: sends 3E 80 every 2 s, starting with the end of the last request', () => {
    const driver = inSession().at(1_999_999);
    expect(driver.reported()).toEqual([]);
    expect(driver.at(2_000_000).reported()).toEqual(['physical 3E 80']);
    expect(driver.at(2_000_300).sent().at(4_000_299).reported()).toEqual([]);
    expect(driver.at(4_000_300).reported()).toEqual(['physical 3E 80']);
  });

  it('conformance 26: any request does as well', () => {
    const driver = inSession().at(1_500_000).asked('22 F1 90').answer('62 F1 90 34').at(3_499_999);
    expect(driver.reported()).not.toContain('physical 3E 80');
    expect(driver.at(3_500_000).reported()).toEqual(['physical 3E 80']);
  });

  it('conformance 27: sends nothing while a request is under way', () => {
    const driver = inSession().asked('31 01 02 03').answer('7F 31 78').at(4_000_000).answer('7F 31 78').at(8_000_000);
    expect(driver.reported()).toEqual(['physical 31 01 02 03']);
  });

  it.each([
    ['10 01', '50 01 00 32 01 F4'],
    ['11 01', '51 01'],
  ])('conformance 25: ends with the session, by %s', (request, response) => {
    const driver = inSession().asked(request).answer(response);
    expect(driver.client.deadlineUs()).toBe(Infinity);
  });

  it('conformance 25: does not end, nor begin, by a request that was refused', () => {
    const driver = inSession().asked('11 01').answer('7F 11 22');
    expect(driver.client.deadlineUs()).toBe(2_000_000);
    expect(new ClientDriver().asked('10 03').answer('7F 10 22').client.deadlineUs()).toBe(Infinity);
  });

  it('conformance 9: takes a suppressed 10 83 for granted when no refusal comes', () => {
    expect(new ClientDriver().asked('10 83').at(150_000).client.deadlineUs()).toBe(2_150_000);
  });

  it('conformance 9: takes a suppressed 10 81 for the end of the session', () => {
    const driver = inSession().asked('10 81').at(150_000);
    expect(driver.reported()).toEqual(['physical 10 81', 'no-response']);
    expect(driver.client.deadlineUs()).toBe(Infinity);
  });

  it('can be switched off and on', () => {
    const driver = inSession();
    driver.client.keepAlive(false, 0);
    expect(driver.client.deadlineUs()).toBe(Infinity);
    driver.at(700_000).client.keepAlive(true, 700_000);
    expect(driver.client.deadlineUs()).toBe(2_700_000);
    expect(new ClientDriver({ keepAlive: false }).asked('10 03').answer('50 03').client.deadlineUs()).toBe(Infinity);
  });

  it('conformance 17: may go to all ECUs', () => {
    const driver = new ClientDriver({ keepAliveTarget: 'functional' }).asked('10 03').answer('50 03').at(2_000_000);
    expect(driver.reported().at(-1)).toBe('functional 3E 80');
  });

  it('lets a request wait until 3E 80 is off the same channel', () => {
    const driver = inSession().at(2_000_000).request('22 F1 90');
    expect(driver.reported()).toEqual(['physical 3E 80']);
    expect(driver.client.isBusy()).toBe(true);
    expect(driver.at(2_000_300).sent().reported()).toEqual(['physical 22 F1 90']);
    expect(driver.sent().answer('62 F1 90 34').reported()).toEqual(['positive 62 F1 90 34']);
  });

  it('sends such a request too when 3E 80 did not get through', () => {
    const driver = inSession().at(2_000_000).request('22 F1 90').sendFailed();
    expect(driver.reported()).toEqual(['physical 3E 80', 'physical 22 F1 90']);
  });

  it('does not let a request wait for 3E 80 on another channel', () => {
    const driver = new ClientDriver({ keepAliveTarget: 'functional' }).asked('10 03').answer('50 03').at(2_000_000);
    expect(driver.request('22 F1 90').reported().slice(-2)).toEqual(['functional 3E 80', 'physical 22 F1 90']);
    expect(driver.sent('functional').sent('physical').answer('62 F1 90 34').reported()).toEqual([
      'positive 62 F1 90 34',
    ]);
  });
});

describe('cancelling', () => {
  it('ends a request without an outcome and allows the next', () => {
    const driver = new ClientDriver().asked('22 F1 90');
    driver.client.cancel(0);
    expect(driver.answer('62 F1 90 34').at(1_000_000).reported()).toEqual(['physical 22 F1 90']);
    expect(driver.asked('3E 00').answer('7E 00').reported()).toEqual(['physical 3E 00', 'positive 7E 00']);
  });

  it('gives up a 3E 80 on its way, and sends the next in its time', () => {
    const driver = new ClientDriver().asked('10 03').answer('50 03').at(2_000_000);
    driver.client.cancel(2_000_000);
    driver.reported();
    expect(driver.at(4_000_000).reported()).toEqual(['physical 3E 80']);
  });

  it('keeps the session alive from then on', () => {
    const driver = new ClientDriver().asked('10 03').answer('50 03').at(1_900_000).asked('22 F1 90');
    driver.client.cancel(1_900_000);
    expect(driver.client.deadlineUs()).toBe(3_900_000);
  });
});

describe('snapshots', () => {
  it('continue in another client as in the first', () => {
    const driver = new ClientDriver().asked('31 01 02 03').at(10_000).answer('7F 31 78');
    const snapshot = structuredClone(driver.client.snapshot());
    driver.answer('71 01 02 03');
    const other = new ClientDriver();
    other.client.restore(snapshot);
    expect(other.client.deadlineUs()).toBe(5_110_000);
    other.at(20_000).answer('71 01 02 03');
    expect(other.exchange).toMatchObject({ request: bytes('31 01 02 03'), pendingCount: 1, finishedUs: 20_000 });
    expect(snapshot.phase).toBe('waiting');
  });
});

describe('what a client is and waits for', () => {
  it('is idle before its first request', () => {
    const { client } = new ClientDriver();
    expect(client.snapshot()).toEqual({
      phase: 'idle',
      request: bytes(''),
      target: 'physical',
      silenceExpected: false,
      p2Us: 0,
      p2StarUs: 0,
      busyRetries: 0,
      pendingCount: 0,
      repeatCount: 0,
      pending: false,
      startedUs: 0,
      sentUs: null,
      phaseEndsUs: Infinity,
      serverP2Us: 50_000,
      serverP2StarUs: 5_000_000,
      keepAlive: true,
      sessionOpen: false,
      keepAliveDueUs: Infinity,
      keepAliveOnItsWay: false,
    });
    expect([client.isBusy(), client.hasPendingWork()]).toEqual([false, false]);
  });

  it('conformance 23, 28: accepts a hundred 0x78 and repeats three times where nothing else is set', () => {
    const pending = new ClientDriver().asked('31 01 02 03');
    for (let count = 0; count < 100; count++) pending.answer('7F 31 78');
    expect(pending.reported()).toEqual(['physical 31 01 02 03']);
    expect(pending.answer('7F 31 78').reported()).toEqual(['timeout pending-limit']);
    const busy = new ClientDriver().asked('3E 00');
    for (let count = 1; count <= 3; count++) {
      busy
        .answer('7F 3E 21')
        .at(count * 10_000)
        .sent();
    }
    expect(busy.reported()).toHaveLength(4);
    expect(busy.answer('7F 3E 21').reported()).toEqual(['negative 21']);
  });

  it('says why a second request is refused', () => {
    expect(() => new ClientDriver().request('3E 00').request('3E 00')).toThrow(
      'a UDS client makes one request at a time: wait for it or cancel it',
    );
  });

  it('has pending work while a request waits for 3E 80', () => {
    const driver = new ClientDriver().asked('10 03').answer('50 03').at(2_000_000).request('22 F1 90');
    expect(driver.client.hasPendingWork()).toBe(true);
    expect(driver.client.deadlineUs()).toBe(Infinity);
    driver.sent();
    expect(driver.client.hasPendingWork()).toBe(false);
  });

  it('listens to its own service alone, and only while it waits', () => {
    const listens = ({ client }: ClientDriver, text: string): boolean => {
      const start = bytes(text);
      const framed = Uint8Array.of(0xb5, start.length, ...start, 0x3e, 0x3e);
      return client.listensTo(framed, 2, 2 + start.length);
    };
    const idle = new ClientDriver();
    expect(['7E 00', '40'].map((start) => listens(idle, start))).toEqual([false, false]);
    const waiting = new ClientDriver().asked('3E 00');
    const starts = ['7E', '7F 3E', '7F 22', '7F', '7D', '3E'];
    expect(starts.map((start) => listens(waiting, start))).toEqual([true, true, false, false, false, false]);
    const sending = new ClientDriver().request('3E 00');
    expect(listens(sending, '7E')).toBe(false);
  });

  it('is not disturbed by what its transport reports out of turn', () => {
    const driver = new ClientDriver().asked('22 F1 90').at(10).sent().sendFailed();
    expect(driver.client.deadlineUs()).toBe(150_000);
    expect(driver.answerBreaks('unexpected-frame').answerBreaks('timeout-cr').reported()).toEqual([
      'physical 22 F1 90',
    ]);
    expect(driver.client.deadlineUs()).toBe(150_000);
    const sending = new ClientDriver().request('22 F1 90').answerBegins();
    expect(sending.sent().client.deadlineUs()).toBe(150_000);
    const idle = new ClientDriver().sent().sendFailed();
    expect(idle.client.isBusy()).toBe(false);
    expect(idle.reported()).toEqual([]);
  });

  it('conformance 18: does nothing one microsecond before its time', () => {
    const { client } = new ClientDriver().asked('22 F1 90');
    const effects: UdsClientEffect[] = [];
    client.onDeadline(149_999, effects);
    expect(effects).toEqual([]);
    client.onDeadline(150_000, effects);
    expect(effects).toMatchObject([{ kind: 'finished', exchange: { outcome: { waitedFor: 'p2' } } }]);
  });

  it('conformance 59: P2 runs on after a message that took the place of the answer', () => {
    const driver = new ClientDriver().asked('22 F1 90').answerBegins().at(100_000).answerBreaks('unexpected-frame');
    expect(driver.client.deadlineUs()).toBe(150_000);
    expect(driver.at(150_000).reported().at(-1)).toBe('timeout p2');
  });

  it('conformance 17: a request of its own on the other channel does not count as 3E 80 sent', () => {
    const driver = new ClientDriver({ keepAliveTarget: 'functional' }).asked('10 03').answer('50 03').at(2_000_000);
    driver.request('22 F1 90').sent('physical');
    expect(driver.client.snapshot()).toMatchObject({ keepAliveOnItsWay: true, phase: 'waiting' });
    driver.sent('functional');
    expect(driver.client.snapshot()).toMatchObject({ keepAliveOnItsWay: false, phase: 'waiting' });
  });
});
