import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { AnswerWindow } from '../../../../can-bus/uds/answer-window.ts';

const TIMES = { p2Us: 50_000, p2StarUs: 5_000_000, marginUs: 100_000 };

/** A window to which requests are sent at once. */
function asked(...requests: readonly string[]): AnswerWindow {
  const window = new AnswerWindow(TIMES);
  for (const request of requests) {
    window.onRequest(fromHex(request));
    window.onSent(0);
  }
  return window;
}

function unanswered(requests: readonly Uint8Array[]): readonly string[] {
  return requests.map((request) => toHex(request));
}

function accepts(window: AnswerWindow, start: string, nowUs = 1_000): boolean {
  return window.accepts(fromHex(start), nowUs);
}

describe('an endpoint that passes on answers listens', () => {
  it('not before a request of its own is on the wire, and not after the final answer', () => {
    const window = new AnswerWindow(TIMES);
    expect(accepts(window, '7E00')).toBe(false);
    window.onRequest(fromHex('3E00'));
    expect(accepts(window, '7E00')).toBe(false);
    window.onSent(0);
    expect(accepts(window, '7E00')).toBe(true);
    window.onReceived(fromHex('7E00'), 1_000);
    expect(accepts(window, '7E00')).toBe(false);
    expect(window.isOpen).toBe(false);
  });

  it('conformance 9: to a suppressed request until P2 is over, for a refusal may come; its silence is nothing to report', () => {
    const window = asked('3E80');
    expect(accepts(window, '7F3E12')).toBe(true);
    expect(window.deadlineUs()).toBe(150_000);
    expect(window.onDeadline(149_999)).toEqual([]);
    expect(window.isOpen).toBe(true);
    expect(window.onDeadline(150_000)).toEqual([]);
    expect(window.isOpen).toBe(false);
    expect(window.deadlineUs()).toBe(NEVER_US);
  });

  it('conformance 18: no longer than P2, whether it was answered or not: an answer after that is nobody’s', () => {
    const window = asked('22F190');
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F190']);
    expect(accepts(window, '62F190', 150_001)).toBe(false);
  });

  it('not for requests that are dropped before they are sent: the latest ones, and no other', () => {
    const window = asked('22F190');
    for (const request of ['3E00', '22F198', '22F199']) window.onRequest(fromHex(request));
    window.onDropped(2);
    window.onSent(0);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F190', '3E00']);
    window.onRequest(fromHex('3E00'));
    window.onFunctionalRequest(fromHex('22F190'), 200_000);
    window.onDropped(2);
    expect(window.deadlineUs()).toBe(350_000);
    expect(window.onDeadline(350_000)).toEqual([]);
    expect(window.isOpen).toBe(false);
  });

  it('conformance 21: for P2* after each 0x78', () => {
    const window = asked('31010203');
    window.onReceived(fromHex('7F3178'), 40_000);
    expect(window.deadlineUs()).toBe(5_140_000);
    window.onReceived(fromHex('7F3178'), 5_000_000);
    expect(window.deadlineUs()).toBe(10_100_000);
    window.onReceived(fromHex('71010203'), 6_000_000);
    expect(window.isOpen).toBe(false);
  });

  it('conformance 11: after 0x78 the silence of a suppressed request is reported', () => {
    const window = asked('3181FF00');
    window.onReceived(fromHex('7F3178'), 10_000);
    expect(unanswered(window.onDeadline(5_110_000))).toEqual(['3181FF00']);
  });

  it('conformance 11: a positive answer is to the request that does not suppress it', () => {
    const window = asked('3E80', '3E00');
    window.onReceived(fromHex('7E00'), 1_000);
    expect(window.isOpen).toBe(false);
    expect(unanswered(window.onSettled())).toEqual([]);
  });

  it('conformance 11: a refusal, and an answer after 0x78, may be to the one that suppresses it', () => {
    for (const answer of ['7F3E12', '7F3E78 7E00']) {
      const window = asked('3E80', '3E00');
      for (const each of answer.split(' ')) window.onReceived(fromHex(each), 1_000);
      expect(unanswered(window.onDeadline(150_000))).toEqual(['3E00']);
    }
  });

  it('for as long as an answer of several frames takes that began in time', () => {
    const window = asked('22F190');
    window.onReceptionStarted();
    expect(window.deadlineUs()).toBe(NEVER_US);
    window.onReceived(fromHex('62F190AA'), 900_000);
    expect(window.isOpen).toBe(false);
  });

  it('on for what is left of P2 where such an answer breaks off', () => {
    const window = asked('22F190');
    window.onReceptionStarted();
    window.onReceiveFailed();
    expect(unanswered(window.onDeadline(1_100_000))).toEqual(['22F190']);
  });

  it('to one answer for each of two requests, and to none for those before the one that was answered', () => {
    const window = asked('3E80', '22F190', '22F187');
    window.onReceived(fromHex('62F190'), 1_000);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F187']);
  });

  it('not for a request that was not sent', () => {
    const window = new AnswerWindow(TIMES);
    window.onRequest(fromHex('22F190'));
    window.onSendFailed();
    expect(window.isOpen).toBe(false);
  });

  it('to nothing more once the car has no pending work: virtual time', () => {
    const window = asked('22F190', '3E80');
    expect(unanswered(window.onSettled())).toEqual(['22F190']);
    expect(window.isOpen).toBe(false);
    expect(unanswered(asked('22F187').onSettled())).toEqual(['22F187']);
    const receiving = asked('22F190');
    receiving.onReceptionStarted();
    expect(receiving.onSettled()).toEqual([]);
    expect(receiving.isOpen).toBe(true);
  });
});

