import { computed, effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { CarView } from '../view/car-view.ts';
import type { RecordingState } from '../view/recording-state.ts';
import type { ScenarioListing, ScenarioRunState } from '../view/scenario-run.ts';
import { App } from './dashboard/app.tsx';
import { keepClearOfBars } from './dashboard/clear-of-bars.ts';
import { vehicleNowUs } from './dashboard/clock.ts';
import type { Fetch } from './dashboard/api-call.ts';
import { DealerInbox } from './dashboard/dealer-inbox.ts';
import { FaultClient } from './dashboard/fault-client.ts';
import { EventHub } from './dashboard/event-hub.ts';
import type { PageCar } from './dashboard/page-car.ts';
import { onEvents, Remote } from './dashboard/remote.ts';
import { picturePace } from './dashboard/picture-pace.ts';
import { Session } from './dashboard/session.ts';
import { sharedEvents, type WorkerLink } from './dashboard/shared-events.ts';
import { Sound, webAudio } from './dashboard/sound.ts';
import { demoPassword, TechnicianClient } from './dashboard/technician-client.ts';

const later = (work: () => void, ms: number): void => void setTimeout(work, ms);
const nextPicture = picturePace({
  nowMs: () => performance.now(),
  nextPicture: (work) => void requestAnimationFrame(work),
  later,
});

function connectWorker(): WorkerLink {
  const worker = new SharedWorker('/assets/dashboard-events.js');
  return { port: worker.port, onFailure: (work) => worker.addEventListener('error', work, { once: true }) };
}

const recorded = globalThis.recordedCar ?? null;
const car: PageCar = recorded ?? { fetch: (path, init) => fetch(path, init), open: (url) => new EventSource(url) };
const session = new Session({
  fetch: car.fetch,
  followEvents: sharedEvents(
    recorded === null && 'SharedWorker' in globalThis ? connectWorker : null,
    new EventHub({ open: car.open, later }),
  ),
  nextPicture,
  later,
  nowMs: () => performance.now(),
});
/** The page's clock, read ten times a second while the vehicle's clock follows the wall clock. */
const pageMs = signal(performance.now());
let heard: { readonly view: CarView; readonly atMs: number } | null = null;

function nowUs(view: CarView): number {
  if (heard?.view.timeUs !== view.timeUs || heard.view.rate !== view.rate || heard.view.paused !== view.paused) {
    heard = { view, atMs: performance.now() };
  }
  return vehicleNowUs(view, heard.atMs, pageMs.value);
}

setInterval(() => {
  const view = session.live.value;
  if (view?.timeMode === 'real' && !view.paused) pageMs.value = performance.now();
}, 100);
setInterval(() => {
  if (!document.hidden) void session.refresh();
}, 1000);

document.addEventListener('visibilitychange', () => {
  if (document.hidden) session.pause();
  else session.resume();
});
addEventListener('pagehide', () => session.pause());
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) session.resume();
});

const bars = new ResizeObserver(() =>
  keepClearOfBars({
    find: (selector) => document.querySelector<HTMLElement>(selector),
    stays: (bar) => bar instanceof HTMLElement && getComputedStyle(bar).position !== 'static',
    setHeight: (name, height) => document.documentElement.style.setProperty(name, height),
  }),
);
const hasBars = computed(() => [session.live.value !== null, session.lastCall.value !== null].join());
effect(() => {
  if (hasBars.value === '') return;
  requestAnimationFrame(() => {
    for (const bar of document.querySelectorAll('.head, .last-call')) bars.observe(bar);
  });
});

const sound = new Sound(webAudio());
const audible = signal(false);
effect(() => {
  const isPresent = session.cursor.value === null && session.connection.value === 'live';
  sound.follow(audible.value && isPresent ? (session.live.value?.sounding ?? null) : null);
});

const root = document.getElementById('app');
const { demoTechnician, demoManager } = root?.dataset ?? {};
const demo =
  demoTechnician === undefined || demoManager === undefined
    ? null
    : { technician: demoTechnician, manager: demoManager };
const request: Fetch = car.fetch;
const technician = new TechnicianClient(request, demo);
const dealer = new DealerInbox(request);
onEvents(session, 'technician', () => void technician.refresh());
/** No event says how far a watch is, and the dealer server reports nothing by itself. */
setInterval(() => {
  if (technician.tool.value.value?.question?.kind === 'watch') void technician.refresh();
}, 500);
effect(() => {
  if (technician.waitsFor.value !== null) void dealer.refresh();
});
setInterval(() => {
  if (document.hidden) return;
  void dealer.refresh();
  void technician.followRequest();
}, 2_000);
/** Here it is known at once. */
effect(() => {
  if (dealer.inbox.value !== null) void technician.followRequest();
});
const recording = new Remote<RecordingState>('/api/recording/state', request);
const scenarios = new Remote<{ readonly scenarios: readonly ScenarioListing[] }>('/api/scenarios', request);
const scenarioRun = new Remote<ScenarioRunState>(
  '/api/scenarios/run',
  request,
  ({ run, running }) => `${run} ${running}`,
);
onEvents(session, 'scenario', () => void scenarioRun.refresh());
/** Another page may begin a recording, which no event reports. */
setInterval(() => {
  if (!document.hidden) void recording.refresh();
}, 1_000);
const faults = new FaultClient(request);
/** Set here, by events of another, or over by themselves; those of the dealer server no event reports. */
effect(() => {
  if (session.lastCall.value?.answer?.ok === true) void faults.refresh();
});
onEvents(session, ['faults-set', 'faults-cleared'], () => void faults.refresh());
setInterval(() => {
  if (!document.hidden) void faults.refresh();
}, 2_000);
const instance = computed(() => (session.connection.value === 'lost' ? null : (session.live.value?.instance ?? null)));
/** What events report is read once of each car that answers, and again when it answers after a silence. */
effect(() => {
  if (instance.value === null) return;
  for (const one of [technician, faults, recording, scenarios, scenarioRun]) void one.refresh();
});
/** What was refused is over with another car, and with a restart. */
for (const begun of [computed(() => session.live.value?.instance ?? null), session.notice]) {
  effect(() => {
    if (begun.value === null) return;
    for (const one of [technician.tool, recording, scenarioRun]) one.forget();
  });
}
const clients = { technician, dealer, faults, recording, scenarios, scenarioRun, account: demo?.manager ?? '' };
const place = { origin: location.origin, command: root?.dataset['command'] ?? '' };
if (root !== null) {
  const app = { session, audible, place, clients: recorded === null ? clients : null, nowUs };
  render(<App {...app} />, root);
}
void session.start();
if (demo !== null) void dealer.signIn(demo.manager, demoPassword(demo.manager));
