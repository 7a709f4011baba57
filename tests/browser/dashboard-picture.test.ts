import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import { arrangePicture, PICTURE_SIZE, pictureStructure } from './support/dashboard-picture.ts';

const { start, visit } = dashboardTests();

function inDocs(name: string): string {
  return fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
}

describe('the picture of the dashboard', () => {
  it('shows the panels and labels that the page has; npm run picture draws it anew', async (context) => {
    const car = await start({ time: 'real' });
    await arrangePicture(car);
    const { page } = await visit(context, car, { viewport: PICTURE_SIZE });
    await page.waitForSelector('.row-refused');
    expect(await pictureStructure(page)).toEqual(JSON.parse(readFileSync(inDocs('dashboard.json'), 'utf8')));
    expect(statSync(inDocs('dashboard.png')).size).toBeLessThan(300_000);
  });
});
