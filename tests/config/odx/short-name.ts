/** Words as a SHORT-NAME: letters and digits, each word with a capital. "open the window" is OpenTheWindow. */
export function shortName(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The same where the words give the unit of a physical value: symbols are spelled out. */
export function unitName(unit: string): string {
  return unit
    .replaceAll('%', 'percent')
    .replaceAll('°C', 'degC')
    .replaceAll('°', 'deg')
    .replaceAll('/', '_per_')
    .replaceAll(/[^A-Za-z0-9_]/g, '');
}
