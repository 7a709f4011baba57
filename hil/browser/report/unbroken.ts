const NUMBER_AND_UNIT = /(\d) (?=(?:s|ms|µs|us|min|h|V|mV|%|km\/h|kbit\/s|× real time)(?![\w]))/g;
const MINUTES_AND_SECONDS = /(\d\u00a0(?:min|h)) (?=\d+(?:\.\d+)?\u00a0(?:min|s)(?![\w]))/g;

/** The text with no line break within a time, or between any number and its unit. */
export function unbroken(text: string): string {
  return text.replaceAll(NUMBER_AND_UNIT, '$1\u00a0').replaceAll(MINUTES_AND_SECONDS, '$1\u00a0');
}
