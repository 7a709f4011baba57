// `npm run picture`: the README's picture of the dashboard, from the real page, and what it is made of. Needs Chromium.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { startCar } from '../../hil/testing/start-car.ts';
import { findChromium, launchChromium } from '../browser/support/chromium.ts';
import { arrangePicture, PICTURE_SIZE, pictureStructure } from '../browser/support/dashboard-picture.ts';

const DOCS: URL = new URL('../../docs/', import.meta.url);

const chromium = findChromium();
if (chromium.kind === 'missing') throw new Error(chromium.reason);
const car = await startCar({ time: 'real' });
const browser = await launchChromium(chromium.path);
try {
  await arrangePicture(car);
  const page = await browser.newPage({ viewport: PICTURE_SIZE, reducedMotion: 'reduce' });
  await page.goto(car.http);
  await page.waitForSelector('.row-refused');
  await car.advance(2);
  await page.waitForSelector('.bus-log tbody tr:nth-child(5)');
  const structure = await pictureStructure(page);
  const json = new URL('dashboard.json', DOCS);
  const style = await resolveConfig(json);
  writeFileSync(json, await format(JSON.stringify(structure), { ...style, parser: 'json' }));
  await page.screenshot({ path: new URL('dashboard.png', DOCS).pathname });
} finally {
  await browser.close();
  await car.stop();
}
