/** How far time was advanced, in words; several advances that follow each other are one from the first to the last. */
export function timeAdvancedText(fromUs: unknown, toUs: unknown): string {
  return `time advanced from ${seconds(fromUs)} to ${seconds(toUs)}`;
}

function seconds(us: unknown): string {
  return `${(Number(us) / 1_000_000).toFixed(3)} s`;
}
