/** Resolves at SIGINT (Ctrl-C) or SIGTERM. A second Ctrl-C ends the process without closing anything. */
export async function terminationSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
