/** One figure and whether it is good enough. */
export interface Check {
  readonly name: string;
  readonly figure: string;
  readonly passed: boolean;
  /**
   * A span of real time, which a busy machine stretches: it is reported, and counts only with `--strict`. False where
   * absent.
   */
  readonly isTime?: boolean;
}

export function reportCheck({ name, figure, passed, isTime = false }: Check): void {
  const words = isTime ? (passed ? 'met ' : 'late') : passed ? 'ok  ' : 'FAIL';
  console.log(`${words} ${name}: ${figure}`);
}
