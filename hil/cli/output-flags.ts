/** Checked before any flag is parsed: an error in the flags is reported in JSON as well. */
export function isJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}
