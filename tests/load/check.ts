/** One figure and whether it is good enough. */
export interface Check {
  readonly name: string;
  readonly figure: string;
  readonly passed: boolean;
}

export function tell({ name, figure, passed }: Check): void {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}: ${figure}`);
}
