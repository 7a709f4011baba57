/**
 * Reads one at a time: a browser opens only six connections to one address, and a car that hangs keeps each of them.
 *
 * @param read never rejects
 * @returns reads, or waits for the reading under way and reads once more, so that what changed meanwhile is read, too
 */
export function oneAtATime(read: () => Promise<void>): () => Promise<void> {
  let isDue = false;
  let reading: Promise<void> | null = null;
  const readAll = async (): Promise<void> => {
    while (isDue) {
      isDue = false;
      await read();
    }
    reading = null;
  };
  return () => {
    isDue = true;
    reading ??= readAll();
    return reading;
  };
}
