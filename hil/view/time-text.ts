/**
 * How far time was advanced, in words; several advances that follow each other are one from the first to the last. To
 * the millisecond; to the microsecond where that would show no difference.
 */
export function timeAdvancedText(fromUs: unknown, toUs: unknown): string {
  const [from, to] = [seconds(fromUs, 3), seconds(toUs, 3)];
  const shown = from === to ? [seconds(fromUs, 6), seconds(toUs, 6)] : [from, to];
  return `time advanced from ${shown.join(' to ')}`;
}

function seconds(us: unknown, digits: number): string {
  return `${(Number(us) / 1_000_000).toFixed(digits)} s`;
}
