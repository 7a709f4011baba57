/** The parts of an element that are used here. */
interface Bar {
  readonly offsetHeight: number;
}

interface BarPorts {
  /** Null where the page has none. */
  readonly find: (selector: string) => Bar | null;
  /** Whether it stays at its edge while the page is scrolled. */
  readonly stays: (bar: Bar) => boolean;
  readonly setHeight: (name: '--head' | '--last-call', height: string) => void;
}

/** Gives the style sheet the heights of the bars at the page's edges, so that what has the focus is not under them. */
export function keepClearOfBars({ find, stays, setHeight }: BarPorts): void {
  for (const [name, selector] of [
    ['--head', '.head'],
    ['--last-call', '.last-call'],
  ] as const) {
    const bar = find(selector);
    setHeight(name, `${bar !== null && stays(bar) ? bar.offsetHeight : 0}px`);
  }
}
