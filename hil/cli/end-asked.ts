/** Ctrl-C, or the polite signal of a supervisor. A second Ctrl-C does not wait for our good-byes. */
export async function endAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
