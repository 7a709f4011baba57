// `npm run picture`: the README's film of the dashboard, from the real page: all keys are lost, and two new ones
// registered. Needs Chromium, which also encodes the pictures.
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { startCar } from '../../hil/testing/start-car.ts';
import { animatedWebp, type FilmFrame } from '../browser/support/animated-webp.ts';
import { findChromium, launchChromium } from '../browser/support/chromium.ts';
import { FILM_SIZE, playFilm, type Show } from '../browser/support/dashboard-film.ts';

const FILM: URL = new URL('../../docs/dashboard-film.webp', import.meta.url);
const QUALITY = 0.72;

const chromium = findChromium();
if (chromium.kind === 'missing') throw new Error(chromium.reason);
const car = await startCar({ time: 'virtual' });
const browser = await launchChromium(chromium.path);
try {
  const page = await browser.newPage({ viewport: FILM_SIZE.page, reducedMotion: 'reduce' });
  const studio = await browser.newPage();
  await page.goto(car.http);
  const frames: FilmFrame[] = [];
  const show: Show = async (caption, forMs) => {
    await page.waitForTimeout(400);
    frames.push({ webp: await encoded(studio, await page.screenshot(), caption), forMs });
  };
  await playFilm(car, page, show);
  const { width, height } = FILM_SIZE.film;
  writeFileSync(FILM, animatedWebp(frames, width, height));
} finally {
  await browser.close();
  await car.stop();
}

/** A screenshot, smaller and with a line below, as WebP. */
async function encoded(studio: Page, png: Buffer, caption: string): Promise<Uint8Array> {
  const { width, height } = FILM_SIZE.film;
  const source = JSON.stringify({ png: png.toString('base64'), caption, width, height, quality: QUALITY });
  const url = await studio.evaluate<string>(`(async ({ png, caption, width, height, quality }) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + png;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d', { alpha: false });
    context.imageSmoothingQuality = 'high';
    const shown = Math.round((width * image.height) / image.width);
    context.drawImage(image, 0, 0, width, shown);
    context.fillStyle = '#0b5a70';
    context.fillRect(0, shown, width, height - shown);
    context.fillStyle = '#ffffff';
    context.font = '600 20px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillText(caption, 18, (shown + height) / 2);
    return canvas.toDataURL('image/webp', quality);
  })(${source})`);
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
