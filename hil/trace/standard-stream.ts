/** The name for standard input and output. */
export const STANDARD_STREAM = '-';