describe('an ECU is busy for the next request', () => {
  it('with one that is not sent yet, or whose answer is due, not where only a refusal of a suppressed one may come', () => {
    const window = new AnswerWindow(TIMES);
    expect(window.isBusy).toBe(false);
    window.onRequest(fromHex('3E80'));
    expect(window.isBusy).toBe(true);
    window.onSent(0);
    expect([window.isOpen, window.isBusy]).toEqual([true, false]);
    window.onRequest(fromHex('3E00'));
    window.onSent(0);
    expect(window.isBusy).toBe(true);
    window.onReceived(fromHex('7E00'), 1_000);
    expect(window.isBusy).toBe(false);
  });

  it('with a functional one until P2, whose silence is nothing to report, and not where that suppresses the answer', () => {
    const window = new AnswerWindow(TIMES);
    window.onFunctionalRequest(fromHex('3E80'), 5);
    expect([window.isOpen, window.isBusy]).toEqual([true, false]);
    window.onFunctionalRequest(fromHex('22F190'), 5);
    expect([window.isBusy, window.deadlineUs()]).toEqual([true, 150_005]);
    expect(unanswered(window.onDeadline(150_005))).toEqual([]);
    expect(window.isBusy).toBe(false);
  });

  it('conformance 21, 28: after a 0x78, in a way that the tester knows; a 0x21 is to the latest and ends none before', () => {
    const window = asked('22F190');
    expect(window.isPending).toBe(false);
    window.onReceived(fromHex('7F2278'), 1_000);
    expect([window.isBusy, window.isPending]).toEqual([true, true]);
    for (const [request, sentUs] of [
      ['3E80', 2_000],
      ['22F187', 3_000],
    ] as const) {
      window.onRequest(fromHex(request));
      window.onSent(sentUs);
    }
    expect(window.isPending).toBe(false);
    expect(toHex(window.onReceived(fromHex('7F2221'), 4_000) ?? new Uint8Array(0))).toBe('22F187');
    expect(window.isPending).toBe(true);
    expect(toHex(window.onReceived(fromHex('62F19041'), 5_000) ?? new Uint8Array(0))).toBe('22F190');
    expect([window.isBusy, window.isOpen]).toEqual([false, true]);
    expect(window.onReceived(fromHex('00'), 6_000)).toBeNull();
  });
});

describe('what an endpoint that passes on answers takes', () => {
  it('is whatever comes, while nobody else asks: a damaged answer is one, too', () => {
    const window = asked('22F190');
    expect(accepts(window, '62FFFF')).toBe(true);
    expect(accepts(window, '00')).toBe(true);
    window.onReceived(fromHex('00'), 1_000);
    expect(window.isOpen).toBe(false);
  });

  it.each([
    { request: '22F190', own: ['62F190', '7F2231', '62F1'], others: ['62F187', '7E00', '7F3E12', '6E'] },
    { request: '3E80', own: ['7E00', '7F3E12'], others: ['62F190', '7E01', '7F2231'] },
    { request: '1003', own: ['5003', '7F1022'], others: ['5001', '5002'] },
    { request: '310102030A', own: ['71010203', '7F3178'], others: ['71030203', '71010204'] },
    { request: '2EF19041', own: ['6EF190'], others: ['6EF187'] },
    { request: '14FFFFFF', own: ['54', '7F1431'], others: ['5902'] },
    { request: '3601AA', own: ['7601'], others: ['7602'] },
  ])('is only an answer to $request, while another tester asks', ({ request, own, others }) => {
    const window = asked(request);
    window.onOthersRequest(0);
    expect(own.filter((start) => !accepts(window, start))).toEqual([]);
    expect(others.filter((start) => accepts(window, start))).toEqual([]);
    expect(accepts(window, others[0] ?? '', 5_100_000)).toBe(true);
  });
});

