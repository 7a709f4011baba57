/** What the pace needs of the browser. */
interface PacePorts {
  nowMs(): number;
  /** Calls once before the next picture. */
  nextPicture(work: () => void): void;
  /** Calls once after a while. */
  later(work: () => void, ms: number): void;
}

/** So long there is between two pictures of what arrives by itself: a person reads no faster, and the car has to run. */
export const PICTURE_MS = 50;

/**
 * Collects what is to be drawn: at once after a pause, and then a few times a second, everything that came together.
 */
export function picturePace(ports: PacePorts): (work: () => void) => void {
  let waiting: (() => void)[] = [];
  let lastMs = -Infinity;
  const draw = (): void => {
    lastMs = ports.nowMs();
    const due = waiting;
    waiting = [];
    for (const work of due) work();
  };
  return (work) => {
    waiting.push(work);
    if (waiting.length > 1) return;
    const leftMs = lastMs + PICTURE_MS - ports.nowMs();
    if (leftMs <= 0) ports.nextPicture(draw);
    else ports.later(() => ports.nextPicture(draw), leftMs);
  };
}
