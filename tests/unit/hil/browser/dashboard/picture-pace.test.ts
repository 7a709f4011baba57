import { expect, it } from 'vitest';
import { PICTURE_MS, picturePace } from '../../../../../hil/browser/dashboard/picture-pace.ts';

/** A browser whose clock moves only when the test moves it. */
class PacedBrowser {
  nowMs = 1000;
  readonly drawn: string[] = [];
  #pictures: (() => void)[] = [];
  #later: { readonly atMs: number; readonly work: () => void }[] = [];
  readonly draw: (work: () => void) => void = picturePace({
    nowMs: () => this.nowMs,
    nextPicture: (work) => this.#pictures.push(work),
    later: (work, ms) => this.#later.push({ atMs: this.nowMs + ms, work }),
  });

  name(text: string): void {
    this.draw(() => this.drawn.push(text));
  }

  picture(afterMs = 0): readonly string[] {
    this.nowMs += afterMs;
    for (const { work } of this.#later.filter(({ atMs }) => atMs <= this.nowMs)) work();
    this.#later = this.#later.filter(({ atMs }) => atMs > this.nowMs);
    for (const work of this.#pictures.splice(0)) work();
    return this.drawn.splice(0);
  }
}

it('draws with the next picture what comes after a pause', () => {
  const browser = new PacedBrowser();
  browser.name('door');
  expect(browser.picture()).toEqual(['door']);
});

it('draws together what comes soon after, once the time has passed', () => {
  const browser = new PacedBrowser();
  browser.name('first');
  browser.picture();
  browser.name('second');
  browser.name('third');
  expect(browser.picture(PICTURE_MS - 1)).toEqual([]);
  expect(browser.picture(1)).toEqual(['second', 'third']);
  browser.name('fourth');
  expect(browser.picture(PICTURE_MS)).toEqual(['fourth']);
});

it('goes on with what comes while it draws', () => {
  const browser = new PacedBrowser();
  browser.draw(() => browser.name('inner'));
  browser.picture();
  expect(browser.picture(PICTURE_MS)).toEqual(['inner']);
});
