import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { CarView } from '../view/car-view.ts';
import type { RecordingState } from '../view/recording-state.ts';
import type { ScenarioListing, ScenarioRunState } from '../view/scenario-run.ts';
import { App } from './dashboard/app.tsx';
import { vehicleNowUs } from './dashboard/clock.ts';
import type { Fetch } from './dashboard/api-call.ts';
import { DealerInbox } from './dashboard/dealer-inbox.ts';
import { FrameFeed } from './dashboard/frame-feed.ts';
import { onEvents, Remote } from './dashboard/remote.ts';
import { picturePace } from './dashboard/picture-pace.ts';
import { Session } from './dashboard/session.ts';
import { Sound, webAudio } from './dashboard/sound.ts';
import { demoPassword, TechnicianDesk } from './dashboard/technician-desk.ts';

const open = (url: string): EventSource => new EventSource(url);
const later = (work: () => void, ms: number): void => void setTimeout(work, ms);
const nextPicture = picturePace({
  nowMs: () => performance.now(),
  nextPicture: (work) => void requestAnimationFrame(work),
  later,
});

const session = new Session({
  fetch: (path, init) => fetch(path, init),
  openEvents: open,
  nextPicture,
  later,
});
const frames = new FrameFeed(open, nextPicture);
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

// A browser opens only six connections to one address, in all its tabs.
document.addEventListener('visibilitychange', () => {
  for (const feed of [session, frames]) {
    if (document.hidden) feed.pause();
    else feed.resume();
  }
});

const sound = new Sound(webAudio());
const audible = signal(false);
effect(() => {
  const isPresent = session.cursor.value === null;
  sound.follow(audible.value && isPresent ? (session.live.value?.sounding ?? null) : null);
});

const root = document.getElementById('app');
const { demoTechnician, demoManager } = root?.dataset ?? {};
const demo =
  demoTechnician === undefined || demoManager === undefined
    ? null
    : { technician: demoTechnician, manager: demoManager };
const request: Fetch = (path, init) => fetch(path, init);
const technician = new TechnicianDesk(request, demo);
const dealer = new DealerInbox(request);
onEvents(session, 'technician', () => void technician.refresh());
/** No event says how far a watch is, and the dealer server reports nothing by itself. */
setInterval(() => {
  if (technician.tool.value.value?.question?.kind === 'watch') void technician.refresh();
}, 500);
setInterval(() => void dealer.refresh(), 2_000);
effect(() => {
  if (technician.waitsFor.value !== null) void dealer.refresh();
});
const recording = new Remote<RecordingState>('/api/recording/state', request);
setInterval(() => {
  if (recording.value.value?.on === true) void recording.refresh();
  if (scenarioRun.value.value?.running === true) void scenarioRun.refresh();
}, 1_000);
const scenarios = new Remote<{ readonly scenarios: readonly ScenarioListing[] }>('/api/scenarios', request);
const scenarioRun = new Remote<ScenarioRunState>('/api/scenarios/run', request);
onEvents(session, 'scenario', () => void scenarioRun.refresh());
const desks = { technician, dealer, recording, scenarios, scenarioRun, account: demo?.manager ?? '' };
const place = { origin: location.origin, command: root?.dataset['command'] ?? '' };
if (root !== null) {
  render(<App session={session} frames={frames} audible={audible} place={place} desks={desks} nowUs={nowUs} />, root);
}
void session.start();
void technician.refresh();
void recording.refresh();
void scenarioRun.refresh();
if (demo !== null) void dealer.signIn(demo.manager, demoPassword(demo.manager));
