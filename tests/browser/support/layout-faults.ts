import type { Page } from 'playwright-core';

/** The narrowest that WCAG 1.4.10 asks for, a phone, a tablet, a desktop screen and a wide one. */
export const SCREENS: readonly (readonly [width: number, height: number])[] = [
  [320, 640],
  [390, 844],
  [768, 1024],
  [1280, 900],
  [2560, 1440],
];

/** Runs in the page. What only a screen reader reads is clipped on purpose. */
const FIND_FAULTS = String.raw`(() => {
  const faults = [];
  const wide = document.documentElement;
  const nameOf = (element) => {
    const words = (element.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40);
    return element.tagName.toLowerCase() + [...element.classList].map((name) => '.' + name).join('') + ' "' + words + '"';
  };
  const isForReaders = (element) => element !== null &&
    (getComputedStyle(element).clipPath === 'inset(50%)' || isForReaders(element.parentElement));
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) &&
    element.getBoundingClientRect().width > 0 && !isForReaders(element);
  if (wide.scrollWidth > innerWidth) faults.push('the page scrolls sideways: ' + wide.scrollWidth + ' px');
  for (const element of document.body.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement) || !isShown(element)) continue;
    const { left, right, bottom } = element.getBoundingClientRect();
    const isAbove = bottom + scrollY < 0 || right + scrollX < 0;
    if (!isAbove && (right > innerWidth + 1 || left < -1)) {
      faults.push('outside the screen: ' + nameOf(element));
    }
    const style = getComputedStyle(element);
    const clips = style.overflowX !== 'visible' && !element.matches('input, select, textarea');
    if (clips && element.scrollWidth > element.clientWidth + 1) {
      faults.push('cut off, ' + element.clientWidth + ' of ' + element.scrollWidth + ' px: ' + nameOf(element));
    }
  }
  const values = /\d+(?:[.,]\d+)*[ \u00a0](?:s|ms|µs|min|V|%|km\/h|UTC)(?![\w])|\d{4}-\d\d-\d\d|(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}|\d\d:\d\d(?::\d\d)?/g;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (node.parentElement === null || !isShown(node.parentElement)) continue;
    for (const { 0: value, index } of node.data.matchAll(values)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + value.length);
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
      if (lines.size > 1) faults.push('broken over two lines: ' + value + ' in ' + nameOf(node.parentElement));
    }
  }
  return [...new Set(faults)];
})()`;

/** What is cut off, sticks out or is broken over two lines at the present width of the page. */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return await page.evaluate<readonly string[]>(FIND_FAULTS);
}
