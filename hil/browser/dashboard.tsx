import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { CarView } from '../view/car-view.ts';
import { App } from './dashboard/app.tsx';
import { vehicleNowUs } from './dashboard/clock.ts';
import { FrameFeed } from './dashboard/frame-feed.ts';
import { Session } from './dashboard/session.ts';
import { Sound, webAudio } from './dashboard/sound.ts';

const open = (url: string): EventSource => new EventSource(url);
const nextPicture = (work: () => void): void => void requestAnimationFrame(work);

const session = new Session({ fetch: (path, init) => fetch(path, init), openEvents: open, nextPicture });
const frames = new FrameFeed(open, nextPicture);
/** The page's clock, read ten times a second while the vehicle's clock follows the wall clock. */
const pageMs = signal(performance.now());
let heard: { readonly view: CarView; readonly atMs: number } | null = null;

function nowUs(view: CarView): number {
  if (heard?.view !== view) heard = { view, atMs: performance.now() };
  return vehicleNowUs(view, heard.atMs, pageMs.value);
}

setInterval(() => {
  const view = session.live.value;
  if (view?.timeMode === 'real' && !view.paused) pageMs.value = performance.now();
}, 100);

const sound = new Sound(webAudio());
const audible = signal(false);
effect(() => {
  const isPresent = session.cursor.value === null;
  sound.follow(audible.value && isPresent ? (session.live.value?.sounding ?? null) : null);
});

const root = document.getElementById('app');
const place = { origin: location.origin, command: root?.dataset['command'] ?? '' };
if (root !== null) {
  render(<App session={session} frames={frames} audible={audible} place={place} nowUs={nowUs} />, root);
}
void session.start();
