import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { App } from '../../../../../hil/browser/dashboard/app.tsx';
import { setTime } from '../../../../../hil/browser/dashboard/calls.ts';
import { FaultClient } from '../../../../../hil/browser/dashboard/fault-client.ts';
import { DealerInbox } from '../../../../../hil/browser/dashboard/dealer-inbox.ts';
import { Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import type { ScenarioListing, ScenarioRunState } from '../../../../../hil/view/scenario-run.ts';
import type { RecordingState } from '../../../../../hil/view/recording-state.ts';
import { TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeEvents } from './feeds.ts';

const ports = {
  fetch: () => Promise.reject(new Error('no server')),
  followEvents: new FakeEvents().follow,
  nextPicture: (work: () => void) => work(),
  later: () => undefined,
  nowMs: () => 0,
};

const FRAME = { kind: 'frame', eventId: 1, id: '5B0', source: 'body', data: '8831380000000000' } as const;
/** The page's guess of the present, where it makes one. */
const PRESENT_US = 77_000_000;

function page(prepare: (session: Session) => void, isRecording = false): string {
  const session = new Session(ports);
  prepare(session);
  return markup(App, {
    session,
    audible: signal(false),
    place: { origin: 'http://127.0.0.1:8080', command: 'npx smartkey' },
    clients: isRecording
      ? null
      : {
          scenarios: new Remote<{ readonly scenarios: readonly ScenarioListing[] }>('/api/scenarios', ports.fetch),
          scenarioRun: new Remote<ScenarioRunState>('/api/scenarios/run', ports.fetch),
          recording: new Remote<RecordingState>('/api/recording/state', ports.fetch),
          technician: new TechnicianClient(ports.fetch, null),
          dealer: new DealerInbox(ports.fetch),
          faults: new FaultClient(ports.fetch),
          account: '',
        },
    nowUs: () => PRESENT_US,
  });
}

describe('the dashboard', () => {
  it('says that it connects, and that nobody answers', () => {
    expect(textOf(page(() => undefined))).toBe('Connecting to the car…');
    const lost = page((session) => (session.connection.value = 'lost'));
    expect(textOf(lost)).toBe('No car answers here. Is it still running?');
  });

  it('has all panels with headings in one order', () => {
    const html = page((session) => (session.live.value = carView()));
    const headings = [...html.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/gs)].map(([, text]) => textOf(text ?? ''));
    expect(headings).toEqual([
      'Virtual Smart Key 4T1BZ1FB4KU999999',
      'Keys',
      'No procedure under way',
      'Registered keys',
      'Conversation',
      'Bus',
    ]);
  });

  it('of a recording moves in time, and offers nothing else', () => {
    const html = page((session) => {
      session.live.value = carView();
      session.lastCall.value = { call: setTime({ rate: 1 }), answer: null };
    }, true);
    const enabled = [...html.matchAll(/<button(?![^>]* disabled)[^>]*>(.*?)<\/button>/gs)].map(([, text]) =>
      textOf(text ?? ''),
    );
    expect(enabled).toEqual([
      ...['❚❚', '×1', '×20', '×1000', '+1 s', 'Restart', 'Sound off', 'LIVE'],
      // What they show, and what they hide.
      ...['A1000002 registered', 'A1000001 registered', 'Freeze'],
    ]);
    expect(textOf(html)).toContain('A recorded session');
    expect(html).not.toContain('role="tab"');
    expect(html).not.toContain('curl');
  });

  it('says so where the connection is lost, and keeps what was known', () => {
    const html = page((session) => {
      session.live.value = carView();
      session.connection.value = 'lost';
    });
    expect(textOf(html)).toContain('The connection to the car is lost. The page shows the last known state,');
    expect(textOf(html)).toContain('A1000001');
  });

  it('does not say that a car answers while none does', () => {
    const shown = (connection: 'live' | 'lost'): string =>
      textOf(
        page((session) => {
          session.live.value = carView();
          session.notice.value = 'A different car now answers at this address.';
          session.connection.value = connection;
        }),
      );
    expect(shown('live')).toContain('A different car now answers');
    expect(shown('lost')).not.toContain('A different car now answers');
    expect(shown('lost')).toContain('The connection to the car is lost.');
  });

  it('lets the clock and the timers of a lost car stay at what was known', () => {
    const timer = { name: 's3', startedUs: 10_000_000, deadlineUs: 80_000_000 } as const;
    const clocks = (connection: 'live' | 'lost'): readonly string[] => {
      const text = textOf(
        page((session) => {
          session.live.value = carView({ timeMode: 'real', timeUs: 60_000_000, timers: [timer] });
          session.frames.take({ frames: [{ ...FRAME, timeUs: 60_300_000 }], skippedFrames: 0 });
          session.connection.value = connection;
        }),
      );
      return [/\d\d:\d\d\.\d{6}/.exec(text)?.[0] ?? '', /Session \(S3\) (\S+ s)/.exec(text)?.[1] ?? ''];
    };
    expect(clocks('live')).toEqual(['01:17.000000', '3.0 s']);
    expect(clocks('lost')).toEqual(['01:00.300000', '19.7 s']);
  });
});