describe('the limits of an answer window', () => {
  it('conformance 18: P2 ends at its microsecond, not one before', () => {
    const window = asked('22F190');
    expect(window.onDeadline(149_999)).toEqual([]);
    expect(window.isOpen).toBe(true);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F190']);
  });

  it('conformance 18: each of two requests has a P2 of its own, to the microsecond', () => {
    const window = new AnswerWindow(TIMES);
    for (const [request, sentUs] of [
      ['22F190', 0],
      ['22F187', 1],
    ] as const) {
      window.onRequest(fromHex(request));
      window.onSent(sentUs);
    }
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F190']);
    expect(window.deadlineUs()).toBe(150_001);
    expect(unanswered(window.onDeadline(150_001))).toEqual(['22F187']);
  });

  it('conformance 21: to the microsecond, P2 of a later request may end before P2* of an earlier one', () => {
    const window = asked('31010203');
    window.onReceived(fromHex('7F3178'), 1_000);
    window.onRequest(fromHex('22F190'));
    window.onSent(4_950_999);
    expect(window.deadlineUs()).toBe(5_100_999);
    expect(unanswered(window.onDeadline(5_100_999))).toEqual(['22F190']);
    expect(window.deadlineUs()).toBe(5_101_000);
  });

  it('remembers 4096 requests, and drops the oldest for one more', () => {
    const window = new AnswerWindow(TIMES);
    for (let count = 0; count < 4_096; count++) window.onRequest(fromHex(count === 0 ? '22F190' : '3E00'));
    for (let count = 0; count < 4_096; count++) window.onSent(count);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F190']);
    window.onRequest(fromHex('22F187'));
    window.onRequest(fromHex('22F188'));
    for (let count = 0; count < 2; count++) window.onSent(200_000);
    const over = unanswered(window.onDeadline(1_000_000));
    expect(over).toHaveLength(4_096);
    expect(over.slice(-2)).toEqual(['22F187', '22F188']);
  });

  it('takes nothing that others ask for from the time of their request until P2* and the margin after it', () => {
    const window = asked('22F190');
    window.onOthersRequest(10);
    expect(accepts(window, '7E00', 5_100_009)).toBe(false);
    expect(accepts(window, '7E00', 5_100_010)).toBe(true);
  });

  it('takes answers to any of its requests while others ask', () => {
    const window = asked('22F190', '3E00');
    window.onOthersRequest(0);
    expect(['62F190', '7E00', '59'].map((start) => accepts(window, start))).toEqual([true, true, false]);
  });

  it('takes whatever comes from the start on: nobody else has asked yet', () => {
    const window = new AnswerWindow(TIMES);
    window.onRequest(fromHex('22F190'));
    window.onSent(0);
    expect(accepts(window, '00', 0)).toBe(true);
  });

  it('is not disturbed by a report that something was sent, or not, or received while nothing is due', () => {
    const window = new AnswerWindow(TIMES);
    window.onSent(0);
    window.onSendFailed();
    window.onReceived(fromHex('7E00'), 0);
    window.onReceived(fromHex('7F3178'), 0);
    expect(window.isOpen).toBe(false);
    const sent = asked('22F190');
    sent.onSendFailed();
    expect(sent.isOpen).toBe(true);
  });

  it('drops only the one request that was not sent', () => {
    const window = new AnswerWindow(TIMES);
    for (const request of ['3E00', '22F190', '22F187']) window.onRequest(fromHex(request));
    window.onSent(0);
    window.onSendFailed();
    window.onSent(7);
    expect(unanswered(window.onDeadline(150_007))).toEqual(['3E00', '22F187']);
  });

  it('conformance 21: only 0x78 prolongs it: any other refusal is final, and a positive answer with 78 in it too', () => {
    const refused = asked('310102FF');
    refused.onReceived(fromHex('7F3122'), 1_000);
    expect(refused.isOpen).toBe(false);
    const answered = asked('22F178');
    answered.onReceived(fromHex('62F178'), 1_000);
    expect(answered.isOpen).toBe(false);
  });

  it('conformance 21: a 0x78 also ends the requests before its own, and no more of them', () => {
    const window = asked('22F190', '31010203', '22F187');
    window.onReceived(fromHex('7F3178'), 1_000);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F187']);
    expect(unanswered(window.onDeadline(5_101_000))).toEqual(['31010203']);
  });

  it('keeps what was not sent yet when the car has no pending work', () => {
    const window = asked('22F190');
    window.onRequest(fromHex('22F187'));
    expect(unanswered(window.onSettled())).toEqual(['22F190']);
    expect(window.isOpen).toBe(true);
    window.onSent(300_000);
    expect(unanswered(window.onDeadline(450_000))).toEqual(['22F187']);
  });

  it('conformance 9: a damaged answer ends the oldest request that is sent and due one, not a suppressed one', () => {
    const window = asked('3E80', '22F190');
    window.onRequest(fromHex('22F187'));
    window.onReceived(fromHex('00'), 1_000);
    expect(window.isOpen).toBe(true);
    window.onSent(0);
    expect(unanswered(window.onDeadline(150_000))).toEqual(['22F187']);
  });

  it('conformance 9: a damaged answer ends nothing where only silence is due', () => {
    const window = asked('3E80');
    window.onReceived(fromHex('00'), 1_000);
    expect(window.isOpen).toBe(true);
  });

  it('does not end while an answer of several frames is received, however long that takes', () => {
    const window = asked('22F190');
    window.onReceptionStarted();
    expect(window.onDeadline(9_000_000)).toEqual([]);
    expect(window.isOpen).toBe(true);
  });
});
