import { BehaviorSubject, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { encodeCandumpFrame, candumpDecoder } from '../../../../can-bus/trace/candump.ts';
import type { CanPort, PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { NEVER_US, type Micros } from '../../../../can-bus/time/micros.ts';
import type { Alarm, AlarmAction, Clock } from '../../../../can-bus/time/clock.ts';
import type { TraceEntry } from '../../../../hil/trace/trace-record.ts';
import { playTrace, type PlayFigures } from '../../../../hil/trace/play-trace.ts';
import { ReplayTimeline } from '../../../../hil/trace/replay-timeline.ts';
import { surveyReplay } from '../../../../hil/trace/survey-replay.ts';
import { readAll } from '../../can-bus/trace/read-all.ts';

/** A clock on which every alarm is due at once, and time is what it was armed for. */
class LeapingClock implements Clock {
  #nowUs: Micros = 0;

  nowUs(): Micros {
    return this.#nowUs;
  }

  createAlarm(name: string, action: AlarmAction): Alarm {
    return {
      name,
      dueUs: NEVER_US,
      arm: (dueUs) => {
        queueMicrotask(() => {
          this.#nowUs = Math.max(this.#nowUs, dueUs);
          action(dueUs, dueUs);
        });
      },
      disarm: () => undefined,
    };
  }
}

interface Sent {
  readonly atUs: Micros;
  readonly frame: string;
}

interface Played {
  readonly figures: PlayFigures;
  readonly sent: readonly Sent[];
}

type Answer = (status: BehaviorSubject<PortStatus>, frame: string) => boolean;

/** @param answer what the port does with a frame: whether it takes it, and what it says */
async function play(text: string, answer: Answer = () => true, onClose?: Answer): Promise<Played> {
  const clock = new LeapingClock();
  const status = new BehaviorSubject<PortStatus>({ kind: 'open' });
  const sent: Sent[] = [];
  const port: CanPort = {
    url: 'nowhere',
    frames: NEVER,
    status,
    send: (frame) => {
      const encoded = encodeCandumpFrame(frame);
      const isTaken = answer(status, encoded);
      if (isTaken) sent.push({ atUs: clock.nowUs(), frame: encoded });
      return isTaken;
    },
    close: () => {
      onClose?.(status, '');
      status.next({ kind: 'closed', cause: 'requested', reason: 'closed on our side' });
      return Promise.resolve();
    },
  };
  const signal = new AbortController().signal;
  const figures = await playTrace(portions(text), { port, clock, wants: () => true, settleUs: 500_000, signal });
  return { figures, sent };
}

async function* portions(text: string): AsyncGenerator<readonly TraceEntry[], void, undefined> {
  yield await Promise.resolve(readAll<TraceEntry>(candumpDecoder(), text));
}

const LOG = '(1.000000) can0 100#01\n(1.010000) can0 200##1AA\n(1.020000) can0 101#02\n';

describe('a replay', () => {
  it('sends each frame at its time from the first one', async () => {
    const { figures, sent } = await play(LOG);
    expect(sent.map(({ atUs, frame }) => [atUs - (sent[0]?.atUs ?? 0), frame])).toEqual([
      [0, '100#01'],
      [10_000, '200##1AA'],
      [20_000, '101#02'],
    ]);
    expect(figures).toMatchObject({ sent: 3, refused: 0, closed: null, spanUs: 20_000 });
    expect(figures.reasons.size).toBe(0);
  });

  it('counts what the other side refuses after it was taken, with its reason', async () => {
    const { figures } = await play(LOG, (status, frame) => {
      if (frame.includes('##')) status.next({ kind: 'trouble', reason: 'no CAN FD here', refusedFrames: 1 });
      return true;
    });
    expect(figures).toMatchObject({ sent: 2, refused: 1, closed: null });
    expect([...figures.reasons]).toEqual([['no CAN FD here', 1]]);
  });

  it('counts what comes back in the time after the last frame', async () => {
    const { figures } = await play(LOG, (status, frame) => {
      if (frame === '101#02') queueMicrotask(() => status.next({ kind: 'trouble', reason: 'late', refusedFrames: 1 }));
      return true;
    });
    expect(figures).toMatchObject({ sent: 2, refused: 1 });
  });

  it('counts what the port does not take: for the trouble it is in, or because it lacks CAN FD', async () => {
    const noFd = await play(LOG, (_status, frame) => !frame.includes('##'));
    expect([noFd.figures.sent, [...noFd.figures.reasons]]).toEqual([
      2,
      [['the port does not accept CAN FD frames (an SLCAN adapter that does: add ?fd=1 to its URL)', 1]],
    ]);
    const busOff = await play(LOG, (status, frame) => {
      if (frame === '100#01') return true;
      status.next({ kind: 'trouble', reason: 'can0 is bus-off' });
      return false;
    });
    expect([busOff.figures.sent, [...busOff.figures.reasons]]).toEqual([1, [['can0 is bus-off', 2]]]);
  });

  it('counts what was still waiting when the port was closed', async () => {
    const stalled = await play(
      LOG,
      () => true,
      (status) => {
        status.next({ kind: 'trouble', reason: 'can0 has not accepted the waiting frames', refusedFrames: 3 });
        return true;
      },
    );
    expect(stalled.figures).toMatchObject({ sent: 0, refused: 3, closed: null });
  });

  it('ends where the bus is lost in the middle', async () => {
    const { figures, sent } = await play(LOG, (status) => {
      status.next({ kind: 'closed', cause: 'left', reason: 'the other side closed the connection' });
      return true;
    });
    expect(sent).toHaveLength(1);
    expect(figures).toMatchObject({ sent: 1, closed: 'the other side closed the connection' });
  });

  it('does not wait for a clock that jumps: the frame follows at once, and time continues from there', async () => {
    const log =
      '(10.0) can0 100#01\n(10.5) can0 100#02\n(1700000000.0) can0 100#03\n(1700000001.0) can0 100#04\n' +
      '(3.0) can0 100#05\n(3.25) can0 100#06\n';
    const { sent } = await play(log);
    expect(sent.map(({ atUs }) => atUs - (sent[0]?.atUs ?? 0))).toEqual([
      0, 500_000, 500_000, 1_500_000, 1_500_000, 1_750_000,
    ]);
  });
});

describe('the survey before a replay', () => {
  it('has the buses, the jumps of the clock and what cannot be read', async () => {
    const log =
      '(10.0) can0 100#01\nnonsense\n(10.5) can1 100#02\n(10.49) can0 100#03\n(2.0) can0 101#03\n(2.5) can0 200##0\n' +
      '(1.0) can0 20000004#0000000000000000\n';
    const survey = await surveyReplay(portions(log), ({ id }) => id !== 0x101);
    expect(survey).toMatchObject({ frames: 5, wanted: 4, wantedFd: 1, jumpCount: 1, disordered: 1 });
    expect(survey.jumps).toEqual([{ place: 4, fromUs: 10_500_000, toUs: 2_500_000 }]);
    expect([...survey.wantedByBus]).toEqual([
      ['can0', 3],
      ['can1', 1],
    ]);
    expect(survey.remarks).toMatchObject({ badCount: 1, cutOff: null });
  });
});

describe('the time of a replay', () => {
  const offsets = (...times: readonly Micros[]): readonly Micros[] => {
    const timeline = new ReplayTimeline();
    return times.map((timeUs) => timeline.next(timeUs));
  };

  it('never goes back: a little disorder is sent at once, and moves nothing that follows', () => {
    expect(offsets(1_000_000, 1_050_000, 950_000, 1_060_000)).toEqual([0, 50_000, 50_000, 60_000]);
  });

  it('takes a step back by more than 100 ms, or on by more than an hour, for a jump', () => {
    expect(offsets(1_000_000, 900_000)).toEqual([0, 0]);
    expect(offsets(1_000_000, 1_000_001, 899_999, 999_999)).toEqual([0, 1, 1, 100_001]);
    expect(offsets(0, 3_600_000_000, 7_200_000_001, 7_200_000_002)).toEqual([
      0, 3_600_000_000, 3_600_000_000, 3_600_000_001,
    ]);
  });
});
