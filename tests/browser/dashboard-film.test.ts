import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filmOf } from './support/animated-webp.ts';
import { playFilm } from './support/dashboard-film.ts';
import { dashboardTests } from './support/dashboard-tests.ts';

const { start, visit } = dashboardTests();
const FILM = fileURLToPath(new URL('../../docs/dashboard-film.webp', import.meta.url));

describe('the film of the dashboard', () => {
  it('has a picture of each scene that the page still plays, below 1 MB; npm run picture draws it anew', async (context) => {
    const car = await start({ time: 'virtual' });
    const { page } = await visit(context, car);
    const shown: number[] = [];
    await playFilm(car, page, (_, forMs) => Promise.resolve(void shown.push(forMs)));
    const film = readFileSync(FILM);
    expect(film.length).toBeLessThan(1_000_000);
    expect(filmOf(film)).toEqual({ frames: shown.length, forMs: shown.reduce((sum, ms) => sum + ms, 0) });
    expect((await car.state()).slots.slice(0, 2)).toEqual(['C0FFEE01', 'C0FFEE02']);
  });
});
